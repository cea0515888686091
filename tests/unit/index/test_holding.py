"""What is brought to a state by differences is what is loaded in that state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode, Quad

from smartregions.errors import ServiceError
from smartregions.index import Delta, Following, Revision, holding, merge
from smartregions.index.holding import Holding
from smartregions.index.quads import quads
from smartregions.namespaces import DEFAULT_GRAPH

State = Mapping[str, frozenset[bytes]]

INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
ONE = '"1"'
TRIPLES = [
    f"{subject} <http://e/p> {value} .\n".encode()
    for subject in ("<http://e/a>", "_:b1", "_:b2")
    for value in (
        "<http://e/a>",
        "_:b1",
        "_:b3",
        ONE,
        ONE + "@en",
        f"{ONE}^^<{INTEGER}>",
        '"_:\\n"',
    )
]
STATES = st.dictionaries(
    st.sampled_from(["http://e/g1", "http://e/g2", DEFAULT_GRAPH]),
    st.frozensets(st.sampled_from(TRIPLES), max_size=8),
)


def following(change: int, old: State, new: State) -> Following:
    deltas = [
        Delta(
            graph,
            b"".join(sorted(new.get(graph, frozenset()) - old.get(graph, frozenset()))),
            b"".join(sorted(old.get(graph, frozenset()) - new.get(graph, frozenset()))),
        )
        for graph in {**old, **new}
    ]
    count = sum((d.added + d.removed).count(b"\n") for d in deltas)
    return Following(Revision(change, ""), deltas, count)


def expected(state: State, merges: bool) -> set[Quad]:
    named = {quad for graph, lines in state.items() for quad in quads(b"".join(lines), graph)}
    if not merges:
        own = NamedNode(DEFAULT_GRAPH)
        return {Quad(*quad.triple) if quad.graph_name == own else quad for quad in named}
    return named | {Quad(quad.subject, quad.predicate, quad.object) for quad in named}


@pytest.fixture(params=[(64 * 1024, 8 << 20), (0, 8 << 20), (0, 100)], ids=["small", "all", "cut"])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Triples one by one, all at once, and in many pieces."""
    monkeypatch.setattr(holding, "SMALL", request.param[0])
    monkeypatch.setattr(holding, "CHUNK", request.param[1])


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize("merges", [True, False], ids=["union", "own"])
def test_any_sequence_of_changes_gives_what_a_fresh_load_gives(merges: bool) -> None:
    @settings(deadline=None)
    @given(st.lists(STATES, min_size=1, max_size=6))
    def check(states: list[State]) -> None:
        steps = [
            following(n + 1, old, new)
            for n, (old, new) in enumerate(zip([{}, *states], states, strict=False))
        ]
        held = Holding(lambda after: nullcontext(steps[after]), merges)
        for state in states:
            assert held.catch_up()
            assert set(held.store) == expected(state, merges)
            assert held.triples == sum(len(lines) for lines in state.values())
        assert held.revision.change == len(states)
        assert held.replaced == sum(d.removed.count(b"\n") for s in steps for d in s.deltas)

    check()


def test_one_long_literal_that_goes_wears_as_much_as_the_triples_of_its_length() -> None:
    held: State = {"http://e/g1": frozenset({b'<e:a> <e:b> "%s" .\n' % (b"x" * 5_000_000)})}
    steps = [following(1, {}, held), following(2, held, {})]
    kept = Holding(lambda after: nullcontext(steps[after]))
    assert kept.catch_up() and kept.catch_up()
    assert (kept.triples, len(kept.store)) == (0, 0)
    assert 5_000_000 / 1_000 < kept.replaced < 5_000_000 / 100


@pytest.mark.usefixtures("ways")
def test_the_merge_by_itself_is_the_default_graph_once_it_is_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(merge, "STEP", 100)
    monkeypatch.setattr(merge, "FEW", 3)

    @settings(deadline=None)
    @given(st.lists(st.tuples(STATES, st.integers(0, 9)), min_size=1, max_size=6))
    def check(states: list[tuple[State, int]]) -> None:
        """Each change comes after some steps, which may make it whole or not."""
        empty: State = {}
        steps = [
            following(n + 1, old, new)
            for n, (old, new) in enumerate(pairwise([empty, *(state for state, _ in states)]))
        ]
        held = Holding(lambda after: nullcontext(steps[after]), apart=True)
        for _, count in states:
            was_whole = held.revision.change > 0 and not held.is_behind
            held.catch_up()
            assert not (was_whole and held.is_behind), "what is whole stays whole"
            for _ in range(count):
                held.step()
            assert held.merge is None or set(held.merge) == default_graph(held)
        while held.is_behind:
            held.step()
        assert held.merge is not None and set(held.merge) == default_graph(held)
        assert not held.step()

    check()


