"""A form of files, read whole: what would become much more than it is, is not taken apart."""

from __future__ import annotations

import pytest
from flask import Request

from smartregions.errors import BadRequest
from smartregions.web.multipart import MOST_HEADERS, files_of

NAMED = b'Content-Disposition: form-data; name="file"; filename="a.ttl"\r\n'


def asked() -> Request:
    return Request({"REQUEST_METHOD": "POST", "CONTENT_TYPE": "multipart/form-data; boundary=b"})


def form(*parts: bytes) -> bytes:
    return b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"


@pytest.mark.parametrize(
    "headers",
    [
        b"a:b\r\n" * MOST_HEADERS,
        b"a:b\r\n c\r\n" * MOST_HEADERS,
        b"a:" + b" " * MOST_HEADERS + b"\r\n",
    ],
)
def test_headers_without_end_are_refused(headers: bytes) -> None:
    with pytest.raises(BadRequest, match="headers of a part"):
        files_of(form(NAMED + b"\r\nx", NAMED + headers + b"\r\nx"), asked())


@pytest.mark.parametrize("before", [b"x", b"x\r\n", b"--bb\r\n"], ids=["glued", "line", "longer"])
@pytest.mark.parametrize("behind", [b"", b" ", b"\x0b"], ids=["nothing", "space", "tabulator"])
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n", b"\r"], ids=["crlf", "lf", "cr"])
def test_no_delimiter_that_the_parser_takes_is_overlooked(
    before: bytes, behind: bytes, line_end: bytes
) -> None:
    part = NAMED + b"a:b\r\n" * MOST_HEADERS + b"\r\nx\r\n--b--\r\n"
    content = before + b"--b" + behind + b"\r\n" + part
    with pytest.raises(BadRequest, match="headers of a part"):
        files_of(content.replace(b"\r\n", line_end), asked())


def test_a_file_may_hold_what_looks_like_a_part() -> None:
    content = b"--b is no boundary here, and x--b\r\n" * 1000
    _, texts = files_of(form(NAMED + b"\r\n" + content), asked())
    assert [text.data for text in texts] == [content]
