"""The list of an edition's files as it is published: JSON, written once and sent as a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from smartregions.catalogue.dumps import Dump
from smartregions.registry.change import Change


@dataclass(frozen=True, slots=True)
class Listing:
    """The file that holds the list; size and hash are of exactly its bytes."""

    name: str
    size: int
    sha256: str
    modified: str
    """When the last change was made."""

    content_type = "application/json"


def write(folder: Path, dumps: Iterable[Dump], last: Change, place: str) -> Listing:
    """Write the list; `place` is the address below which the files lie."""
    path = folder / "listing.part"
    hashed, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for line in _lines(dumps, last, place):
            hashed.update(line)
            size += file.write(line)
    name = f"listing~{hashed.hexdigest()[:24]}.json"
    path.replace(folder / name)
    return Listing(name, size, hashed.hexdigest(), last.time)


def _lines(dumps: Iterable[Dump], last: Change, place: str) -> Iterator[bytes]:
    head = json.dumps({"change": last.sequence, "modified": last.time, "files": []})
    yield head.removesuffix("]}").encode()
    for number, dump in enumerate(dumps):
        yield f"{',' if number else ''}\n{json.dumps(_told(dump, place))}".encode()
    yield b"\n]}\n"


def _told(dump: Dump, place: str) -> dict[str, object]:
    return {
        "address": place + dump.name,
        "newest": place + dump.newest,
        "graph": dump.graph or None,
        "change": dump.change,
        "modified": dump.modified,
        "format": dump.format,
        "compression": dump.compression,
        "type": dump.content_type,
        "size": dump.size,
        "sha256": dump.sha256,
    }
