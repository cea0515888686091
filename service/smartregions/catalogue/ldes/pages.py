"""Where one page of the feed ends and the next begins.

An event is the last of its page when the digest of the event says so, one in so many. So a page
changes only when one of its own events is superseded, and its neighbours stay as they are: what
is new comes at the end. A page that changed has another name, for its name tells what is in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from smartregions.catalogue.recordfile import Entry

LONGEST = 4
"""A page may be so many times longer than pages are on average."""
NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Page:
    """The events from one position to another, both included."""

    name: str
    """The numbers of its first and last change, and a digest; `newest` for the open one."""
    first: int
    last: int
    """Below `first` when the page is empty, as the newest may be."""
    start: str
    """When its first event was published."""
    end: str
    """When its last event was published."""

    @property
    def is_closed(self) -> bool:
        """Whether nothing will ever be added to it."""
        return self.name != NEWEST


def pages(entries: Iterable[Entry], size: int) -> Iterator[Page]:
    """All pages in order, of `size` events on average; the newest, which is open, comes last."""
    held: list[Entry] = []
    position, end = 0, ""
    for entry in entries:
        held.append(entry)
        position, end = entry.position + 1, entry.time
        if len(held) >= LONGEST * size or _number(entry) % size == 0:
            yield _page(_name(held), held)
            held = []
    yield _page(NEWEST, held) if held else Page(NEWEST, position, position - 1, end, end)


def _page(name: str, held: list[Entry]) -> Page:
    first, last = held[0], held[-1]
    return Page(name, first.position, last.position, first.time, last.time)


def _name(held: list[Entry]) -> str:
    digests = b"".join(hashlib.sha256(_told(entry)).digest() for entry in held)
    digest = hashlib.sha256(digests).hexdigest()[:16]
    return f"{held[0].change}-{held[-1].change}-{digest}"


def _told(entry: Entry) -> bytes:
    return json.dumps([entry.dataset, entry.change, entry.kind, entry.digest]).encode()


def _number(entry: Entry) -> int:
    """Of which event this is, and not of what it says: a later program may say it otherwise."""
    text = json.dumps([entry.dataset, entry.change]).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big")
