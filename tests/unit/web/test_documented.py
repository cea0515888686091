"""The pages of ontology and shapes: every term at its anchor, examples inert, nothing inline."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

import smallworld
from smartregions import corpus
from smartregions.documentation import filed
from smartregions.documentation.reading import Reader
from smartregions.web import create_app
from smartregions.web.documented import documented, ontology_page, shapes_page
from smartregions.web.service import Service

PAGES: tuple[tuple[Callable[[], str], str], ...] = (
    (ontology_page, "/ontology"),
    (shapes_page, "/shapes"),
)


@pytest.mark.parametrize(("page", "path"), PAGES)
def test_every_link_within_the_page_leads_somewhere(
    page: Callable[[], str], path: str, app: Flask
) -> None:
    with app.test_request_context(path):
        text = page()
    anchors = re.findall(r' id="([^"]+)"', text)
    links = set(re.findall(rf'href="(?:{path})?#([^"]+)"', text))
    assert len(anchors) == len(set(anchors))
    assert links - set(anchors) == set()
    assert len(links) > 50


@pytest.mark.parametrize(("page", "path"), PAGES)
def test_nothing_is_inline(page: Callable[[], str], path: str, app: Flask) -> None:
    with app.test_request_context(path):
        text = page()
    assert not re.search(r"<script(?![^>]* src=\"/static/)|<style|\sstyle=|\son\w+=", text)


def test_examples_are_shown_as_text(app: Flask) -> None:
    with app.test_request_context("/ontology"):
        known = documented()
        text = ontology_page()
    example = known.ontology.modules[0].entries[0].example
    assert '"' in example
    assert example not in text
    assert example.replace('"', "&#34;").replace("<", "&lt;").replace(">", "&gt;") in text


def test_a_page_is_in_the_language_of_the_request(app: Flask) -> None:
    with app.test_request_context("/ontology?lang=fr"):
        assert '<html lang="fr">' in ontology_page()


def test_what_another_process_filed_is_shown(service: Service, tmp_path: Path) -> None:
    small = corpus.find(smallworld.write(tmp_path))
    app = create_app(replace(service, run=tmp_path))
    filed.write(tmp_path, Reader(small, ()), ["fr"])
    with app.test_request_context("/ontology?lang=fr"):
        assert documented() == Reader(small, ()).documentation("fr")
    with app.test_request_context("/ontology?lang=en"):
        assert len(documented().ontology.modules) > 1, "read here where nothing is filed"
