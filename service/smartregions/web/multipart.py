"""Files as a form sends them: `multipart/form-data` (RFC 7578)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain, islice
from typing import IO

from flask import Request
from werkzeug.datastructures import FileStorage
from werkzeug.formparser import FormDataParser

from smartregions.contribution import READERS
from smartregions.errors import BadRequest, UnsupportedMediaType
from smartregions.formats import GRAPHS
from smartregions.messages import Message, amount
from smartregions.publication.trial import Text
from smartregions.web.filenames import MOST_NAME, plain_name
from smartregions.web.operations import Schema

MULTIPART = "multipart/form-data"
MOST_PARTS = 100
"""Files and fields of one form."""
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
_END_OF_HEADERS = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_UTF8 = ("utf-8", "utf8")
_SPREADSHEETS = (".xlsx", ".xls", ".ods", ".csv")


def files_of(content: bytes, request: Request) -> tuple[list[tuple[str, str]], list[Text]]:
    """The fields and the files of a form that was read whole.

    Raises BadRequest and UnsupportedMediaType; an HTTPException (413) for too many parts.
    """
    _refuse_long_headers(content, request.mimetype_params.get("boundary", ""))
    parser = FormDataParser(
        stream_factory=_in_memory,
        max_form_memory_size=len(content),
        max_form_parts=MOST_PARTS,
        silent=False,
    )
    try:
        _, form, files = parser.parse(
            BytesIO(content), request.mimetype, len(content), request.mimetype_params
        )
    except ValueError:
        raise BadRequest(
            Message("The body is no form as multipart/form-data describes it.")
        ) from None
    return list(form.items(multi=True)), list(_texts(files.items(multi=True)))


def _refuse_long_headers(content: bytes, boundary: str) -> None:
    """Raise BadRequest for a part whose headers do not end where they may.

    The parser takes the first delimiter wherever it stands, the others in lines of their own.
    """
    delimiter = b"--" + re.escape(boundary.encode()) + rb"[^\S\r\n]*+[\r\n]"
    begins = re.compile(rb"[\r\n]" + delimiter)
    first = re.search(delimiter, content)
    if first is None:
        return
    others = begins.finditer(content, first.end() - 1)
    for begun in islice(chain([first], others), MOST_PARTS + 1):
        if not _END_OF_HEADERS.search(content, begun.end() - 1, begun.end() + MOST_HEADERS):
            raise BadRequest(
                Message(
                    "The headers of a part of the form are longer than {most} bytes.",
                    most=amount(MOST_HEADERS),
                )
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
