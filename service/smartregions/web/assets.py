"""`/static/`: the files that pages need, coded once, and kept by browsers for good.

A page names a file with its version, a digest of what is in it: under that address it never
changes. Each file is read once by each process, and held coded.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import zstandard
from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from smartregions.web import coding
from smartregions.web.files import conditional
from smartregions.web.operations import TEXT, Operation, Parameter, operation

FOLDER = Path(__file__).with_name("static")
ENDPOINT = "static"
VERSION = "v"
UNCHANGING = "public, max-age=31536000, immutable"
"""RFC 8246: not even asked about again when a page is loaded anew."""

_DIGITS = 16
_TYPES = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
        ".ttl": "text/turtle; charset=utf-8",
    }
)
_OF_OTHERS = "text/plain; charset=utf-8"
_BEST: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {
        "zstd": lambda body: zstandard.compress(body, 12),
        "gzip": lambda body: gzip.compress(body, 9, mtime=0),
    }
)
"""For what is coded once and sent often; 20 ms for half a megabyte."""
_HELD = "zstd"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it was when it was first asked for."""

    name: str
    size: int
    version: str
    coded: dict[str, bytes] = field(repr=False)

    def body(self, name: str) -> bytes:
        """Its bytes in a coding."""
        if name == coding.IDENTITY:
            return zstandard.decompress(self.coded[_HELD])
        if name not in self.coded:
            self.coded[name] = _BEST[name](self.body(coding.IDENTITY))
        return self.coded[name]


class Assets:
    """The files of a folder; there are no others than those that lie there at the start."""

    def __init__(self, folder: Path) -> None:
        files = (path for path in folder.rglob("*") if path.is_file())
        self._paths = {path.relative_to(folder).as_posix(): path for path in files}
        self._read: dict[str, Asset] = {}
        self._versions: dict[str, str] = {}
        self._lock = threading.Lock()

    def get(self, name: str) -> Asset | None:
        """The file of that name; None where there is none."""
        if name not in self._paths:
            return None
        with self._lock:
            if name not in self._read:
                self._read[name] = _read(name, self._paths[name].read_bytes())
            return self._read[name]

    def version(self, name: str) -> str | None:
        """The version of the file of that name, which is not coded for that."""
        if name not in self._paths:
            return None
        if name not in self._versions:
            self._versions[name] = _version(self._paths[name].read_bytes())
        return self._versions[name]


def _read(name: str, content: bytes) -> Asset:
    return Asset(name, len(content), _version(content), {_HELD: _BEST[_HELD](content)})


def _version(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


def install(app: Flask, folder: Path = FOLDER) -> None:
    """Answer at `/static/`, and have `url_for` name the version of a file."""
    assets = Assets(folder)

    @operation(
        Operation(
            (Parameter(VERSION, "The version of the file, with which it never changes.", TEXT),),
            statuses=frozenset({416}),
            is_conditional=True,
        )
    )
    def static(filename: str) -> Response:
        """A file that the pages need, or a range of its bytes (206)."""
        found = assets.get(filename)
        if found is None:
            raise NotFound
        return _sent(found)

    def versioned(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == ENDPOINT and (found := assets.version(values["filename"])):
            values.setdefault(VERSION, found)

    app.add_url_rule("/static/<path:filename>", ENDPOINT, static)
    app.url_defaults(versioned)


def _sent(asset: Asset) -> Response:
    """The file in the coding that the client wants, or the part of that, or 304.

    Raises RequestedRangeNotSatisfiable and NotAcceptable.
    """
    chosen = coding.chosen(request.headers.get("Accept-Encoding"), asset.size)
    body = asset.body(chosen)
    kind = _TYPES.get(Path(asset.name).suffix, _OF_OTHERS)
    response = Response(body, content_type=kind)
    if chosen != coding.IDENTITY:
        response.headers["Content-Encoding"] = chosen
    is_version = request.args.get(VERSION) == asset.version
    response.headers["Cache-Control"] = UNCHANGING if is_version else "no-cache"
    response.set_etag(f"{asset.version}-{chosen}")  # a coding is a representation of its own
    return conditional(response, len(body))
