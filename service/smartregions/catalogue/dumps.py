"""The files in which graphs are offered: written once for a change, and read back before they are.

What a file says must sum to what the log says of the graph (`Change.state`); RDF/XML, which cannot
hold every graph, is left out where it does not.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

import pyoxigraph
import zstandard
from pyoxigraph import RdfFormat

from smartregions import namespaces as ns
from smartregions.catalogue.offered import Compression
from smartregions.errors import ServiceError
from smartregions.formats import GRAPHS, Format
from smartregions.index.quads import quads
from smartregions.registry.change import Change
from smartregions.registry.triples import lines, sum_of

ALL = "all"
"""The name of what holds all graphs."""
LARGE = 1_000_000
"""Bytes from which a file is offered compressed, too."""
MEDIA_TYPES: Mapping[str, str] = {"gzip": "application/gzip", "zstd": "application/zstd"}
SUFFIXES: Mapping[str, str] = {"": "", "gzip": ".gz", "zstd": ".zst"}
TEMPORARY = ".part"

_PLAIN = re.compile(r"(?=.{1,100}\Z)[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_LIKE_A_VERSION = re.compile(r".*-[0-9]+")
_WITH_GRAPHS = ("trig", "nquads")
_BY_LINES = ("ntriples", "nquads")
"""Formats that are written as the log has the graph, line by line."""
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 9
_BLOCK = 1 << 20
_SETTLING = 32


@dataclass(frozen=True, slots=True)
class Dump:
    """One file; size and hash are of exactly its bytes."""

    graph: str
    """IRI; empty for the file of all graphs."""
    stem: str
    change: int
    """The last change of the graph; of all graphs, the last of the log."""
    modified: str
    """When that was made: UTC, ISO 8601 with `Z`."""
    format: str
    """A name of `formats.GRAPHS`."""
    size: int
    sha256: str
    compression: Compression = ""

    @property
    def name(self) -> str:
        """The name under which the file is the same for ever."""
        return f"{self.stem}-{self.change}{self._ending}"

    @property
    def newest(self) -> str:
        """The name under which the newest file of this kind is found."""
        return self.stem + self._ending

    @property
    def _ending(self) -> str:
        return f".{_format(self.format).extension}{SUFFIXES[self.compression]}"

    @property
    def content_type(self) -> str:
        """What it is sent as: a compressed file is sent as what it is."""
        return MEDIA_TYPES.get(self.compression) or _format(self.format).content_type


def stem(graph: str) -> str:
    """How the files of a graph begin: its local name, `~` for `/`, or a digest where that would
    not do.

    No two graphs share one; none leads out of a folder or looks like one with a version.
    """
    name = graph.removeprefix(ns.GRAPH)
    if _PLAIN.fullmatch(name) and not _LIKE_A_VERSION.fullmatch(name) and name != ALL:
        return name.replace("/", "~")
    return "~" + hashlib.sha256(graph.encode()).hexdigest()[:24]


def write_graph(folder: Path, change: Change, text: bytes) -> Iterator[Dump]:
    """The files of a graph as the change left it; `text` is N-Triples as the log keeps it.

    Raises ServiceError when a file would not say what the graph says.
    """
    used = _prefixes([text])
    for known in GRAPHS:
        name, begin = known.name, stem(change.graph)
        made = Dump(change.graph, begin, change.sequence, change.time, name, 0, "")
        path = folder / (made.name + TEMPORARY)
        with path.open("wb") as file:
            _write(change.graph, text, known, used, file)
        if name in _BY_LINES or _sum_in(path, known) == change.state:
            yield from _kept(folder, made, path, path.stat().st_size >= LARGE)
        elif name == "rdfxml":
            path.unlink()
        else:
            raise ServiceError(f"<{change.graph}> in {name} is not what the graph says.")


def write_all(folder: Path, last: Change, graphs: Sequence[tuple[str, bytes]]) -> Iterator[Dump]:
    """The files of all graphs, each with its text, as the last change of the log left them."""
    used = _prefixes(text for _, text in graphs)
    for known in (each for each in GRAPHS if each.name in _WITH_GRAPHS):
        made = Dump("", ALL, last.sequence, last.time, known.name, 0, "")
        path = folder / (made.name + TEMPORARY)
        with path.open("wb") as file:
            if known.name == "nquads":
                file.writelines(line for name, text in graphs for line in _nquads(name, text))
            else:
                said = (quad for name, text in graphs for quad in quads(text, name))
                pyoxigraph.serialize(said, file, _rdf_format(known), prefixes=used)
        yield from _kept(folder, made, path, True)


def settle(folder: Path, made: Iterable[Dump]) -> None:
    """Have the files on the disk: many at once, since waiting for one takes as long as for all."""
    with ThreadPoolExecutor(_SETTLING) as pool:
        deque(pool.map(_settle, (folder / dump.name for dump in made)), maxlen=0)


def _settle(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _format(name: str) -> Format:
    return next(known for known in GRAPHS if known.name == name)


def _rdf_format(known: Format) -> RdfFormat:
    found = RdfFormat.from_media_type(known.media_type)
    assert found is not None
    return found


def _nquads(graph: str, text: bytes) -> Iterator[bytes]:
    """The lines of the text with the graph's name in them."""
    end = f" <{graph}> .\n".encode()
    return (line.removesuffix(b" .\n") + end for line in lines(text))


