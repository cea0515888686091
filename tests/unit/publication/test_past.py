"""Undoing leads to the very state that was: every graph, the merge, and what is said of changes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from pyoxigraph import Store

from proposals import addition, put
from smartregions.errors import AnswerTooLarge, NotAcceptable, QueryRefused, TooFarBack
from smartregions.index import Following, Query, Revision, Task
from smartregions.index.evaluation import Limits
from smartregions.index.holding import Holding
from smartregions.publication import past
from smartregions.publication.following import follow
from smartregions.registry.log import Registry, open_registry

GRAPHS = ("g:1", "g:2", "g:3")
LINES = [f'<http://s/{n}> <http://p/> "{n}" .\n'.encode() for n in range(6)]
LINES += [b"_:a <http://p/> _:b .\n", b'_:b <http://p/> "b" .\n']


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    opened = open_registry(tmp_path / "registry.sqlite3")
    yield opened
    opened.close()


def filled(registry: Registry) -> Store:
    holding = Holding(lambda after: nullcontext(follow(registry, after)))
    holding.catch_up()
    return holding.store


def quads(store: Store) -> set[str]:
    return set(map(str, store))


def undone(registry: Registry, store: Store, at: int, now: int) -> set[str]:
    deltas = list(past.undoing(registry, at, now, 10_000))
    holding = Holding(lambda _: nullcontext(Following(Revision(at, ""), deltas, 0)))
    holding.store, holding.revision = store, Revision(now, "")
    holding.catch_up()
    return quads(store)


def change_at_random(registry: Registry, chance: random.Random) -> None:
    graph = chance.choice(GRAPHS)
    lines = chance.sample(LINES, chance.randint(0, 5))
    exists = registry.graph(graph) is not None
    text = None if exists and chance.random() < 0.2 else b"".join(sorted(lines))
    source = chance.choice([b"one", b"two", b"three"])
    put(registry, graph, text, source, agent=chance.choice(["ann", "bob"]))


@pytest.mark.parametrize("seed", range(6))
def test_every_state_is_found_again(registry: Registry, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    states = {0: quads(filled(registry))}
    for number in range(1, 25):
        change_at_random(registry, chance)
        states[number] = quads(filled(registry))
    for at, state in states.items():
        assert undone(registry, filled(registry), at, 24) == state


def test_what_was_redacted_is_in_no_state_any_more(registry: Registry) -> None:
    put(registry, "g:1", LINES[0])
    put(registry, "g:1", b"".join(LINES[:3]))
    put(registry, "g:1", LINES[2])
    put(registry, "g:2", LINES[5])
    registry.redact(2, "the law")
    for at, left in ((1, [LINES[0]]), (2, [LINES[0]]), (4, [])):
        store = filled(registry)
        found = undone(registry, store, at, 5)
        mine = {line for line in found if "g:1" in line and "http://s/" in line}
        assert len(mine) == len(left)
        assert all(f"<http://s/{n}>" not in line for line in found for n in (1, 2))


def test_what_is_undone_is_counted_before_it_is_read(registry: Registry) -> None:
    put(registry, "g:1", b"".join(LINES[:3]))
    registry.commit(addition("g:1", 1, LINES[4]))
    assert list(past.undoing(registry, 1, 2, 1))
    with pytest.raises(TooFarBack, match=r"4 triples .* change 0 and change 2"):
        list(past.undoing(registry, 0, 2, 3))


def test_a_worker_on_another_state_says_so_and_changes_nothing(registry: Registry) -> None:
    put(registry, "g:1", LINES[0])
    put(registry, "g:1", LINES[1])
    task = past.led_back(past.question(Query("ASK {}", ("json",)), 1), registry, 2, 100)
    store = filled(registry)
    before = quads(store)
    done = past.answering(Limits(), True)(store, Revision(3, ""), task)
    assert (done.values, done.spoils, quads(store)) == ({past.MOVED: True}, False, before)
    answered = past.answering(Limits(), True)(store, Revision(2, ""), task)
    assert answered.spoils


def test_the_past_is_asked_of_no_other_endpoint(registry: Registry) -> None:
    text = "SELECT * { SERVICE <http://allowed/> { ?s ?p ?o } }"
    task = past.led_back(past.question(Query(text, ("json",)), 0), registry, 0, 100)
    with pytest.raises(QueryRefused):
        past.answering(Limits(endpoints=("http://allowed/",)), True)(Store(), Revision(0, ""), task)


ODD = b'<http://s/1> <http://p/1> "in XML a predicate ends in a name" .\n'


@pytest.mark.parametrize(
    ("formats", "wanted"),
    [
        (("ntriples",), "ntriples"), (("turtle", "rdfxml"), "turtle"),
        (("rdfxml", "trig"), "trig"), (("jsonld",), "jsonld"),
    ],
)  # fmt: skip
def test_a_state_is_written_in_the_best_format_that_can_hold_it(
    formats: tuple[str, ...], wanted: str
) -> None:
    task = Task(past.STATE, {"formats": formats}, ODD)
    done = past.writing(Limits())(Store(), Revision(1, ""), task)
    assert done.values["format"] == wanted
    assert b"in XML" in done.body


def test_a_state_that_cannot_be_written_whole_is_an_error() -> None:
    task = Task(past.STATE, {"formats": ("rdfxml",)}, ODD)
    with pytest.raises(NotAcceptable, match="text/turtle"):
        past.writing(Limits())(Store(), Revision(1, ""), task)
    short = Task(past.STATE, {"formats": ("turtle",)}, ODD * 2)
    with pytest.raises(AnswerTooLarge, match="100 bytes"):
        past.writing(Limits(answer_bytes=100))(Store(), Revision(1, ""), short)
