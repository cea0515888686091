"""Files of an edition that are sent as they are: written once, and known by what is in them.

A description is written in each format, a triple after the other: however many there are, neither
the process that writes it holds them nor one that sends it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from smartregions.catalogue.dumps import TEMPORARY, rdf_format
from smartregions.catalogue.writing import PREFIXES
from smartregions.formats import GRAPHS, Format

FORMATS = tuple(known for known in GRAPHS if known.name not in ("trig", "nquads"))
"""Those of a description."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file; size and hash are of exactly its bytes."""

    name: str
    size: int
    sha256: str
    modified: str
    """When the last change was made."""
    content_type: str


def written(
    folder: Path, kind: str, triples: Iterable[Triple], modified: str
) -> Mapping[str, Document]:
    """The triples, in their order, in each format, by its name."""
    lines = beside(folder, kind, "nt")
    with lines.open("wb") as file:
        pyoxigraph.serialize(triples, file, RdfFormat.N_TRIPLES)
    found = {f.name: _written(folder, kind, lines, f, modified) for f in FORMATS if not _is_nt(f)}
    (known,) = filter(_is_nt, FORMATS)
    return found | {known.name: put(folder, kind, "nt", known.content_type, modified)}


def _is_nt(known: Format) -> bool:
    return known.extension == "nt"


def _written(folder: Path, kind: str, lines: Path, known: Format, modified: str) -> Document:
    said = pyoxigraph.parse(path=lines, format=RdfFormat.N_TRIPLES)
    wanted = None if known.name == "jsonld" else dict(PREFIXES)
    with beside(folder, kind, known.extension).open("wb") as file:
        triples = (quad.triple for quad in said)
        pyoxigraph.serialize(triples, file, rdf_format(known.name), prefixes=wanted)
    return put(folder, kind, known.extension, known.content_type, modified)


def beside(folder: Path, kind: str, ending: str) -> Path:
    """Where a file is written before it has its name."""
    return folder / f"{kind}.{ending}{TEMPORARY}"


def put(folder: Path, kind: str, ending: str, content_type: str, modified: str) -> Document:
    """The file that was written beside, on the disk under its own name."""
    path = beside(folder, kind, ending)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = os.fstat(file.fileno()).st_size
        os.fsync(file.fileno())
    name = f"{kind}~{digest[:24]}.{ending}"
    path.replace(folder / name)
    return Document(name, size, digest, modified, content_type)
