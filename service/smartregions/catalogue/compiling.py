"""An edition is made: of the log as it is, and of what the edition before has already.

Graphs are surveyed one after the other, then datasets described one after the other: what is in
memory does not grow with the data. The same log gives the same bytes, whatever was there before.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Set
from contextlib import ExitStack, suppress
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat, Triple
from sqlalchemy import Connection, select

from smartregions import __version__
from smartregions.catalogue import filelist, listing, mapped, recordfile, void, voidfile
from smartregions.catalogue.dcatap import Descriptions, refuse_alike
from smartregions.catalogue.documents import Document
from smartregions.catalogue.dumps import settle
from smartregions.catalogue.edition import LOCK, RECORD, Edition, alone, put, read
from smartregions.catalogue.filelist import Files
from smartregions.catalogue.findings import Reader
from smartregions.catalogue.offered import CATALOGUE_GRAPH, Deployment
from smartregions.catalogue.recording import Before, Recording, gone
from smartregions.catalogue.said import Said, collected
from smartregions.catalogue.stories import stories
from smartregions.catalogue.surveying import DUMPS, Made, Survey, known_files
from smartregions.catalogue.touching import touched
from smartregions.errors import Busy, ServiceError
from smartregions.messages import Message
from smartregions.registry.change import Change
from smartregions.registry.log import Registry
from smartregions.registry.schema import changes


def make(folder: Path, registry: Registry, deployment: Deployment) -> Edition:
    """The edition of the log as it is now, made unless it is there.

    One process makes it at a time. Raises ServiceError.
    """
    try:
        with alone(folder):
            last, before = registry.last(), read(folder)
            if last is None:
                raise ServiceError(Message("The registry is empty, so there is nothing to offer."))
            if before is not None and before.is_of(last, deployment.address):
                return before
            with registry.database.reading() as log:
                return _Compiling(folder, log, deployment, last, before).edition()
    except OSError as error:
        raise ServiceError(
            Message("{folder} cannot be written: {reason}.", folder=folder, reason=error.strerror)
        ) from error


class _Compiling:
    """One edition while it is made."""

    def __init__(
        self,
        folder: Path,
        log: Connection,
        deployment: Deployment,
        last: Change,
        before: Edition | None,
    ) -> None:
        self._folder, self._log, self._deployment, self._last = folder, log, deployment, last
        continued = before if before and _continues(log, before) else None
        self._before = continued
        """The edition before, if the log goes on from it."""
        self._shown = continued if continued and not _redacted(log, continued, last) else None
        """The same, if all that it has may still be shown."""
        self._alike = self._shown if self._shown and _is_alike(self._shown, deployment) else None
        """The same, if what nothing touched is described in it as it would be now."""
        self._stories = stories(log, last.sequence)
        self._standing = {name: each for name, each in self._stories.items() if each.stands}
        refuse_alike(self._standing)

    def edition(self) -> Edition:
        """Make it, and put it in place."""
        with ExitStack() as stack:
            enter = stack.enter_context
            files = enter(filelist.making(self._folder))
            known = enter(known_files(self._folder, self._before))
            said = enter(collected(self._folder / "said.part"))
            things = enter(mapped.making(self._folder))
            made = Made(files, things, enter(voidfile.making(self._folder, self._alike)))
            survey = Survey(self._folder, self._deployment, Reader(said), made, known)
            about, parts = self._surveyed(survey, made.void)
            current = self._listing(files.files)
            if known and self._shown:
                files.add_before(known.current())
            names = files.files.names()
            head, records = self._described(survey, said)
            edition = Edition(
                *(self._last.sequence, self._last.hash, self._last.time),
                *(__version__, self._deployment.address, files.named()),
                listing=current,
                catalogue=head,
                void=about,
                parts=parts,
                things=things.named(),
                records=records,
                records_before=self._shown.records if self._shown else "",
            )
        settle(self._folder, survey.new)
        put(self._folder, edition)
        _remove_others(self._folder, edition, names)
        return edition

    def _listing(self, files: Files) -> Document:
        place = self._deployment.address + DUMPS
        return listing.write(self._folder, files.current(), self._last, place)

    def _surveyed(
        self, survey: Survey, described: voidfile.Making
    ) -> tuple[Mapping[str, Document], str]:
        """Survey all graphs; what VoID says of them."""
        for graph, story in self._standing.items():
            survey.take(self._log, graph, story)
        survey.finish(self._last)
        said = void.whole(self._deployment, survey.reader.totals, self._standing)
        return described.named(said, self._last.time)

    def _described(self, survey: Survey, said: Said) -> tuple[str, str]:
        """The names of the files with the head of the catalogue, and with the records."""
        said.complete()
        graphs = list(self._standing)
        own = [graphs.index(CATALOGUE_GRAPH)] if CATALOGUE_GRAPH in self._standing else []
        located, span = survey.reader.located, survey.span
        descriptions = Descriptions(self._deployment, said, located, span, own)
        standing = enumerate(self._standing.values())
        of_datasets = [descriptions.dates(survey.listed(n, story), n) for n, story in standing]
        head = _description(self._folder, "catalogue", descriptions.head(of_datasets))
        with ExitStack() as stack:
            before = self._records_before(stack)
            since = before.change if before else 0
            changed = touched(self._log, since, self._last.sequence, span)
            recording = Recording(self._log, changed, descriptions, located, before, survey.source)
            made = stack.enter_context(recordfile.making(self._folder))
            for number, (graph, story) in enumerate(self._standing.items()):
                made.add(recording.standing(graph, survey.found[number], number, story))
            for graph, story in self._stories.items():
                if not story.stands:
                    made.add(gone(graph, story))
            earliest = min(story.issued for story in self._stories.values())
            return head, made.named(earliest, self._last.sequence)

    def _records_before(self, stack: ExitStack) -> Before | None:
        """Those of which what nothing touched is the same now."""
        if self._alike is None:
            return None
        with suppress(Busy):
            found = recordfile.opened(self._folder / self._alike.records)
            return Before(stack.enter_context(found), self._alike.change)
        return None


def _continues(log: Connection, before: Edition) -> bool:
    """Whether the log holds the change that the edition is of: a restored one may not."""
    wanted = select(changes.c.hash).where(changes.c.sequence == before.change)
    return log.execute(wanted).scalar_one_or_none() == before.hash


def _redacted(log: Connection, before: Edition, last: Change) -> bool:
    """Whether something was redacted since, so that nothing of that edition may be shown."""
    wanted = select(changes.c.sequence).where(
        changes.c.sequence > before.change,
        changes.c.sequence <= last.sequence,
        changes.c.kind == "redact",
    )
    return log.execute(wanted.limit(1)).scalar_one_or_none() is not None


def _is_alike(before: Edition, deployment: Deployment) -> bool:
    return (before.version, before.address) == (__version__, deployment.address)


def _description(folder: Path, kind: str, triples: Iterable[Triple]) -> str:
    """The name of the file with the triples, which tells what is in it."""
    beside = folder / f"{kind}.part"
    with beside.open("w+b") as file:
        pyoxigraph.serialize(triples, file, RdfFormat.N_TRIPLES)
        file.seek(0)
        name = f"{kind}~{hashlib.file_digest(file, 'sha256').hexdigest()[:24]}.nt"
        os.fsync(file.fileno())
    beside.replace(folder / name)
    return name


def _remove_others(folder: Path, edition: Edition, dumps: Set[str]) -> None:
    """Remove what neither this edition has nor the one before; who is reading goes on reading."""
    kept = {RECORD, LOCK, edition.files, edition.listing.name, edition.catalogue, edition.things}
    kept |= {edition.records, edition.records_before, edition.parts}
    kept |= {document.name for document in edition.void.values()}
    for path in folder.iterdir():
        if path.name not in dumps and path.name not in kept:
            with suppress(FileNotFoundError):
                path.unlink()
