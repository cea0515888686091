"""All that is offered to harvesters after one change of the log, as files in one folder.

It is made anew when a change came; files of graphs that did not change stay as they are. A record
of it is put in place last, so that who finds a record finds all its files.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from smartregions import __version__
from smartregions.catalogue import dcatap, filelist, listing, recordfile, void
from smartregions.catalogue.dumps import settle
from smartregions.catalogue.graphfiles import Graph, known_files, write_all_graphs
from smartregions.catalogue.listing import Listing
from smartregions.catalogue.offered import Deployment, File, Source
from smartregions.catalogue.paging import head
from smartregions.catalogue.records import Record, records
from smartregions.catalogue.writing import written
from smartregions.errors import ServiceError
from smartregions.registry.change import Change
from smartregions.registry.log import Registry

FOLDER = "dumps"
"""Its name in the state directory."""
RECORD = "edition.json"
LOCK = "lock"
DUMPS = "dumps/"
"""Where the files lie below the public address."""


@dataclass(frozen=True)
class Edition:
    """The files of one state of the log."""

    change: int
    hash: str
    """Of the last change."""
    modified: str
    """When that was made."""
    version: str
    """Of the program that wrote it."""
    address: str
    """The public address that the descriptions name."""
    files: str
    """Name of the file that lists the files of the graphs; see `filelist`."""
    listing: Listing
    """The same list in JSON, as it is published."""
    catalogue: str
    """Name of the file with what each page of the catalogue begins with (`paging.head`)."""
    void: str
    """Name of the file with the triples of the VoID description."""
    records: str
    """Name of the file with each dataset, and what became of it last; see `recordfile`."""
    records_before: str = ""
    """Its records; empty when there are none, or none that may still be shown."""

    def is_of(self, change: Change, address: str) -> bool:
        """Whether it is what this program offers after this change at this address."""
        return (self.hash, self.version, self.address) == (change.hash, __version__, address)


def read(folder: Path) -> Edition | None:
    """The edition in the folder; None when there is none that can be read."""
    try:
        told = json.loads((folder / RECORD).read_bytes())
        return Edition(**told | {"listing": Listing(**told["listing"])})
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def statements(path: Path) -> tuple[Triple, ...]:
    """What a description of an edition says."""
    found = pyoxigraph.parse(path=str(path), format=RdfFormat.N_TRIPLES)
    return tuple(quad.triple for quad in found)


def make(folder: Path, registry: Registry, deployment: Deployment) -> Edition:
    """The edition of the log as it is now, made unless it is there.

    One process makes it at a time. Raises ServiceError.
    """
    try:
        with _alone(folder):
            last, before = registry.last(), read(folder)
            if last is None:
                raise ServiceError("The registry is empty, so there is nothing to offer.")
            if before is not None and before.is_of(last, deployment.address):
                return before
            return _made(folder, registry, deployment, last, before)
    except OSError as error:
        raise ServiceError(f"{folder} cannot be written: {error.strerror}.") from error


def forget(folder: Path) -> None:
    """Remove the edition, which is made anew when it is asked for. Raises ServiceError."""
    if not folder.is_dir():
        return
    try:
        with _alone(folder):
            for path in folder.iterdir():
                if path.name != LOCK:
                    path.unlink()
    except OSError as error:
        raise ServiceError(f"{folder} cannot be emptied: {error.strerror}.") from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    # A proxy in the same group may send the files by itself (`Settings.files_location`).
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made(
    folder: Path, registry: Registry, deployment: Deployment, last: Change, before: Edition | None
) -> Edition:
    issued = _first_times(registry, last.sequence)
    kept = before if before and not _is_redacted(registry, before, last) else None
    with known_files(folder / before.files if before else None) as known:
        written = write_all_graphs(folder, registry, last, known)
        dumps = [dump for one in written.graphs for dump in one.dumps] + written.of_all
        names = {dump.name for dump in dumps}
        gone = [d for d in known.current() if d.name not in names] if known and kept else []
    sources = [_source(one, issued[one.change.graph], deployment) for one in written.graphs]
    triples = dcatap.catalogue(deployment, sources)
    edition = Edition(
        *(last.sequence, last.hash, last.time, __version__, deployment.address),
        filelist.write(folder, dumps, gone),
        listing.write(folder, dumps, last, deployment.address + DUMPS),
        _description(folder, "catalogue", head(triples)),
        _description(folder, "void", void.description(deployment, sources)),
        _records(folder, records(registry, sources, triples, last.sequence), issued, last),
        kept.records if kept else "",
    )
    settle(folder, written.new)
    _replace(folder / RECORD, json.dumps(asdict(edition), indent=1).encode())
    _remove_others(folder, edition, names | {dump.name for dump in gone})
    return edition


def _records(folder: Path, found: Sequence[Record], issued: Mapping[str, str], last: Change) -> str:
    return recordfile.write(folder, found, min(issued.values()), last.sequence)


def _is_redacted(registry: Registry, before: Edition, last: Change) -> bool:
    """Whether something was redacted since, so that nothing of that edition may be shown."""
    since = registry.history(after=before.change, until=last.sequence)
    return any(change.kind == "redact" for change in since)


def _first_times(registry: Registry, until: int) -> Mapping[str, str]:
    """When each graph first came."""
    found: dict[str, str] = {}
    for change in registry.history(until=until):
        found.setdefault(change.graph, change.time)
    return found


def _source(one: Graph, issued: str, deployment: Deployment) -> Source:
    change, place = one.change, deployment.address + DUMPS
    files = [
        File(d.format, place + d.name, d.size, d.sha256, d.compression, place + d.newest)
        for d in one.dumps
    ]
    said = tuple(quad.triple for quad in pyoxigraph.parse(one.text, format=RdfFormat.N_TRIPLES))
    return Source(change.graph, change.sequence, issued, change.time, said, files)


def _description(folder: Path, kind: str, triples: Sequence[Triple]) -> str:
    """The name of the file with the triples, which tells what is in it."""
    text = written(triples, "ntriples")
    name = f"{kind}~{hashlib.sha256(text).hexdigest()[:24]}.nt"
    _replace(folder / name, text)
    return name


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _remove_others(folder: Path, edition: Edition, dumps: Set[str]) -> None:
    """Remove what neither this edition has nor the one before; who is reading goes on reading."""
    kept = {RECORD, LOCK, edition.files, edition.listing.name, edition.catalogue, edition.void}
    kept |= {edition.records, edition.records_before, *dumps}
    for path in folder.iterdir():
        if path.name not in kept:
            with suppress(FileNotFoundError):
                path.unlink()
