"""The files of all graphs together, made of those of each."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph
from pyoxigraph import Quad

from smartregions.catalogue.dumps import ALL, TEMPORARY, Dump, kept, rdf_format, stem
from smartregions.catalogue.graphfiles import prefixes, quads
from smartregions.registry.change import Change

_BLOCK = 1 << 20


def write_all(
    folder: Path, last: Change, graphs: Sequence[tuple[str, int]], used: Iterable[str]
) -> Iterator[Dump]:
    """The files of all graphs as the last change of the log left them.

    `graphs` are their names, each with the number of its last change; `used` the names of the
    prefixes that they want.
    """
    for form in ("trig", "nquads"):
        made = Dump("", ALL, last.sequence, last.time, form, 0, "")
        path = folder / (made.name + TEMPORARY)
        with path.open("wb") as file:
            if form == "trig":
                said = _said(folder, graphs)
                pyoxigraph.serialize(said, file, rdf_format(form), prefixes=prefixes(used))
            else:
                for graph, change in graphs:
                    with lines_of(folder, graph, change, "nq").open("rb") as one:
                        shutil.copyfileobj(one, file, _BLOCK)
        yield from kept(folder, made, path, True)


def lines_of(folder: Path, graph: str, change: int, ending: str = "nt") -> Path:
    """The file of a graph with a triple a line."""
    return folder / f"{stem(graph)}-{change}.{ending}"


def _said(folder: Path, graphs: Iterable[tuple[str, int]]) -> Iterator[Quad]:
    for graph, change in graphs:
        yield from quads(lines_of(folder, graph, change), graph)
