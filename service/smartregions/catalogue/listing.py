"""The list of an edition's files as it is published: JSON, written once and sent as a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from smartregions.catalogue import documents
from smartregions.catalogue.documents import Document
from smartregions.catalogue.dumps import Dump
from smartregions.registry.change import Change

_KIND, _ENDING = "listing", "json"


def write(folder: Path, dumps: Iterable[Dump], last: Change, place: str) -> Document:
    """Write the list; `place` is the address below which the files lie."""
    with documents.beside(folder, _KIND, _ENDING).open("wb") as file:
        file.writelines(_lines(dumps, last, place))
    return documents.put(folder, _KIND, _ENDING, "application/json", last.time)


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
