"""Pages speak in words: none of RDF where there is a word for people, in their language."""

from __future__ import annotations

import re

import pytest

from browser.looking import NARROW, Looking

_OF_OTHERS = re.compile(
    r"\b(?:earl|spdx|dcat|dcterms|prov|rdfs?|sh|void|owl|vcard|foaf):\w+|part-\d"
)
_TOLD = (
    "/doc/change/1", "/doc/revision/1", "/service/sparql", "/dataset/actors",
    "/dataset/actors/turtle", "/history", "/graph/regions/history", "/feed/newest",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", _TOLD)
def test_no_term_of_rdf_stands_where_a_word_could(
    looking: Looking, path: str, language: str
) -> None:
    with looking.page(f"{path}?lang={language}", script=False) as page:
        text = page.locator("main").inner_text()
        assert _OF_OTHERS.findall(text) == []
        assert "graph:" not in text


def test_a_change_is_told_in_the_language_of_its_reader(looking: Looking) -> None:
    with looking.page("/doc/change/1?lang=fr", script=False) as page:
        assert page.locator("h1").inner_text() == "modification 1"
        row = page.get_by_role("row").filter(has_text="issue")
        assert "non jugé" in row.inner_text()
        assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", page.content())


def test_graphs_are_called_by_the_titles_of_their_datasets(looking: Looking) -> None:
    for path in ("/history", "/graph/regions/history", "/graph/regions/diff?from=0", "/dumps/"):
        with looking.page(path, script=False, locale="fr-FR") as page:
            assert "Régions des partenariats" in page.locator("main").inner_text(), path


def test_the_page_of_a_module_of_shapes_tells_what_each_wants(looking: Looking) -> None:
    with looking.page("/shapes/region?lang=fr", script=False) as page:
        assert page.locator("h1").inner_text().split() == ["Formes", ":", "Région"]
        assert page.locator("section .lead").inner_text().startswith("Les régions, les lieux")
        assert page.locator("#Region .message").count() > 0
        assert page.locator("#Actor").count() == 0


_LONG = ("capabilities/evidence", "places/of-thing", "places/nuts-successors")


@pytest.mark.parametrize("question", _LONG)
def test_the_page_of_a_long_answer_is_no_burden(looking: Looking, question: str) -> None:
    with looking.page("/problems", script=False) as page:
        answer = page.request.get(f"/queries/{question}", headers={"Accept": "text/html"})
        assert len(answer.body()) < 300_000
        assert "each download has all" in answer.text()


def test_a_row_of_an_answer_is_a_card_where_there_is_no_room(looking: Looking) -> None:
    with looking.page("/queries/partnerships/platforms", script=False, viewport=NARROW) as page:
        first = page.locator(".answer tbody tr").first
        labels = first.locator("td").evaluate_all(
            "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
        )
        heads = page.locator(".answer thead th").all_text_contents()
        assert [label.strip('" ') for label in labels] == heads
