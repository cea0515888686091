"""What pages need of a state is made once: by the first that needs it, or before anybody does."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

import smallworld
from describingindex import DescribingIndex
from smartregions.errors import AnswerTooLarge
from smartregions.index import Answer, Query, Revision, Started
from smartregions.index.evaluation import Limits
from smartregions.library.shelf import load
from smartregions.messages import Message
from smartregions.namespaces import GRAPH
from smartregions.settings import Settings
from smartregions.web import ahead, create_app
from smartregions.web.service import Service

PAGES = ("/", "/search?q=nord", "/regions", "/partnerships")
BROWSER = {"Accept": "text/html"}
WHAT_NEEDS_NO_OTHER = ("skos:altLabel", "COUNT(*)", "SELECT DISTINCT ?thing")
"""In the queries that take longest of all, whose answers are the same for everybody."""


class ToldIndex(DescribingIndex):
    """One that keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(Limits(), 20, 4)
        self.asked: list[str] = []
        self.too_much = ""
        """What stands in the queries whose answer is longer than any may be."""

    def query(self, query: Query, started: Started | None = None) -> Answer:
        self.asked.append(query.text)
        if self.too_much and self.too_much in query.text:
            raise AnswerTooLarge(Message("The answer is too long."))
        return super().query(query, started)

    @property
    def long(self) -> list[str]:
        """The queries that are to be asked once."""
        return [text for text in self.asked if any(each in text for each in WHAT_NEEDS_NO_OTHER)]

    def show(self, number: int, more: str) -> None:
        """Another state of the data."""
        text = smallworld.REGIONS + smallworld.PARTNERSHIPS.removeprefix(smallworld.PREFIXES)
        found = parse((text + more).encode(), format=RdfFormat.TURTLE)
        graph = NamedNode(GRAPH + "world")
        quads = [Quad(q.subject, q.predicate, q.object, graph) for q in found]
        self.refresh(Revision(number, f"{number}"), quads)


@pytest.fixture
def index() -> ToldIndex:
    made = ToldIndex()
    made.show(1, "")
    return made


@pytest.fixture
def process(index: ToldIndex, tmp_path: Path) -> Callable[[], Flask]:
    """The app of one more process of the same service."""
    corpus = smallworld.write(tmp_path / "corpus")
    run = tmp_path / "run"
    run.mkdir()
    held = Service(Settings(), index, load(corpus / "queries"), run=run)
    return lambda: create_app(held)


def told(app: Flask) -> list[str]:
    """The pages, which are in one language."""
    client = app.test_client()
    found = [client.get(path, headers=BROWSER) for path in PAGES]
    assert [each.status_code for each in found] == [200] * len(PAGES)
    return [each.text for each in found]


def test_another_process_tells_the_same_and_asks_nothing_long(
    index: ToldIndex, process: Callable[[], Flask]
) -> None:
    first = told(process())
    assert "Nord" in first[1] and "North" in first[2] and index.long
    index.asked.clear()
    assert told(process()) == first
    assert index.long == []


def test_the_first_page_finds_what_was_prepared(
    index: ToldIndex, process: Callable[[], Flask]
) -> None:
    ahead.prepare(process())
    assert index.long
    index.asked.clear()
    told(process())
    assert index.long == []


def test_what_is_too_much_of_one_list_takes_nothing_from_the_other_pages(
    index: ToldIndex, process: Callable[[], Flask], caplog: pytest.LogCaptureFixture
) -> None:
    index.too_much = "?thing a sr:Actor ."
    ahead.prepare(process())
    (record,) = caplog.records
    assert record.getMessage().startswith("the list of actors: read when a page needs it: ")
    index.asked.clear()
    told(process())
    assert index.long == []
    assert process().test_client().get("/actors", headers=BROWSER).status_code == 413
    index.too_much = ""
    assert process().test_client().get("/actors", headers=BROWSER).status_code == 200


def test_what_was_made_of_a_state_is_of_no_other_and_goes_with_it(
    index: ToldIndex, process: Callable[[], Flask], tmp_path: Path
) -> None:
    app = process()
    told(app)
    files = sorted(tmp_path.glob("run/*.prepared"))
    index.show(2, f'<{smallworld.ID}region/west> a sr:Region ; rdfs:label "Nordwest"@en .\n')
    for each in (app, process()):
        _, search, listed, _ = told(each)
        assert "Nordwest" in search and "Nordwest" in listed
    assert len(files) == len(list(tmp_path.glob("run/*.prepared")))
    assert not any(file.exists() for file in files)


def test_where_nothing_can_be_filed_it_is_made_each_time(
    process: Callable[[], Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    assert told(process()) == told(process())
    assert list(tmp_path.glob("run/*.prepared")) == []


def test_one_process_alone_files_nothing(index: ToldIndex, tmp_path: Path) -> None:
    corpus = smallworld.write(tmp_path / "corpus")
    alone = Service(Settings(), index, load(corpus / "queries"))
    before = set(tmp_path.rglob("*"))
    told(create_app(replace(alone, run=None)))
    assert set(tmp_path.rglob("*")) == before
