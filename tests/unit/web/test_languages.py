"""Which language a page is told in, and that caches know it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

PAGE = {"Accept": "text/html"}
FRENCH = PAGE | {"Accept-Language": "fr-BE,fr;q=0.9,en;q=0.5"}
GERMAN = PAGE | {"Accept-Language": "de"}


def told(client: FlaskClient, address: str, headers: dict[str, str]) -> str | None:
    response = client.get(address, headers=headers)
    language = response.headers["Content-Language"]
    assert f'<html lang="{language}">' in response.text
    return language


@pytest.mark.parametrize(
    ("address", "headers", "language"),
    [
        ("/", PAGE, "en"),
        ("/", FRENCH, "fr"),
        ("/", GERMAN, "en"),
        ("/", PAGE | {"Accept-Language": "de, fr;q=0.2"}, "fr"),
        ("/", PAGE | {"Accept-Language": "fr;q=0, en"}, "en"),
        ("/", PAGE | {"Accept-Language": "fr-BE, en;q=0.5"}, "fr"),
        ("/", PAGE | {"Accept-Language": "de, *"}, "en"),
        ("/", PAGE | {"Accept-Language": "☃;q=x,,"}, "en"),
        ("/?lang=fr", PAGE, "fr"),
        ("/?lang=en", FRENCH, "en"),
        ("/?lang=fr-CA", PAGE, "fr"),
        ("/?lang=nonsense", FRENCH, "fr"),
        ("/queries?lang=fr", PAGE, "fr"),
        ("/queries/regions/sizes?lang=fr", PAGE, "fr"),
        ("/sparql?query=ASK%7B%7D&lang=fr", PAGE, "fr"),
        ("/nowhere?lang=fr", PAGE, "fr"),
    ],
)
def test_the_address_wins_over_the_browser_and_english_serves_who_asks_for_none(
    client: FlaskClient, address: str, headers: dict[str, str], language: str
) -> None:
    assert told(client, address, headers) == language


def test_a_choice_against_the_browser_is_remembered_until_it_is_undone(
    client: FlaskClient,
) -> None:
    assert "Set-Cookie" not in client.get("/", headers=FRENCH).headers
    assert "Set-Cookie" not in client.get("/?lang=fr", headers=FRENCH).headers
    chosen = client.get("/?lang=en", headers=FRENCH)
    assert "HttpOnly" in chosen.headers["Set-Cookie"] and "Lax" in chosen.headers["Set-Cookie"]
    assert told(client, "/queries", FRENCH) == "en"
    assert "Set-Cookie" in client.get("/?lang=fr", headers=FRENCH).headers
    assert told(client, "/queries", FRENCH) == "fr"
    assert client.get_cookie("lang") is None


def test_one_address_is_kept_for_each_language_apart(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    address = "/sparql?query=ASK%7B%7D"
    for headers in (PAGE, FRENCH, PAGE | {"Cookie": "a=b; lang=fr"}) * 2:
        response = client.get(address, headers=headers)
        assert ("Réponse" in response.text) == (headers is not PAGE)
        assert {"Accept", "Accept-Language", "Cookie"} <= set(response.vary)


@pytest.mark.parametrize("address", ["/", "/sparql?query=ASK%7B%7D", "/queries/regions/sizes"])
def test_a_page_in_another_language_is_not_what_the_client_has(
    client: FlaskClient, address: str
) -> None:
    tag = client.get(address, headers=PAGE).headers["ETag"]
    assert client.get(address, headers=PAGE | {"If-None-Match": tag}).status_code == 304
    french = client.get(address, headers=FRENCH | {"If-None-Match": tag})
    assert french.status_code == 200 and french.headers["ETag"] != tag


def test_data_does_not_depend_on_a_language(client: FlaskClient) -> None:
    response = client.get("/sparql?query=ASK%7B%7D", headers=FRENCH | {"Accept": "text/csv, */*"})
    assert "Accept-Language" not in response.vary and "Content-Language" not in response.headers


def test_the_switch_keeps_the_address_and_downloads_leave_the_language(
    client: FlaskClient,
) -> None:
    address = "/sparql?query=SELECT+%3Fx%7B%7D&lang=fr"
    page = client.get(address, headers=PAGE).text
    assert 'href="/sparql?query=SELECT+%3Fx%7B%7D&amp;lang=en" hreflang="en"' in page
    assert 'href="/sparql.csv?query=SELECT+%3Fx%7B%7D"' in page


def test_numbers_are_written_as_the_language_does(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ 1234567|number }}")
    with app.test_request_context("/?lang=fr"):
        assert template.render() == "1\u202f234\u202f567"
    with app.test_request_context("/"):
        assert template.render() == "1,234,567"


def test_a_message_that_is_no_constant_is_escaped(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ text|told }}")
    with app.test_request_context("/?lang=fr"):
        escaped = template.render(text="<script>")
        assert "<script>" not in escaped
