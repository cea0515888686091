"""Files of an edition that are sent as they are: written once, and known by what is in them."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from smartregions.catalogue.dumps import TEMPORARY
from smartregions.formats import GRAPHS

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
