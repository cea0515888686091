"""The forked index answers as the index in this process does, and survives what that one cannot."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from pyoxigraph import Store

from changing import GRAPHS, Changing, running
from keeping import eventually
from smartregions.errors import (
    AnswerTooLarge,
    Busy,
    DeadlineReached,
    NotAcceptable,
    QueryRefused,
    QuerySyntaxError,
    Stopped,
)
from smartregions.index import Done, Query, Revision, Task, Work
from smartregions.index.evaluation import Limits
from smartregions.index.forked import ForkedIndex, keep
from smartregions.index.guard import Guard
from smartregions.index.worker import WorkerLimits
from smartregions.messages import told

LIMITS = Limits(answer_bytes=10_000)
ENDLESS = (
    "SELECT (COUNT(*) AS ?c) { "
    + " ".join(f"VALUES ?{v} {{" + " 1" * 3000 + "}" for v in "abcd")
    + " }"
)


def empty(store: Store, revision: Revision, task: Task) -> Done:
    """Take everything away from this copy; tells what there was, and what it was given."""
    count = len(store)
    store.clear()
    if task.values.get("fail"):
        raise QueryRefused("emptied", 3, 4)
    return Done(
        {**task.values, "quads": count, "at": revision.change}, task.body[::-1], spoils=True
    )


def serve(directory: Path) -> None:
    follow = Changing(directory / "changes").follow
    tasks = {"empty": empty}
    Guard(partial(keep, follow, directory, LIMITS, WorkerLimits(), 2, 0, tasks=tasks)).run()


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    directory = tmp_path_factory.mktemp("run")
    with running(__file__, directory):
        yield directory


@pytest.fixture(scope="module")
def index(directory: Path) -> Iterator[ForkedIndex]:
    with closing(ForkedIndex(directory, seconds=60, at_once=2, waiting=4, patience=60)) as index:
        yield index


@pytest.fixture(scope="module")
def hasty(directory: Path) -> Iterator[ForkedIndex]:
    with closing(ForkedIndex(directory, seconds=1, at_once=2, waiting=4, patience=60)) as index:
        yield index


def ask(index: ForkedIndex, text: str, *formats: str, **dataset: tuple[str, ...]) -> str:
    return index.query(Query(text, formats or ("csv",), **dataset)).body.decode()


def test_a_task_is_done_on_a_copy_that_nobody_else_is_answered_from(index: ForkedIndex) -> None:
    for _ in range(6):
        done = index.do(Task("empty", {"name": "x"}, b"abc"))
        assert done.body == b"cba"
        assert done.values["name"] == "x"
        assert done.values["quads"] > 1000
        assert done.values["revision"] == done.values["at"] == index.revision.change
        assert ask(index, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == "n\r\n1000\r\n"


def test_a_task_that_fails_raises_its_error_here_and_leaves_no_trace(index: ForkedIndex) -> None:
    for _ in range(4):
        with pytest.raises(QueryRefused) as error:
            index.do(Task("empty", {"fail": True}))
        assert (error.value.line, error.value.column) == (3, 4)
        assert ask(index, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == "n\r\n1000\r\n"


def test_a_triple_that_stands_in_two_graphs_counts_once(index: ForkedIndex) -> None:
    assert ask(index, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == "n\r\n1000\r\n"


def test_the_dataset_of_the_protocol_is_used(index: ForkedIndex) -> None:
    text = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { <http://e/s1> ?p ?o } }"
    assert ask(index, text, named_graphs=GRAPHS[:1]) == "n\r\n1\r\n"


def test_the_answer_says_its_format_and_form(index: ForkedIndex) -> None:
    answer = index.query(Query("CONSTRUCT WHERE { <http://e/s1> ?p ?o }", ("ntriples",)))
    assert (answer.format, answer.form) == ("ntriples", "graph")
    assert b"<http://e/s1> <http://e/p>" in answer.body


def test_a_syntax_error_keeps_its_place(index: ForkedIndex) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        ask(index, "SELECT *\nWHERE { ?s ?p }")
    assert caught.value.line == 2


def test_an_error_of_a_worker_can_be_told_in_each_language(index: ForkedIndex) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        ask(index, "SELECT * { ?s skso:broader ?o }")
    assert str(caught.value).startswith("Line 1, column 15: the prefix skso: is not declared. Did")
    said = told(caught.value.said, "fr")
    assert said.startswith("Ligne 1, colonne 15\u00a0: le préfixe skso: n’est pas déclaré. Vouliez")


@pytest.mark.parametrize(
    ("text", "formats", "error"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", ("csv",), QueryRefused),
        ("SELECT * { ?s ?p ?o }", ("turtle",), NotAcceptable),
        ("SELECT * { ?s ?p ?o }", ("csv",), AnswerTooLarge),
    ],
)
def test_an_error_of_a_worker_is_raised_here(
    index: ForkedIndex, text: str, formats: tuple[str, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        ask(index, text, *formats)
    assert ask(index, "ASK {}", "csv")


def test_a_query_may_ask_for_less_time_than_the_index_allows_and_not_for_more(
    index: ForkedIndex, hasty: ForkedIndex
) -> None:
    with pytest.raises(DeadlineReached, match=r"0\.05 seconds"):
        index.query(Query(ENDLESS, ("csv",), seconds=0.05))
    with pytest.raises(DeadlineReached, match=r"than 1 seconds"):
        ask(hasty, ENDLESS)
    with pytest.raises(DeadlineReached, match=r"than 1 seconds"):
        hasty.query(Query(ENDLESS, ("csv",), seconds=600))
    assert ask(index, "ASK {}") == "true"


def test_who_asks_is_told_which_process_works_on_it(index: ForkedIndex) -> None:
    told: list[Work] = []
    index.query(Query("ASK {}", ("csv",)), told.append)
    (work,) = told
    assert work.pid != os.getpid()
    os.kill(work.pid, 0)


def test_the_operator_stops_a_query_from_another_process(
    directory: Path, index: ForkedIndex
) -> None:
    told: list[Work] = []
    query = Query(ENDLESS, ("csv",))
    with (
        closing(ForkedIndex(directory, seconds=1, at_once=1, waiting=0, patience=60)) as operator,
        ThreadPoolExecutor() as threads,
    ):
        running = threads.submit(index.query, query, told.append)
        eventually(lambda: bool(told) and operator.stop(told[-1].job))
        assert isinstance(running.exception(), Stopped)
    assert told[-1].pid not in index.workers()


def test_before_the_index_is_filled_every_question_is_told_so(tmp_path: Path) -> None:
    with closing(ForkedIndex(tmp_path, seconds=1, at_once=1, waiting=0, patience=5)) as index:
        for asked in (lambda: ask(index, "ASK {}"), index.check, lambda: index.revision):
            with pytest.raises(Busy, match="being loaded"):
                asked()


def test_a_refresh_brings_the_next_revision(directory: Path, index: ForkedIndex) -> None:
    before = index.revision.change
    assert Changing(directory / "changes").change() == before + 1
    assert index.refresh() == index.revision
    assert index.revision.change == before + 1
    assert ask(index, "SELECT ?o { <http://e/s1> ?p ?o }") == f"o\r\n1 of {before + 1}\r\n"
    assert ask(index, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == "n\r\n1000\r\n"


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
