"""A catalogue in a file, asked for as if it were published; what it links to is on the network."""

from __future__ import annotations

from pathlib import Path

from smartregions.catalogue.harvest.fetching import SECONDS, Answer, HttpClient
from smartregions.catalogue.harvest.reading import ENDINGS
from smartregions.messages import Message


class FileClient(HttpClient):
    """Answers for one file from the disk, with the type that its ending says; for no other."""

    def __init__(self, path: Path, seconds: float = SECONDS) -> None:
        super().__init__(seconds)
        self._path = path
        self.address = path.absolute().as_uri()

    def _ask(self, method: str, address: str, accept: str) -> Answer:
        if address != self.address:
            return super()._ask(method, address, accept)
        kind = ENDINGS.get(self._path.suffix.removeprefix("."), "")
        try:
            body = self._path.read_bytes() if method == "GET" else b""
        except OSError as error:
            fault = Message("cannot be read: {reason}", reason=error.strerror)
            return Answer(address, 0, fault=fault)
        return Answer(address, 200, {"content-type": kind}, body)
