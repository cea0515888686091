"""What a client calls its text: the name alone, of what it sends in a header."""

from __future__ import annotations

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from smartregions.web.filenames import HEADER, MOST_NAME, filename


def named(said: str) -> str:
    """The name in a header whose bytes are UTF-8, as a server hands them to WSGI."""
    environ = EnvironBuilder().get_environ()
    environ["HTTP_CONTENT_DISPOSITION"] = said.encode().decode("latin-1")
    return filename(Request(environ))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("attachment; filename=members.ttl", "members.ttl"),
        ('attachment; filename="our \\"members\\".ttl"', 'our "members".ttl'),
        ("attachment; filename*=UTF-8''%C3%A9quipe%20%E2%82%AC.ttl", "équipe €.ttl"),
        ('attachment; filename="équipe €.ttl"', "équipe €.ttl"),
        ("attachment; filename=a.ttl; filename*=UTF-8''b.ttl", "b.ttl"),
        ('attachment; filename="/home/me/a.ttl"', "a.ttl"),
        ("attachment; filename*=UTF-8''..%2F..%5Ca.ttl", "a.ttl"),
        ("attachment; filename*=UTF-8''a%0A%1B%5B2J%E2%80%AE.ttl", "a[2J.ttl"),
        (f"attachment; filename={'a' * 999}", "a" * MOST_NAME),
    ],
)
def test_the_name_has_no_folder_no_end_of_line_and_an_end(said: str, name: str) -> None:
    assert named(said) == name


@pytest.mark.parametrize(
    "said",
    ["", "attachment", "filename=a.ttl", 'attachment; filename="a', "attachment; filename=/"],
)
def test_where_none_is_said_there_is_none(said: str) -> None:
    assert named(said) == ""


def test_a_header_in_latin_1_is_read_too() -> None:
    environ = EnvironBuilder().get_environ()
    environ["HTTP_CONTENT_DISPOSITION"] = 'attachment; filename="\xe9quipe.ttl"'
    assert filename(Request(environ)) == "équipe.ttl"
    assert HEADER == "Content-Disposition"