def default_graph(held: Holding) -> set[Quad]:
    return set(held.store.quads_for_pattern(None, None, None, DefaultGraph()))


def test_the_merge_by_itself_answers_in_the_order_of_all() -> None:
    lines = [f'<http://e/{n % 7}> <http://e/p> "{n}" .\n'.encode() for n in range(3000)]
    step = Following(Revision(1, ""), [Delta("http://e/g", b"".join(lines))], len(lines))
    held = Holding(lambda _: nullcontext(step), apart=True)
    held.catch_up()
    assert held.is_behind and held.merge is None
    while not held.step():
        pass
    assert held.merge is not None
    found = list(held.store.quads_for_pattern(None, None, None, DefaultGraph()))
    assert list(held.merge.quads_for_pattern(None, None, None)) == found


@pytest.mark.parametrize("choices", [{"merges": False, "apart": True}, {}], ids=["own", "none"])
def test_without_a_merge_by_itself_nothing_is_behind(choices: dict[str, bool]) -> None:
    step = following(1, {}, {"http://e/g1": frozenset(TRIPLES)})
    held = Holding(lambda _: nullcontext(step), **choices)
    held.catch_up()
    assert held.merge is None and not held.is_behind and not held.step()


def test_nothing_new_is_no_change() -> None:
    step = following(1, {}, {"http://e/g1": frozenset(TRIPLES[:3])})
    steps = [step, Following(step.revision, [], 0)]
    held = Holding(lambda after: nullcontext(steps[after]))
    assert held.catch_up()
    assert not held.catch_up()


def test_changes_that_cannot_be_read_leave_the_index_as_it_was() -> None:
    first = following(1, {}, {"http://e/g1": frozenset(TRIPLES[:3])})

    def broken() -> Iterator[Delta]:
        yield Delta("http://e/g1", b"", TRIPLES[0])
        raise ServiceError("the registry cannot be read")

    @contextmanager
    def follow(after: int) -> Iterator[Following]:
        yield Following(Revision(2, ""), broken(), 2) if after else first

    held = Holding(follow)
    held.catch_up()
    with pytest.raises(ServiceError):
        held.catch_up()
    assert held.revision.change == 1
    assert len(list(held.store.quads_for_pattern(None, None, None, DefaultGraph()))) == 3


def test_progress_counts_up_to_all() -> None:
    step = following(1, {}, {"http://e/g1": frozenset(TRIPLES), "http://e/g2": frozenset(TRIPLES)})
    told: list[tuple[int, int]] = []
    Holding(lambda _: nullcontext(step)).catch_up(lambda *state: told.append(state))
    assert told[-1] == (2 * len(TRIPLES), 2 * len(TRIPLES))


def test_statistics_are_stale_after_a_fifth_has_changed() -> None:
    line = "<http://e/{}> <http://e/p> <http://e/o> .\n"
    sizes = iter([10_000, 1_000, 1_000, 1_000])

    def follow(after: int) -> AbstractContextManager[Following]:
        start, size = after * 100_000, next(sizes)
        added = "".join(line.format(n) for n in range(start, start + size)).encode()
        return nullcontext(Following(Revision(after + 1, ""), [Delta("http://e/g", added)], size))

    held = Holding(follow)
    measured = []
    for _ in range(4):
        held.catch_up()
        measured.append(held.needs_measuring())
    assert measured == [True, False, False, True]
    assert held.store.contains_named_graph(NamedNode("http://e/g"))


def test_statistics_of_few_triples_are_not_measured_at_each_change() -> None:
    """All workers are forked again when they are known."""

    def follow(after: int) -> AbstractContextManager[Following]:
        added = f'<http://e/s> <http://e/p> "{after}" .\n'.encode()
        return nullcontext(Following(Revision(after + 1, ""), [Delta("http://e/g", added)], 1))

    held = Holding(follow)
    measured = []
    for _ in range(20):
        held.catch_up()
        measured.append(held.needs_measuring())
    assert measured == [True, *[False] * 19]


def test_what_was_said_before_is_counted_once() -> None:
    """Such as the name of an agent, which comes with each of its changes."""
    added = [b"".join(TRIPLES[:2]), b"".join(TRIPLES[1:3])]
    steps = [
        Following(Revision(n + 1, ""), [Delta("http://e/g1", text)], 2)
        for n, text in enumerate(added)
    ]
    held = Holding(lambda after: nullcontext(steps[after]))
    assert held.catch_up() and held.catch_up()
    assert held.triples == 3
