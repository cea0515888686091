"""The files of all graphs after a change: of what did not change they are there from before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from smartregions.catalogue.dumps import Dump, write_all, write_graph
from smartregions.catalogue.filelist import Files, opened
from smartregions.errors import Busy
from smartregions.registry.change import Change
from smartregions.registry.log import Registry


@dataclass(frozen=True, slots=True)
class Graph:
    """One graph as a change left it: its text, N-Triples, and its files."""

    change: Change
    text: bytes
    dumps: Sequence[Dump]


@dataclass(frozen=True, slots=True)
class Written:
    """The files of an edition."""

    graphs: Sequence[Graph]
    of_all: list[Dump]
    new: Sequence[Dump]
    """Those that were not there before."""


def write_all_graphs(
    folder: Path, registry: Registry, last: Change, known: Files | None
) -> Written:
    """The files of every graph and of all; what is there and whole is not written again."""
    graphs: list[Graph] = []
    new: list[Dump] = []
    for followed in registry.follow(until=last.sequence):
        change, text = followed.change, followed.delta.added
        if not (own := _whole(folder, known, change.graph, change.sequence)):
            own = list(write_graph(folder, change, text))
            new.extend(own)
        graphs.append(Graph(change, text, own))
    if not (of_all := _whole(folder, known, "", last.sequence)):
        of_all = list(write_all(folder, last, [(one.change.graph, one.text) for one in graphs]))
        new.extend(of_all)
    return Written(graphs, of_all, new)


@contextmanager
def known_files(path: Path | None) -> Iterator[Files | None]:
    """The list of the files of the edition before; None when there is none, or it has gone."""
    with ExitStack() as stack:
        found = None
        if path is not None:
            with suppress(Busy):
                found = stack.enter_context(opened(path))
        yield found


def _whole(folder: Path, known: Files | None, graph: str, change: int) -> list[Dump]:
    """The files that need not be written again: those of the graph and change, if all are there."""
    found = known.of(graph, change) if known else []
    return found if all(_is_whole(folder, dump) for dump in found) else []


def _is_whole(folder: Path, dump: Dump) -> bool:
    try:
        return (folder / dump.name).stat().st_size == dump.size
    except FileNotFoundError:
        return False
