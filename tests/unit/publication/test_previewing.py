"""What a text states goes from its verdict to its preview: no text is read again."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import Store

from smartregions import corpus
from smartregions.index import Done, Revision, Task
from smartregions.index.dataset import with_merge
from smartregions.publication.previewing import divided, previewed, told_beside
from smartregions.turtle.read import read
from smartregions.validation.change import Rules, post, put, rules_of
from smartregions.validation.change.state import in_graph

GRAPH = "https://w3id.org/smart-regions/graph/mine"
TEXT = b"""@prefix e: <http://e/> .
e:a e:number 01, 1.50 ; e:knows [ e:number 2 ], _:b .
_:b e:text "a\\nb"@en .
"""
STATED = 6


@pytest.fixture(scope="module")
def rules() -> Rules:
    return rules_of(corpus.find()).prepared()


@pytest.mark.parametrize("extends", [False, True])
def test_what_is_there_already_neither_comes_nor_goes(rules: Rules, extends: bool) -> None:
    """Whatever form its numbers have, and whatever its blank nodes are called."""
    store, text = Store(), read(TEXT, "mine.ttl")
    change = post(store, GRAPH, text, 1) if extends else put(store, GRAPH, text)
    verdict, stated = divided(told_beside(Done({"a": 1}, b"report"), [change]), extends)
    assert (verdict.body, verdict.values["a"]) == (b"report", 1)
    assert stated is not None
    task = stated.preview(10)
    assert counts(rules, store, task) == (STATED, 0)
    quads = [in_graph(triple, change.edit.graph) for triple in change.edit.added]
    store.bulk_extend(with_merge(quads))
    assert counts(rules, store, task) == (0, 0)
    more = read(b"<http://e/b> <http://e/text> 'more' .", "more.ttl")
    other = post(store, GRAPH, more, 2)
    store.bulk_extend(with_merge(in_graph(t, other.edit.graph) for t in other.edit.added))
    assert counts(rules, store, task) == (0, 0 if extends else 1)


def counts(rules: Rules, store: Store, task: Task) -> tuple[int, int]:
    done = previewed(rules, store, Revision(1, ""), task)
    told = json.loads(done.body)
    assert told["graphs"] == [GRAPH]
    return told["triplesAdded"], told["triplesRemoved"]


def test_a_verdict_that_was_not_asked_for_it_says_nothing_of_it() -> None:
    assert divided(Done({"a": 1}, b"report"), False) == (Done({"a": 1}, b"report"), None)
