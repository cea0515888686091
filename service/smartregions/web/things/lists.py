"""RDF lists on a page: their members, where the statements would show a chain of nameless nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import Literal

from smartregions.things.statements import Statement
from smartregions.validation.graph import FIRST, NIL, REST, Node, Term, object_of

Said = Mapping[Node, Sequence[Statement]]
"""What a page says of each node."""


def is_list(node: Node, said: Said) -> bool:
    """Whether a node is a list, or the rest of one."""
    return any(each.triple.predicate == FIRST for each in said.get(node, ()))


def opened(terms: Iterable[Term], said: Said) -> list[Term]:
    """The terms, with the members of a list instead of the list."""
    found: list[Term] = []
    for term in terms:
        members = _members(term, said)
        found += [term] if members is None else members
    return found


def _members(term: Term, said: Said) -> list[Term] | None:
    """In order; None of what is no list. One that leads back to itself ends there."""
    if isinstance(term, Literal) or not is_list(term, said):
        return None
    found: list[Term] = []
    node: Term = term
    seen: set[Term] = set()
    while not isinstance(node, Literal) and node in said and node not in seen:
        seen.add(node)
        stated = {each.triple.predicate: object_of(each.triple) for each in said[node]}
        found += [stated[FIRST]] if FIRST in stated else []
        node = stated.get(REST, NIL)
    return found
