"""The VoID description in files, one for each format, with a part for each graph.

The part of a graph that did not change is copied from the files of the edition before: parts one
after the other are what would be written of all triples at once.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

import pyoxigraph
from pyoxigraph import NamedNode, Triple

from smartregions.catalogue import sealed
from smartregions.catalogue.documents import FORMATS, Document, beside, put
from smartregions.catalogue.dumps import rdf_format
from smartregions.catalogue.edition import Edition
from smartregions.catalogue.writing import PREFIXES
from smartregions.errors import Busy

_KIND = "void"
_NUMBERS = [f"{name}_{what}" for name in (f.name for f in FORMATS) for what in ("start", "size")]
_TABLES = f"""
CREATE TABLE part (
  graph TEXT PRIMARY KEY, "change" INTEGER NOT NULL,
  {", ".join(f"{number} INTEGER NOT NULL" for number in _NUMBERS)}) WITHOUT ROWID;
"""
_ADD = f"INSERT INTO part VALUES ({', '.join('?' * (2 + len(_NUMBERS)))})"
_FIND = f'SELECT {", ".join(_NUMBERS)} FROM part WHERE graph = ? AND "change" = ?'
_NODE = NamedNode("urn:x")


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a file has around its parts."""

    format: str
    head: bytes = b""
    foot: bytes = b""
    between: bytes = b""

    def part(self, triples: Iterable[Triple]) -> bytes:
        """The triples in this format, without the frame."""
        text = _serialized(self.format, triples)
        return text[len(self.head) : len(text) - len(self.foot)]


def _serialized(form: str, triples: Iterable[Triple]) -> bytes:
    prefixes = None if form == "jsonld" else dict(PREFIXES)
    text = pyoxigraph.serialize(triples, format=rdf_format(form), prefixes=prefixes)
    assert text is not None
    return text


@cache
def _frames() -> tuple[_Frame, ...]:
    """In the order of the formats."""
    return tuple(_frame(known.name) for known in FORMATS)


def _frame(form: str) -> _Frame:
    if form == "jsonld":
        return _Frame(form, b"[", b"]", b",")
    if form == "rdfxml":
        head, end, _ = _serialized(form, []).partition(b"</rdf:RDF>")
        return _Frame(form, head, end)
    one = _serialized(form, [Triple(_NODE, _NODE, _NODE)])
    return _Frame(form, one[: one.index(str(_NODE).encode())])


class _Before:
    """The parts of the edition before."""

    def __init__(self, connection: sqlite3.Connection, files: Sequence[BinaryIO]) -> None:
        self._connection, self._files = connection, files

    def parts(self, graph: str, change: int) -> list[bytes] | None:
        """That of a graph as the change left it, in each format; None when there is none."""
        found = self._connection.execute(_FIND, [graph, change]).fetchone()
        if found is None:
            return None
        places = zip(self._files, found[::2], found[1::2], strict=True)
        return [os.pread(file.fileno(), size, start) for file, start, size in places]


class Making:
    """A description that is being written."""

    def __init__(
        self, folder: Path, made: sealed.Making, files: Sequence[BinaryIO], before: _Before | None
    ) -> None:
        self._folder, self._made, self._files, self._before = folder, made, files, before
        for file, frame in zip(files, _frames(), strict=True):
            file.write(frame.head)

    def copy(self, graph: str, change: int) -> bool:
        """Take in the part of a graph, if the edition before has it as that change left it."""
        found = self._before.parts(graph, change) if self._before else None
        if found is not None:
            self._add(graph, change, found)
        return found is not None

    def add(self, graph: str, change: int, triples: Iterable[Triple]) -> None:
        """Take in what is said of a graph, less what is said of another."""
        said = list(triples)
        self._add(graph, change, [frame.part(said) + frame.between for frame in _frames()])

    def named(self, triples: Iterable[Triple], modified: str) -> tuple[Mapping[str, Document], str]:
        """Put the files in place, with what is said of all graphs at their end.

        Each by its format, and the name of the list of their parts.
        """
        said = list(triples)
        found = {}
        for file, frame, known in zip(self._files, _frames(), FORMATS, strict=True):
            file.write(frame.part(said) + frame.foot)
            file.close()
            document = put(self._folder, _KIND, known.extension, known.content_type, modified)
            found[known.name] = document
        told = "".join(sorted(document.sha256 for document in found.values()))
        return found, self._made.named(hashlib.sha256(told.encode()).hexdigest()[:24])

    def _add(self, graph: str, change: int, parts: list[bytes]) -> None:
        places: list[int] = []
        for file, part in zip(self._files, parts, strict=True):
            places += file.tell(), len(part)
            file.write(part)
        self._made.connection.execute(_ADD, (graph, change, *places))


@contextmanager
def making(folder: Path, before: Edition | None) -> Iterator[Making]:
    """A description to be written; `before` is an edition of which parts may be taken over."""
    with ExitStack() as stack:
        enter = stack.enter_context
        known = _opened(stack, folder, before) if before else None
        made = enter(sealed.making(folder, "parts", _TABLES))
        files = [enter(beside(folder, _KIND, each.extension).open("wb")) for each in FORMATS]
        yield Making(folder, made, files, known)


def _opened(stack: ExitStack, folder: Path, before: Edition) -> _Before | None:
    """None when one of its files has gone, or is not whole."""
    documents = [before.void[known.name] for known in FORMATS]
    with suppress(Busy, FileNotFoundError):
        connection = stack.enter_context(sealed.reading(folder / before.parts))
        files = [stack.enter_context((folder / each.name).open("rb")) for each in documents]
        sizes = [os.fstat(file.fileno()).st_size for file in files]
        if sizes == [each.size for each in documents]:
            return _Before(connection, files)
    return None
