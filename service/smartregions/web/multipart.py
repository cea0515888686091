"""Files as a form sends them: `multipart/form-data` (RFC 7578)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from typing import IO

from flask import Request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from smartregions.contribution import READERS
from smartregions.errors import BadRequest, RequestTooLarge, UnsupportedMediaType
from smartregions.formats import GRAPHS
from smartregions.messages import Message, amount
from smartregions.publication.trial import Text
from smartregions.web.filenames import MOST_NAME, plain_name
from smartregions.web.operations import Schema

MULTIPART = "multipart/form-data"
MOST_PARTS = 100
"""Files and fields of one form."""
MOST_FIELD = 2 << 20
"""Bytes of a field that is no file: it is text, and nothing else of a process that answers goes on
while all of that is looked at, or written into a page."""
MOST_HEADERS = 16_384
"""Bytes of the headers of a part: each becomes an object, 25 times as large as its letters."""

ACCEPTED = tuple(known for known in GRAPHS if known.name in READERS)
"""The formats of a file, the usual one first."""
TYPES = tuple(known.media_type for known in ACCEPTED)
_ENDINGS = {known.extension: known.media_type for known in ACCEPTED}
FORM_OF_FILES: Schema = {
    "type": "object",
    "properties": {"file": {"type": "array", "items": {"type": "string", "format": "binary"}}},
}
"""As the description of the API has it; the names of the parts do not matter."""
_AT_ONCE = 1 << 20
"""Bytes that one call looks through: nothing else of this process goes on meanwhile."""
_MOST_ALIKE = 10_000
"""What looks like the boundary in a form that is read: who makes one chooses what is not in it."""
_END_OF_LINE = re.compile(rb"[^\S\r\n]*+[\r\n]")
_END_OF_HEADERS = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_UTF8 = ("utf-8", "utf8")
_SPREADSHEETS = (".xlsx", ".xls", ".ods", ".csv")


def files_of(content: bytes, request: Request) -> tuple[list[tuple[str, str]], list[Text]]:
    """The fields and the files of a form that was read whole.

    Raises BadRequest, UnsupportedMediaType and RequestTooLarge.
    """
    _refuse_long_headers(content, request.mimetype_params.get("boundary", ""))
    parser = FormDataParser(
        stream_factory=_in_memory,
        max_form_memory_size=MOST_FIELD,
        max_form_parts=MOST_PARTS,
        silent=False,
    )
    try:
        _, form, files = parser.parse(
            BytesIO(content), request.mimetype, len(content), request.mimetype_params
        )
    except RequestEntityTooLarge:
        raise RequestTooLarge(
            Message(
                "A form may have {parts} parts, and {most} bytes in one that is no file. Send a "
                "long text as a file.",
                parts=MOST_PARTS,
                most=amount(MOST_FIELD),
            )
        ) from None
    except ValueError:
        raise BadRequest(
            Message("The body is no form as multipart/form-data describes it.")
        ) from None
    return list(form.items(multi=True)), list(_texts(files.items(multi=True)))


def _refuse_long_headers(content: bytes, boundary: str) -> None:
    """Raise BadRequest for a part whose headers do not end where they may."""
    for begun in islice(_begun(content, boundary.encode()), MOST_PARTS + 1):
        if not _END_OF_HEADERS.search(content, begun - 1, begun + MOST_HEADERS):
            raise BadRequest(
                Message(
                    "The headers of a part of the form are longer than {most} bytes.",
                    most=amount(MOST_HEADERS),
                )
            )


def _begun(content: bytes, boundary: bytes) -> Iterator[int]:
    """Where each part begins, behind its delimiter.

    The parser takes the first delimiter wherever it stands, the others in lines of their own.
    """
    delimiter, length = b"--" + re.escape(boundary), 2 + len(boundary)
    first = next(_lines(_places(content, delimiter, length, 0), content), None)
    if first is not None:
        yield first
        own = _places(content, rb"[\r\n]" + delimiter, length + 1, first - 1)
        yield from _lines(own, content)


def _lines(ends: Iterable[int], content: bytes) -> Iterator[int]:
    """Where the lines end of those places that nothing but blanks divides from it."""
    found = (_END_OF_LINE.match(content, end) for end in ends)
    return (each.end() for each in found if each)


def _places(content: bytes, pattern: bytes, length: int, start: int) -> Iterator[int]:
    """Where everything ends that a pattern finds, which finds so many bytes. Raises BadRequest."""
    search, alike = re.compile(pattern).search, 0
    while start < len(content):
        found = search(content, start, start + _AT_ONCE + length - 1)
        if found is None:
            start += _AT_ONCE
            continue
        yield found.end()
        start, alike = found.start() + 1, alike + 1
        if alike > _MOST_ALIKE:
            raise BadRequest(
                Message("What is in the form looks like its boundary: choose another boundary.")
            )


def files_alone(content: bytes, request: Request) -> list[Text]:
    """The files of a form that has nothing else. Raises as `files_of`, and BadRequest."""
    fields, files = files_of(content, request)
    if fields:
        raise BadRequest(
            Message(
                "{name} is no file: give the part a filename.",
                name=repr(fields[0][0][:MOST_NAME]),
            )
        )
    if not files:
        raise BadRequest(Message("There is no file in the form."))
    return list(apart(files))


def _in_memory(*_: object, **__: object) -> IO[bytes]:
    return BytesIO()


def _texts(files: Iterable[tuple[str, FileStorage]]) -> Iterator[Text]:
    """The files; a browser sends one without a name where none was chosen."""
    for number, (_, file) in enumerate(files, 1):
        content = file.stream.read()
        if not file.filename and not content:
            continue
        name = plain_name(file.filename) or f"file-{number}.ttl"
        if name.lower().endswith(_SPREADSHEETS):
            raise UnsupportedMediaType(
                Message(
                    "{name}: spreadsheets are not read here. `smartregions convert FILE.xlsx` "
                    "judges a workbook and makes Turtle of it.",
                    name=name,
                )
            )
        if file.mimetype_params.get("charset", _UTF8[0]).lower() not in _UTF8:
            raise UnsupportedMediaType(Message("{name}: a file is read in UTF-8 only.", name=name))
        ending = _ENDINGS.get(name.rpartition(".")[2].lower(), file.mimetype)
        yield Text(name, file.mimetype if file.mimetype in TYPES else ending, content)


def apart(texts: Iterable[Text]) -> Iterator[Text]:
    """The texts, of which no two may have one name. Raises BadRequest."""
    seen: set[str] = set()
    for text in texts:
        if text.name in seen:
            raise BadRequest(
                Message("Two files are named {name}: name one of them otherwise.", name=text.name)
            )
        seen.add(text.name)
        yield text
