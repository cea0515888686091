"""All that is offered to harvesters after one change of the log, as files in one folder.

It is made anew when a change came; files of graphs that did not change stay as they are. A record
of it is put in place last, so that who finds a record finds all its files.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from smartregions import __version__
from smartregions.catalogue.documents import Document
from smartregions.errors import ServiceError
from smartregions.messages import Message
from smartregions.registry.change import Change

FOLDER = "dumps"
"""Its name in the state directory."""
RECORD = "edition.json"
LOCK = "lock"


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
    listing: Document
    """The same list in JSON, as it is published."""
    catalogue: str
    """Name of the file with what each page of the catalogue begins with (`Descriptions.head`)."""
    void: Mapping[str, Document]
    """The VoID description in each format, by its name."""
    parts: str
    """Name of the file that says where in these is what of which graph; see `voidfile`."""
    things: str
    """Name of the file with the things that there are; see `mapped`."""
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
        void = {form: Document(**document) for form, document in told["void"].items()}
        return Edition(**told | {"listing": Document(**told["listing"]), "void": void})
    except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
        return None


def statements(path: Path) -> tuple[Triple, ...]:
    """What a description of an edition says."""
    found = pyoxigraph.parse(path=str(path), format=RdfFormat.N_TRIPLES)
    return tuple(quad.triple for quad in found)


def forget(folder: Path) -> None:
    """Remove the edition, which is made anew when it is asked for. Raises ServiceError."""
    if not folder.is_dir():
        return
    try:
        with alone(folder):
            for path in folder.iterdir():
                if path.name != LOCK:
                    path.unlink()
    except OSError as error:
        raise ServiceError(
            Message("{folder} cannot be emptied: {reason}.", folder=folder, reason=error.strerror)
        ) from error


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the one process that writes into the folder."""
    # A proxy in the same group may send the files by itself (`Settings.files_location`).
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def put(folder: Path, edition: Edition) -> None:
    """Put the record of an edition in place, all files of which are there."""
    beside = folder / f"{RECORD}.part"
    with beside.open("wb") as file:
        file.write(json.dumps(asdict(edition), indent=1).encode())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / RECORD)
