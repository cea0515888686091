"""A form of files, read whole: what would become much more than it is, is not taken apart."""

from __future__ import annotations

import pytest
from flask import Request

from smartregions.errors import BadRequest, RequestTooLarge
from smartregions.web import multipart
from smartregions.web.multipart import MOST_FIELD, MOST_HEADERS, files_of

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


def test_a_field_is_a_text_that_a_page_can_show() -> None:
    field = b'Content-Disposition: form-data; name="text"\r\n\r\n'
    fields, _ = files_of(form(field + b"x" * (MOST_FIELD - 1)), asked())
    assert len(fields[0][1]) == MOST_FIELD - 1
    with pytest.raises(RequestTooLarge, match="Send a long text as a file"):
        files_of(form(field + b"x" * (MOST_FIELD + 1)), asked())


def test_a_boundary_is_not_what_fills_the_form() -> None:
    with pytest.raises(BadRequest, match="choose another boundary"):
        files_of(form(NAMED + b"\r\n" + b"\n--b." * 100_000), asked())
    with pytest.raises(BadRequest, match="choose another boundary"):
        files_of(b"--b." * 100_000, asked())


def test_no_part_is_overlooked_where_the_form_is_looked_through_in_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headers = b"a:b\r\n" * MOST_HEADERS
    for size in range(1, 80):
        monkeypatch.setattr(multipart, "_AT_ONCE", size)
        with pytest.raises(BadRequest, match="headers of a part"):
            files_of(form(NAMED + b"\r\nx", NAMED + headers + b"\r\nx"), asked())
