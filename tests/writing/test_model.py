"""Any sequence of writes and restarts leaves what a plain model of it holds."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from live.asking import Answer
from storing import TURTLE, Storing, address, canonical, storing

GRAPHS = (None, "http://e/g1", "http://e/g2", "https://w3id.org/smart-regions/graph/g3")
TERMS = ("<http://e/a>", "<http://e/b>", '"x"', '"y"@en', "1", "01", "_:b", "_:c")
DONE = (200, 201, 204)
STEPS = 40
ROUNDS = 3

UPDATES = (
    "INSERT DATA {{ {one} {triples} {end} }}",
    "DELETE DATA {{ {one} {ground} {end} }}",
    "DELETE {{ {one} ?s ?p ?o {end} }} INSERT {{ {other} ?s ?p ?o {other_end} }} "
    "WHERE {{ {one} ?s ?p ?o {end} FILTER(isIRI(?o)) }}",
    "CLEAR SILENT {name}",
    "ADD SILENT {name} TO {other_name}",
    "INSERT DATA {{ {one} {ground} {end} }} ; MOVE SILENT {name} TO {other_name}",
    "COPY SILENT {name} TO {other_name}",
    "DELETE WHERE {{ {one} <http://e/a> ?p ?o {end} }}",
)


def text(drawn: random.Random, terms: tuple[str, ...] = TERMS) -> str:
    subjects = [term for term in terms if term[0] in "<_"]
    return " ".join(
        f"{drawn.choice(subjects)} <http://e/p{drawn.randrange(2)}> {drawn.choice(terms)} ."
        for _ in range(drawn.randint(1, 5))
    )


class Model:
    """What must be held, as plain RDF says; the default graph is a graph."""

    def __init__(self) -> None:
        self.store = Store()

    def post(self, graph: str | None, turtle: str) -> None:
        """Blank nodes of a text are its own, each time that it is sent."""
        found = parse(turtle.encode(), format=RdfFormat.TURTLE, rename_blank_nodes=True)
        self.store.extend(Quad(q.subject, q.predicate, q.object, named(graph)) for q in found)

    def clear(self, graph: str | None) -> None:
        self.store.clear_graph(named(graph))

    def has(self, graph: str | None) -> bool:
        return any(self.store.quads_for_pattern(None, None, None, named(graph)))

    def quads(self) -> set[Quad]:
        return set(self.store)


def named(graph: str | None) -> NamedNode | DefaultGraph:
    return DefaultGraph() if graph is None else NamedNode(graph)


def put(store: Storing, model: Model, drawn: random.Random) -> Answer:
    graph, turtle = drawn.choice(GRAPHS), text(drawn)
    model.clear(graph)
    model.post(graph, turtle)
    return store.put(graph, turtle.encode())


def post(store: Storing, model: Model, drawn: random.Random) -> Answer:
    graph, turtle = drawn.choice(GRAPHS), text(drawn)
    model.post(graph, turtle)
    return store.send("POST", address(graph), TURTLE, turtle.encode())


def delete(store: Storing, model: Model, drawn: random.Random) -> Answer:
    graph = drawn.choice(GRAPHS)
    held = model.has(graph)
    model.clear(graph)
    answer = store.send("DELETE", address(graph))
    if not held and answer.status == 404:
        return store.update("")
    return answer


def update(store: Storing, model: Model, drawn: random.Random) -> Answer:
    graph, other = drawn.sample(GRAPHS, 2)
    ground = tuple(term for term in TERMS if term[0] != "_")
    operation = drawn.choice(UPDATES).format(
        one=start(graph),
        end=end(graph),
        other=start(other),
        other_end=end(other),
        name=reference(graph),
        other_name=reference(other),
        triples=text(drawn),
        ground=text(drawn, ground),
    )
    model.store.update(operation)
    return store.update(operation)


def start(graph: str | None) -> str:
    return "" if graph is None else f"GRAPH <{graph}> {{"


def end(graph: str | None) -> str:
    return "" if graph is None else "}"


def reference(graph: str | None) -> str:
    return "DEFAULT" if graph is None else f"GRAPH <{graph}>"


STEP: tuple[Callable[[Storing, Model, random.Random], Answer], ...] = (put, post, delete, update)


@pytest.mark.parametrize("seed", [1, 2])
def test_any_sequence_of_writes_and_restarts_gives_what_a_model_of_it_gives(
    tmp_path: Path, seed: int
) -> None:
    """A restart fills the index from the registry: what was followed is what is rebuilt."""
    drawn, model, token = random.Random(seed), Model(), None
    for _ in range(ROUNDS):
        with storing(tmp_path, token) as store:
            token = store.token
            assert canonical(store.quads()) == canonical(model.quads())
            for _ in range(STEPS // ROUNDS):
                answer = drawn.choice(STEP)(store, model, drawn)
                assert answer.status in DONE, answer.text
                assert canonical(store.quads()) == canonical(model.quads())


def test_the_model_tells_states_apart() -> None:
    """Blank nodes are compared by what is said of them."""
    one, other = Model(), Model()
    one.post(None, "_:x <http://e/p> _:y .")
    other.post(None, "_:y <http://e/p> _:x .")
    assert canonical(one.quads()) == canonical(other.quads())
    other.post(None, "_:y <http://e/p> 1 .")
    assert canonical(one.quads()) != canonical(other.quads())
    assert isinstance(next(iter(one.quads())).subject, BlankNode)
