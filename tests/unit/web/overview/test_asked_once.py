"""A page asks the index for each thing once: with a million triples, each time takes a second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import madeupworld
from describingindex import DescribingIndex
from smartregions.index import Answer, Query, Started
from smartregions.settings import Settings
from smartregions.web import ahead, create_app

PAGE = {"Accept": "text/html"}
ASKED: Counter[str] = Counter()
"""Texts of the queries with a long answer, each with how often the index was asked."""
SHORT = 2_000
"""Bytes of an answer that is kept in any case."""
COUNTED = ("?part sr:project ?project",)
"""In the queries whose answers have a row for each statement of a kind."""


def told_to(patch: pytest.MonkeyPatch) -> list[str]:
    """What every index is asked from now on."""
    told: list[str] = []
    inner = DescribingIndex.query

    def noted(index: DescribingIndex, query: Query, started: Started | None = None) -> Answer:
        told.append(query.text)
        return inner(index, query, started)

    patch.setattr(DescribingIndex, "query", noted)
    return told


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The world behind an app whose cache is too small for anything."""
    inner = DescribingIndex.query

    def counted(index: DescribingIndex, query: Query, started: Started | None = None) -> Answer:
        answer = inner(index, query, started)
        ASKED[query.text] += len(answer.body) > SHORT
        return answer

    settings = Settings(cache_bytes=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DescribingIndex, "query", counted)
        folder = tmp_path_factory.mktemp("forgetful")
        yield create_app(madeupworld.service(folder, settings=settings)).test_client()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "path",
    [
        "/network",
        "/network?of=actors",
        "/matrix",
        "/matrix?by=kind",
        "/matrix/cell?region=coastland",
        "/monitoring",
        "/consortia",
        "/consortia.json",
        "/matches",
        "/matches/coastland",
        "/queries/capabilities/offers-for-needs",
    ],
)
def test_a_page_asks_for_nothing_long_twice(
    forgetful: FlaskClient, path: str, language: str
) -> None:
    ASKED.clear()
    address = f"{path}{'&' if '?' in path else '?'}lang={language}"
    assert forgetful.get(address, headers=PAGE).status_code == 200
    assert ASKED and {text: times for text, times in ASKED.items() if times > 1} == {}


@pytest.mark.parametrize("path", ["/network", "/network?of=actors", "/network?lang=fr"])
def test_what_is_counted_for_all_processes_is_counted_by_no_page(path: str, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (tmp_path / "world").mkdir()
    service = replace(madeupworld.service(tmp_path / "world"), run=run)
    alone = create_app(replace(service, run=None)).test_client().get(path, headers=PAGE)
    ahead.prepare(create_app(service))
    with pytest.MonkeyPatch.context() as patch:
        told = told_to(patch)
        page = create_app(service).test_client().get(path, headers=PAGE)
    assert page.text == alone.text
    assert told and not [text for text in told if any(each in text for each in COUNTED)]
