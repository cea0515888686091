"""The files of all graphs together: those of each, one after the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from smartregions.catalogue.dumps import ALL, TEMPORARY, Dump, kept, stem
from smartregions.catalogue.graphfiles import prefixes
from smartregions.registry.change import Change

_BLOCK = 1 << 20
_PREFIX = b"@prefix"
_LONGEST = 1_000
"""Bytes of a line with a prefix, at most."""
_NODE = NamedNode("urn:x")


def write_all(
    folder: Path, last: Change, graphs: Sequence[tuple[str, int]], used: Iterable[str]
) -> Iterator[Dump]:
    """The files of all graphs as the last change of the log left them.

    `graphs` are their names, each with the number of its last change; `used` the names of the
    prefixes that they want.
    """
    lines, trig = (
        Dump("", ALL, last.sequence, last.time, form, 0, "") for form in ("nquads", "trig")
    )
    paths = [folder / (made.name + TEMPORARY) for made in (lines, trig)]
    for path, ending in zip(paths, ("nq", "trig"), strict=True):
        with path.open("wb") as file:
            if ending == "trig":
                file.write(_prefixes(used))
            for graph, change in graphs:
                with lines_of(folder, graph, change, ending).open("rb") as one:
                    _pass_prefixes(one)
                    shutil.copyfileobj(one, file, _BLOCK)
    for made, path in zip((lines, trig), paths, strict=True):
        yield from kept(folder, made, path, True)


def _prefixes(used: Iterable[str]) -> bytes:
    """Those that any graph wants, as the engine writes them before a graph."""
    one = Quad(_NODE, _NODE, _NODE, _NODE)
    text = pyoxigraph.serialize([one], format=RdfFormat.TRIG, prefixes=prefixes(used))
    assert text is not None
    return b"".join(line for line in text.splitlines(keepends=True) if line.startswith(_PREFIX))


def _pass_prefixes(file: BinaryIO) -> None:
    """Go to where the statements begin; each graph's file has its own prefixes before them."""
    begun = 0
    while file.readline(_LONGEST).startswith(_PREFIX):
        begun = file.tell()
    file.seek(begun)


def lines_of(folder: Path, graph: str, change: int, ending: str = "nt") -> Path:
    """The file of a graph with a triple a line."""
    return folder / f"{stem(graph)}-{change}.{ending}"
