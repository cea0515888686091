"""The files of all graphs together, made of those of each."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from smartregions.catalogue.dumps import ALL, TEMPORARY, Dump, kept, rdf_format, stem
from smartregions.catalogue.graphfiles import prefixes
from smartregions.registry.change import Change

_BLOCK = 1 << 20


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
    with paths[0].open("wb") as file:
        for graph, change in graphs:
            with lines_of(folder, graph, change, "nq").open("rb") as one:
                shutil.copyfileobj(one, file, _BLOCK)
    with paths[1].open("wb") as file:
        said = pyoxigraph.parse(path=paths[0], format=RdfFormat.N_QUADS)
        pyoxigraph.serialize(said, file, rdf_format("trig"), prefixes=prefixes(used))
    for made, path in zip((lines, trig), paths, strict=True):
        yield from kept(folder, made, path, True)


def lines_of(folder: Path, graph: str, change: int, ending: str = "nt") -> Path:
    """The file of a graph with a triple a line."""
    return folder / f"{stem(graph)}-{change}.{ending}"