def _write(graph: str, text: bytes, known: Format, used: dict[str, str], file: BinaryIO) -> None:
    form = _rdf_format(known)
    if known.name == "ntriples":
        file.write(text)
    elif known.name == "nquads":
        file.writelines(_nquads(graph, text))
    elif known.name == "trig":
        pyoxigraph.serialize(quads(text, graph), file, form, prefixes=used)
    else:
        said = (q.triple for q in pyoxigraph.parse(text, format=RdfFormat.N_TRIPLES))
        prefixes = None if known.name == "jsonld" else used
        pyoxigraph.serialize(said, file, form, prefixes=prefixes)


def _prefixes(texts: Iterable[bytes]) -> dict[str, str]:
    """Those whose namespace the texts name."""
    waiting = {name: f"<{iri}".encode() for name, iri in ns.PREFIXES.items()}
    found: set[str] = set()
    for text in texts:
        found.update(name for name, start in waiting.items() if start in text)
    return {name: iri for name, iri in ns.PREFIXES.items() if name in found}


def _sum_in(path: Path, known: Format) -> str:
    """The sum of the triples that are read from the file; empty when it cannot be read.

    XML is also read by Expat: pyoxigraph writes, and reads again, names that are none in XML.
    """
    try:
        with path.open("rb") as file:
            if known.name == "rdfxml":
                expat.ParserCreate(namespace_separator=" ").ParseFile(file)
                file.seek(0)
            said = pyoxigraph.parse(file, format=_rdf_format(known))
            return str(sum_of(f"{quad.triple} .\n".encode() for quad in said))
    except (SyntaxError, ValueError, expat.ExpatError):
        return ""


def _kept(folder: Path, made: Dump, path: Path, packs: bool) -> Iterator[Dump]:
    """The written file under its name, and compressed if that is wanted."""
    kinds: tuple[Compression, ...] = ("gzip", "zstd") if packs else ()
    for kind in kinds:
        packed = folder / (path.name + SUFFIXES[kind])
        _pack(path, packed, kind)
        yield _named(folder, made, packed, kind)
    yield _named(folder, made, path, "")


def _pack(source: Path, target: Path, kind: Compression) -> None:
    with source.open("rb") as plain, target.open("wb") as packed:
        if kind == "zstd":
            size = source.stat().st_size
            writer = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
            writer.copy_stream(plain, packed, size=size)
            return
        with gzip.GzipFile("", "wb", _GZIP_LEVEL, packed, mtime=0) as file:
            shutil.copyfileobj(plain, file, _BLOCK)


def _named(folder: Path, made: Dump, path: Path, kind: Compression) -> Dump:
    """The file under its own name."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    found = Dump(
        *(made.graph, made.stem, made.change, made.modified, made.format),
        *(path.stat().st_size, digest, kind),
    )
    path.replace(folder / found.name)
    return found
