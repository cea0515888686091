"""Proposals as a test states them: what a graph is to hold from now on."""

from __future__ import annotations

from smartregions.registry.change import Change, Proposal, Received, Rules
from smartregions.registry.log import Registry
from smartregions.registry.triples import Delta, difference

RULES = Rules("1.0", "0" * 64, "2.0", "5" * 64)


def proposal(
    registry: Registry,
    graph: str,
    quads: bytes | None,
    source: bytes = b"text",
    agent: str = "me",
    base: int | None = None,
) -> Proposal:
    """What makes the graph hold these triples; None takes it away."""
    last, found = registry.last_of(graph), registry.graph(graph)
    held = found.quads if found else b""
    known = last.sequence if last else 0
    return Proposal(
        graph=graph,
        base=known if base is None else base,
        agent=agent,
        received=Received(source, title="file.ttl"),
        delta=difference(held, quads or b""),
        rules=RULES,
        deletes=quads is None,
    )


def put(
    registry: Registry,
    graph: str,
    quads: bytes | None,
    source: bytes = b"text",
    agent: str = "me",
) -> Change:
    """Commit it."""
    (change,) = registry.commit(proposal(registry, graph, quads, source, agent))
    return change


def addition(graph: str, base: int, added: bytes) -> Proposal:
    """Triples to add to what the graph holds after the change `base`."""
    return Proposal(graph, base, "me", Received(added), Delta(added, b""), RULES)
