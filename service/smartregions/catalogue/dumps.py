"""The files in which graphs are offered: what they are called, and how they come to the disk."""

from __future__ import annotations

import ctypes
import gzip
import hashlib
import os
import re
import shutil
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import zstandard
from pyoxigraph import RdfFormat

from smartregions import namespaces as ns
from smartregions.catalogue.offered import Compression
from smartregions.formats import GRAPHS

ALL = "all"
"""The name of what holds all graphs."""
LARGE = 1_000_000
"""Bytes from which a file is offered compressed, too."""
MEDIA_TYPES: Mapping[str, str] = {"gzip": "application/gzip", "zstd": "application/zstd"}
SUFFIXES: Mapping[str, str] = {"": "", "gzip": ".gz", "zstd": ".zst"}
TEMPORARY = ".part"

_KNOWN = {each.name: each for each in GRAPHS}
_ENDINGS = {
    (each.name, kind): f".{each.extension}{suffix}"
    for each in GRAPHS
    for kind, suffix in SUFFIXES.items()
}
_PLAIN = re.compile(r"(?=.{1,100}\Z)[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_LIKE_A_VERSION = re.compile(r".*-[0-9]+")
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 9
_BLOCK = 1 << 20
_FEW = 256
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
        return _ENDINGS[self.format, self.compression]

    @property
    def content_type(self) -> str:
        """What it is sent as: a compressed file is sent as what it is."""
        return MEDIA_TYPES.get(self.compression) or _KNOWN[self.format].content_type


def stem(graph: str) -> str:
    """How the files of a graph begin: its local name, `~` for `/`, or a digest where that would
    not do.

    No two graphs share one; none leads out of a folder or looks like one with a version.
    """
    name = graph.removeprefix(ns.GRAPH)
    if _PLAIN.fullmatch(name) and not _LIKE_A_VERSION.fullmatch(name) and name != ALL:
        return name.replace("/", "~")
    return "~" + hashlib.sha256(graph.encode()).hexdigest()[:24]


def rdf_format(name: str) -> RdfFormat:
    """The format of this name, as the engine has it."""
    found = RdfFormat.from_media_type(_KNOWN[name].media_type)
    assert found is not None
    return found


def put(folder: Path, made: Dump, content: bytes) -> Dump:
    """A file that has this content, under its name."""
    digest = hashlib.sha256(content).hexdigest()
    found = Dump(
        *(made.graph, made.stem, made.change, made.modified, made.format),
        *(len(content), digest, made.compression),
    )
    path = folder / (found.name + TEMPORARY)
    path.write_bytes(content)
    path.replace(folder / found.name)
    return found


def kept(folder: Path, made: Dump, path: Path, packs: bool) -> Iterator[Dump]:
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
        size = os.fstat(file.fileno()).st_size
    found = Dump(
        *(made.graph, made.stem, made.change, made.modified, made.format),
        *(size, digest, kind),
    )
    path.replace(folder / found.name)
    return found


def settle(folder: Path, made: Sequence[str]) -> None:
    """Have the files on the disk: some at once, since waiting for one takes as long as for all;
    the many of a first edition by one call for all that waits to be written (`man 2 syncfs`)."""
    if len(made) <= _FEW:
        with ThreadPoolExecutor(_SETTLING) as pool:
            deque(pool.map(_settle, (folder / name for name in made)), maxlen=0)
        return
    folder_itself = os.open(folder, os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(folder_itself):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(folder))
    finally:
        os.close(folder_itself)


def _settle(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
