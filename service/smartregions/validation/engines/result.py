"""What an engine finds, in terms that do not depend on the engine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from smartregions.errors import LimitReached
from smartregions.messages import Message
from smartregions.validation.graph import Node, Term
from smartregions.validation.paths import Path


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result (SHACL 3.6.2); components and severities are IRIs in full."""

    focus_node: Term
    path: Path | None
    value: Term | None
    component: str
    severity: str
    shape: Node
    messages: tuple[str, ...] = ()


SKOLEM = "urn:smart-regions:shape:"
"""A nameless shape has an IRI in this space while an engine runs, so that it can be told apart."""


MOST_RESULTS = 100_000
"""Results beyond which an engine is stopped: 1 500 values compared with 1 500 make two million."""


def complete(results: list[Result]) -> list[Result]:
    """The results, all of them; raises LimitReached when there are more than can be told."""
    if len(results) <= MOST_RESULTS:
        return results
    often = Counter((result.component, result.shape.value) for result in results).most_common(1)
    component, shape = often[0][0]
    raise LimitReached(
        Message(
            "There are more than {most} findings. Mend first what is found most "
            "often: {constraint} of the shape {shape}. Or divide the file.",
            most=MOST_RESULTS,
            constraint=component.rpartition("#")[2],
            shape=shape,
        )
    )


def name_shape(node: Node) -> Node:
    """The node under which an engine is told of a shape."""
    return NamedNode(SKOLEM + node.value) if isinstance(node, BlankNode) else node


def shape_named(iri: str) -> Node:
    """The shape that an engine was told of under this IRI: the inverse of `name_shape`."""
    label = iri.removeprefix(SKOLEM)
    return NamedNode(iri) if label == iri else BlankNode(label)


def as_engines_write(term: Term) -> Term:
    """The term with its language tag in lower case, as every engine gives it back."""
    if isinstance(term, Literal) and term.language and term.language != term.language.lower():
        return Literal(term.value, language=term.language.lower())
    return term
