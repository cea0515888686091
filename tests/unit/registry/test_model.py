"""Whatever is done to the registry, in whatever order: its graphs are those of a plain model."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from proposals import addition, proposal, put
from smartregions.errors import ServiceError, StaleProposal
from smartregions.namespaces import ID
from smartregions.registry import past
from smartregions.registry.log import Registry, open_registry
from smartregions.registry.triples import applied, joined

GRAPHS = st.sampled_from(["g:1", "g:2", "g:3"])
THINGS = [f"{ID}{name}" for name in ("a", "b", "aé", "long/" + "x" * 300)]
ENDS = [*(f"<{thing}>" for thing in THINGS[:3]), f'" <{THINGS[0]}> ."', f'"1"^^<{THINGS[1]}>']
"""Things, and texts that only look like them."""
TRIPLES = st.frozensets(
    st.builds(
        lambda subject, end: f"<{subject}> <http://p> {end} .\n".encode(),
        st.sampled_from([*THINGS, "http://elsewhere/a"]),
        st.sampled_from(ENDS),
    ),
    max_size=6,
)

State = dict[str, frozenset[bytes]]
Added = tuple[str, frozenset[bytes]]
"""The graph of a change, and what it added."""
NOTHING: Added = ("", frozenset())
"""What a redaction added, which cannot be redacted itself."""


class RegistryAndModel(RuleBasedStateMachine):
    """`states[n]` is every graph after change n; a redaction takes triples from all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "registry.sqlite3"
        self.registry: Registry = open_registry(self.path)
        self.states: list[State] = [{}]
        self.added: list[Added] = [NOTHING]
        self.followed: dict[str, bytes] = {}
        self.seen = 0

    def teardown(self) -> None:
        self.registry.close()
        self.folder.cleanup()

    def _record(self, graph: str, triples: frozenset[bytes] | None) -> None:
        before = self.states[-1]
        after = {name: held for name, held in before.items() if name != graph}
        if triples is not None:
            after[graph] = triples
        self.states.append(after)
        self.added.append((graph, (triples or frozenset()) - before.get(graph, frozenset())))

    @rule(graph=GRAPHS, triples=TRIPLES)
    def replace(self, graph: str, triples: frozenset[bytes]) -> None:
        put(self.registry, graph, joined(triples))
        self._record(graph, triples)

    @rule(graph=GRAPHS, triples=TRIPLES)
    def add(self, graph: str, triples: frozenset[bytes]) -> None:
        held = self.states[-1].get(graph, frozenset())
        last = self.registry.last_of(graph)
        wanted = addition(graph, last.sequence if last else 0, joined(triples - held))
        self.registry.commit(wanted)
        self._record(graph, held | triples)

    @rule(graph=GRAPHS)
    def delete(self, graph: str) -> None:
        if graph in self.states[-1]:
            put(self.registry, graph, None)
            self._record(graph, None)
        else:
            with pytest.raises(ServiceError):
                put(self.registry, graph, None)

    @rule(one=TRIPLES, other=TRIPLES)
    def replace_two(self, one: frozenset[bytes], other: frozenset[bytes]) -> None:
        wanted = {"g:1": one, "g:2": other}
        self.registry.commit(*(proposal(self.registry, g, joined(t)) for g, t in wanted.items()))
        for graph, triples in wanted.items():
            self._record(graph, triples)

    @rule(graph=GRAPHS, triples=TRIPLES)
    def come_too_late(self, graph: str, triples: frozenset[bytes]) -> None:
        with pytest.raises(StaleProposal):
            self.registry.commit(
                proposal(self.registry, "g:new", b""),
                proposal(self.registry, graph, joined(triples), base=9999),
            )

    @precondition(lambda self: any(graph for graph, _ in self.added))
    @rule(data=st.data())
    def redact(self, data: st.DataObject) -> None:
        numbers = [number for number, (graph, _) in enumerate(self.added) if graph]
        number = data.draw(st.sampled_from(numbers))
        graph, gone = self.added[number]
        self.registry.redact(number, "asked for")
        for state in self.states:
            if graph in state:
                state[graph] -= gone
        self.states.append(dict(self.states[-1]))
        self.added = [(name, t - gone if name == graph else t) for name, t in self.added]
        self.added.append(NOTHING)

    @rule()
    def reopen(self) -> None:
        self.registry.close()
        self.registry = open_registry(self.path)

    @rule()
    def forget_checkpoints(self) -> None:
        self.registry.forget_checkpoints()

    @rule()
    def write_touches_anew(self) -> None:
        self.registry.write_touches_anew()

    @rule()
    def settle(self) -> None:
        self.registry.settle()

    @rule()
    def follow(self) -> None:
        for one in self.registry.follow(self.seen):
            before = b"" if one.replaces else self.followed.get(one.change.graph, b"")
            self.followed[one.change.graph] = applied(before, [one.delta])
            self.seen = max(self.seen, one.change.sequence)
        stands = {graph: joined(triples) for graph, triples in self.states[-1].items()}
        assert {g: t for g, t in self.followed.items() if t} == {
            g: t for g, t in stands.items() if t
        }

    @invariant()
    def every_state_is_that_of_the_model(self) -> None:
        for number, state in enumerate(self.states):
            for graph in ("g:1", "g:2", "g:3"):
                found = self.registry.graph(graph, number)
                expected = joined(state[graph]) if graph in state else None
                assert (found.quads if found else None) == expected
        graphs = {graph.change.graph: graph.quads for graph in self.registry.graphs()}
        assert graphs == {name: joined(held) for name, held in self.states[-1].items()}

    @invariant()
    def what_touched_a_thing_is_as_in_the_model(self) -> None:
        for thing in THINGS:
            own, end = f"<{thing}> ".encode(), f" <{thing}> .\n".encode()
            touching, came, went = [], [], []
            for number, (before, after) in enumerate(pairwise(self.states), 1):
                more, fewer = _difference(before, after), _difference(after, before)
                said = any(line.startswith(own) for held in after.values() for line in held)
                is_named = any(line.startswith(own) or line.endswith(end) for line in more | fewer)
                touching += [number] if said and is_named else []
                came += [number] if any(line.startswith(own) for line in more) else []
                went += [number] if any(line.startswith(own) for line in fewer) else []
            last = len(self.states) - 1
            found = [number for number, _ in past.states(self.registry, thing, last)]
            assert found == touching
            for at in range(last + 1):
                left, arrived = (
                    past.last_saying(self.registry, thing, at),
                    past.first_saying(self.registry, thing, at),
                )
                assert (left.sequence if left else 0) == max([0, *(n for n in went if n <= at)])
                assert (arrived.sequence if arrived else 0) == min(
                    (n for n in came if n > at), default=0
                )

    @invariant()
    def the_log_is_as_it_was_written(self) -> None:
        assert self.registry.verify() == self.registry.replay() == len(self.states) - 1


def _difference(before: State, after: State) -> set[bytes]:
    """What graphs hold after and did not hold before."""
    return {line for graph, held in after.items() for line in held - before.get(graph, frozenset())}


TestRegistryAndModel = RegistryAndModel.TestCase
TestRegistryAndModel.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
