"""A survey of all graphs, one after the other: their files, and what is found in their text.

Files of what did not change are there from before. Nothing is held but what descriptions are made
from: the memory grows little with the number of graphs, and less with the size of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, bindparam, select

from smartregions.catalogue import filelist, mapped, void, voidfile
from smartregions.catalogue.counts import Found
from smartregions.catalogue.coverage import Period, whole
from smartregions.catalogue.dumps import Dump
from smartregions.catalogue.edition import Edition
from smartregions.catalogue.filelist import Files
from smartregions.catalogue.findings import Reader
from smartregions.catalogue.graphfiles import prefixes_in, write_graph
from smartregions.catalogue.offered import Deployment, File, Source
from smartregions.catalogue.stories import Story
from smartregions.catalogue.wholefiles import lines_of, write_all
from smartregions.errors import Busy
from smartregions.registry.change import Change
from smartregions.registry.rows import FIELDS, change_of
from smartregions.registry.schema import changes
from smartregions.registry.streaming import text

DUMPS = "dumps/"
"""Where the files lie below the public address."""
_BLOCK = 1 << 20
_DAY = len("2026-11-27")
_CHANGE = select(*FIELDS).where(changes.c.sequence == bindparam("number"))


@dataclass(frozen=True, slots=True)
class Made:
    """The files into which it is written."""

    files: filelist.Making
    things: mapped.Making
    void: voidfile.Making


class Survey:
    """What was found so far."""

    def __init__(
        self,
        folder: Path,
        deployment: Deployment,
        reader: Reader,
        made: Made,
        known: Files | None,
    ) -> None:
        """`known` are the files of an edition before, of the same log."""
        self.reader = reader
        self.found: list[Found] = []
        """Of each graph that was taken, whose place here is its number."""
        self.new: list[str] = []
        """Names of the files that were not there before."""
        self._folder, self._place = folder, deployment.address + DUMPS
        self._deployment, self._files, self._known = deployment, made.files, known
        self._things, self._void = made.things, made.void
        self._taken: list[tuple[str, int]] = []
        self._prefixes: set[str] = set()

    @property
    def span(self) -> Period | None:
        """The time of all graphs."""
        return whole(found.period for found in self.found)

    def take(self, log: Connection, graph: str, story: Story) -> None:
        """Have the files of a graph, and read it."""
        number = story.last.number
        names = self._taken_over(graph, number) or self._written(log, number)
        lines = self._lines(lines_of(self._folder, graph, number))
        described = partial(self._things.add, day=story.last.time[:_DAY])
        found, counts = self.reader.read(graph, len(self.found), lines, described)
        self.found.append(found)
        self._taken.append((graph, number))
        if not self._void.copy(graph, number):
            addresses = [self._place + name for name in sorted(names)]
            said = void.graph(self._deployment, graph, addresses, counts)
            self._void.add(graph, number, said)

    def finish(self, last: Change) -> None:
        """Have the files of all graphs, after the last of which the last was taken."""
        if not self._taken_over("", last.sequence):
            self._add(write_all(self._folder, last, self._taken, self._prefixes))

    def source(self, number: int, story: Story) -> Source:
        """A graph with its files, ready to be described."""
        known = self.listed(number, story)
        files = [
            File(
                *(d.format, self._place + d.name, d.size, d.sha256, d.compression),
                self._place + d.newest,
            )
            for d in self._files.files.of(known.graph, known.change)
        ]
        return replace(known, files=files)

    def listed(self, number: int, story: Story) -> Source:
        """A graph without its files."""
        return Source(
            *(*self._taken[number], story.issued, story.last.time, self.found[number]),
            before=story.before,
            installed=story.installed,
        )

    def _written(self, log: Connection, number: int) -> list[str]:
        change = change_of(log.execute(_CHANGE, {"number": number}).one())
        return self._add(write_graph(self._folder, change, text(log, change)))

    def _add(self, written: Iterable[Dump]) -> list[str]:
        """Note new files; their names."""
        own = list(written)
        names = [dump.name for dump in own]
        self.new.extend(names)
        self._files.add(own)
        return names

    def _lines(self, path: Path) -> Iterator[bytes]:
        """The text of a graph in blocks of whole lines; the prefixes that it wants are noted."""
        with path.open("rb") as file:
            while block := file.read(_BLOCK) + file.readline():
                self._prefixes |= prefixes_in(block)
                yield block

    def _taken_over(self, graph: str, change: int) -> list[str]:
        """The names of the files that need not be written again, if all are there."""
        if self._known is None:
            return []
        return self._files.take_over(self._known, graph, change, self._folder)


@contextmanager
def known_files(folder: Path, before: Edition | None) -> Iterator[Files | None]:
    """The list of the files of the edition before; None when there is none, or it has gone."""
    with ExitStack() as stack:
        found = None
        if before is not None:
            with suppress(Busy):
                found = stack.enter_context(filelist.opened(folder / before.files))
        yield found
