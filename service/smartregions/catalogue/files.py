"""A catalogue in a file, asked for as if it were published; what it links to is on the network."""

from __future__ import annotations

import urllib.parse
import urllib.request
from pathlib import Path

from smartregions.catalogue.fetching import Answer, HttpClient
from smartregions.catalogue.reading import ENDINGS


class FileClient(HttpClient):
    """Answers `file:` addresses from the disk, with the type that the ending says."""

    def _ask(self, method: str, address: str, accept: str) -> Answer:
        parts = urllib.parse.urlsplit(address)
        if parts.scheme != "file":
            return super()._ask(method, address, accept)
        path = Path(urllib.request.url2pathname(parts.path))
        kind = ENDINGS.get(path.suffix.removeprefix("."), "")
        try:
            body = path.read_bytes() if method == "GET" else b""
        except OSError as error:
            return Answer(address, 0, fault=f"cannot be read: {error.strerror}")
        return Answer(address, 200, {"content-type": kind}, body)
