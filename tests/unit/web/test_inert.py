"""Texts of others on a page: what turns their neighbours about is told, and copied as it is."""

from __future__ import annotations

from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup

from smartregions.web.inert import TURNING, exact, install, shown


@pytest.mark.parametrize("character", TURNING)
def test_what_turns_its_neighbours_about_is_told(character: str) -> None:
    assert shown(f"name{character}eman") == "name\ufffdeman"
    assert shown(Markup(f"<b>{character}</b>")) == Markup("<b>\ufffd</b>")
    assert isinstance(shown(Markup(f"<b>{character}</b>")), Markup)


@pytest.mark.parametrize("text", ["Île", "שלום\u200f!", "مرحبا\u061c", 3, None, Markup("<b>é</b>")])
def test_everything_else_is_shown_as_it_is(text: object) -> None:
    assert shown(text) is text


def test_a_field_holds_a_text_to_the_character() -> None:
    text = f'</textarea>"&amp;{TURNING}é'
    assert not set(exact(text)) & set(TURNING)
    assert "<" not in exact(text)
    assert unescape(exact(text)) == text


def test_templates_show_every_text_so_and_attributes_too() -> None:
    app = Flask(__name__)
    install(app)
    page = app.jinja_env.from_string('<a title="{{ x }}">{{ x }}</a>{{ x|exact }}')
    assert page.render(x="a\u202eb") == '<a title="a\ufffdb">a\ufffdb</a>a&#8238;b'


def test_a_query_comes_back_into_the_editor_as_it_was_sent(client: FlaskClient) -> None:
    text = 'SELECT ("a\u202eb" AS ?x) {}'
    page = client.get("/sparql", query_string={"query": text}, headers={"Accept": "text/html"}).text
    assert "\u202e" not in page
    assert "a\ufffdb</td>" in page
    assert text in unescape(page.partition("<textarea")[2].partition("</textarea>")[0])
