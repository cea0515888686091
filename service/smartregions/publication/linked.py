"""Reports that their contributors chose to have linked: for a day, a file each in the state folder.

Its name is a secret: whoever has the link reads the report and the text, and nothing else leads
there. Without that choice nothing of what is validated is kept.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, NoReturn

from smartregions.errors import UnknownThing
from smartregions.index.titles import SETTLER, entitle
from smartregions.messages import Message, amount
from smartregions.settings import Settings

DAY = 86_400
"""Seconds for which a report is linked."""
LOOK_SECONDS = 600.0
"""How long a report whose day is over may lie there unread, while the service runs."""
MOST_BYTES, OF_ONE_CLIENT, OF_ALL = 2 << 20, 8 << 20, 64 << 20
"""Room for one report, for all of one client, and for all; as they lie there, compressed."""
MOST_READ = 8 << 20
"""Bytes of one as it is read: who opens a link costs the process that answers no more than that."""
FOLDER = "reports"

_LOG = logging.getLogger(__name__)
_LOWER = 10  # the priority of what nobody waits for
_NAME = re.compile(r"([0-9]+)-([0-9a-f]{12})-([A-Za-z0-9_-]{22})\.json\.gz")


@dataclass(frozen=True, slots=True)
class Linked:
    """A report that is linked: its secret name, until when, and what makes its page."""

    key: str
    until: datetime
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    until: int
    client: str
    key: str
    size: int


def reports(settings: Settings) -> Reports:
    """Those of an installation."""
    return Reports(settings.state.expanduser() / FOLDER)


class Reports:
    """The linked reports in a folder, which is made for the first one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def link(self, client: bytes, content: Mapping[str, Any]) -> Linked | Message:
        """Keep what makes the page of a report for a day; where that cannot be, why not.

        `client` stands for who sent it, alike for the same one: nobody takes all the room.
        """
        self.forget()
        text = json.dumps(content).encode()
        if len(text) > MOST_READ:
            return _too_long(MOST_READ)
        packed = gzip.compress(text, mtime=0)
        sender = blake2b(client, digest_size=6).hexdigest()
        if why := self._no_room(sender, len(packed)):
            return why
        until, key = int(time.time()) + DAY, secrets.token_urlsafe(16)
        try:
            self._write(f"{until}-{sender}-{key}.json.gz", packed)
        except OSError as error:
            _LOG.warning("a report cannot be kept: %s", error)
            return Message("The report is not linked, for there is no room for it now.")
        return Linked(key, _moment(until), content)

    def get(self, key: str) -> Linked:
        """The report of a name. Raises UnknownThing for one that is not there, or not any more."""
        for file in self._files():
            if secrets.compare_digest(file.key.encode(), key.encode()) and file.until > time.time():
                try:
                    packed = file.path.read_bytes()
                except FileNotFoundError:  # its day ended just now
                    break
                return Linked(key, _moment(file.until), json.loads(gzip.decompress(packed)))
        raise UnknownThing(
            Message("There is no such report: a report is linked for a day, and then it is gone.")
        )

    def forget(self) -> None:
        """Remove those whose day is over."""
        now = time.time()
        for file in self._files():
            if file.until <= now:
                file.path.unlink(missing_ok=True)

    def _no_room(self, sender: str, size: int) -> Message | None:
        if size > MOST_BYTES:
            return _too_long(MOST_BYTES)
        files = list(self._files())
        own = sum(file.size for file in files if file.client == sender)
        if own + size > OF_ONE_CLIENT:
            return Message("The report is not linked: too many of yours are already. Try tomorrow.")
        if sum(file.size for file in files) + size > OF_ALL:
            return Message("The report is not linked, for there is no room for it now.")
        return None

    def _write(self, name: str, packed: bytes) -> None:
        """Under another name first, so that what is found is whole."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._folder / f".{secrets.token_hex(8)}"
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(packed)
            part.rename(self._folder / name)
        except OSError:
            part.unlink(missing_ok=True)
            raise

    def _files(self) -> Iterator[_File]:
        try:
            entries = list(os.scandir(self._folder))
        except FileNotFoundError:
            return
        for entry in entries:
            if named := _NAME.fullmatch(entry.name):
                try:
                    size = entry.stat().st_size
                except FileNotFoundError:
                    continue
                yield _File(Path(entry.path), int(named[1]), named[2], named[3], size)


def too_long(size: int) -> Message | None:
    """Why a report is not linked that has so many bytes of text; known before it is written."""
    return _too_long(MOST_READ) if size > MOST_READ else None


def forget(settings: Settings) -> NoReturn:
    """Be the process that removes the reports whose day is over."""
    entitle(SETTLER)
    os.nice(_LOWER)
    try:
        reports(settings).forget()
    except OSError as error:
        _LOG.warning("reports whose day is over are removed later: %s", error)
    os._exit(0)


def _too_long(most: int) -> Message:
    return Message(
        "The report is not linked: with its text it takes more than {n} bytes.", n=amount(most)
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
