"""The index in this process: whole answers, whole changes, no query that stops the others."""

from __future__ import annotations

import gc
import itertools
import threading

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from smartregions.errors import AnswerTooLarge, Busy, DeadlineReached, NotAcceptable
from smartregions.index import Query, Revision
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex

ENDLESS = "SELECT (COUNT(*) AS ?n) {{ {} }}".format(
    " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(10)))} }}" for n in range(8))
)
"""10^8 rows to count: some seconds. It runs on when who asked was answered by an error."""


def quads(count: int) -> list[Quad]:
    p, g = NamedNode("http://p/"), NamedNode("http://g/")
    return [Quad(NamedNode(f"http://s/{n}"), p, Literal(count), g) for n in range(count)]


def ask(index: MemoryIndex, text: str) -> str:
    return index.query(Query(text, ("csv",))).body.decode()


def test_an_index_that_was_given_nothing_answers_from_nothing() -> None:
    index = MemoryIndex(Limits(), 60, 2)
    assert ask(index, "SELECT ?s { ?s ?p ?o }") == "s\r\n"
    assert index.revision == Revision(0, "")


def test_a_refresh_replaces_everything() -> None:
    index = MemoryIndex(Limits(), 60, 2)
    index.refresh(Revision(1, "a"), quads(3))
    index.refresh(Revision(2, "b"), quads(2))
    assert ask(index, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == "n\r\n2\r\n"
    assert index.revision == Revision(2, "b")


def test_a_reader_sees_one_state_while_another_replaces_it() -> None:
    """In state n there are n subjects, each of which says n; until the reader has seen several."""
    index = MemoryIndex(Limits(), 60, 4)
    index.refresh(Revision(1, ""), quads(1))
    seen: set[str] = set()
    over = threading.Event()

    def replace() -> None:
        for n in itertools.cycle(range(1, 60)):
            if over.is_set():
                return
            index.refresh(Revision(n, ""), quads(n))

    writer = threading.Thread(target=replace)
    writer.start()
    try:
        while len(seen) < 10:
            seen.add(_said_by_all(index))
    finally:
        over.set()
        writer.join()


def _said_by_all(index: MemoryIndex) -> str:
    """What each subject says, which must be how many there are."""
    text = "SELECT ?o (COUNT(?s) AS ?n) { ?s ?p ?o } GROUP BY ?o"
    _, row, _ = ask(index, text).split("\r\n")
    said, _, count = row.partition(",")
    assert said == count
    return said


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT ({'STR(' * 190}1{')' * 190} AS ?x) {{}}",
        f"ASK {{ FILTER({'!' * 60_000}true) }}",
        f"ASK {{ {' UNION '.join(['{}'] * 6_000)} }}",
        "ASK { " + " ".join(f"BIND(1 AS ?a{n})" for n in range(3_500)) + " }",
        f"ASK {{ ?s {'|'.join(['<p>'] * 11_500)} ?o }}",
    ],
    ids=["calls", "not", "union", "bind", "path"],
)
def test_a_text_within_the_limits_cannot_exhaust_the_stack(text: str) -> None:
    """Each of these ends a process of the usual 8 MB stack, several already in a tenth of it."""
    assert len(text) < Limits().query_characters
    ask(MemoryIndex(Limits(), 60, 1), text)


def test_a_query_over_the_deadline_is_an_error_and_the_next_is_answered() -> None:
    index = MemoryIndex(Limits(), 60, 2)
    before = set(threading.enumerate())
    with pytest.raises(DeadlineReached, match=r"0\.2 seconds"):
        index.query(Query(ENDLESS, ("csv",), seconds=0.2))
    assert set(threading.enumerate()) - before, "it was told before the query was over"
    assert ask(index, "ASK {}") == "true"


def test_a_query_that_finds_no_place_is_told_so() -> None:
    index = MemoryIndex(Limits(), 0.2, 1)
    with pytest.raises(DeadlineReached):
        ask(index, ENDLESS)
    with pytest.raises(Busy):
        ask(index, "ASK {}")


def test_results_of_the_engine_never_leave_their_thread() -> None:
    """What is dropped in another thread is leaked: the engine warns, and warnings are errors."""
    index = MemoryIndex(Limits(answer_bytes=5), 60, 1)
    for text, wanted in [("CONSTRUCT {} {}", "csv"), ("SELECT * { VALUES ?x { 'long' } }", "json")]:
        with pytest.raises((NotAcceptable, AnswerTooLarge)):
            index.query(Query(text, (wanted,)))
    gc.collect()


def test_the_size_of_other_stacks_stays_as_it_was() -> None:
    before = threading.stack_size()
    ask(MemoryIndex(Limits(), 60, 1), "ASK {}")
    assert threading.stack_size() == before
