"""Where a stream goes on, and within which times: relations of TREE (https://w3id.org/tree)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from pyoxigraph import NamedNode

from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import TYPE
from smartregions.validation.graph import Term, object_of

TREE = "https://w3id.org/tree#"
_TESTS: Mapping[str, Callable[[datetime, datetime], bool]] = MappingProxyType(
    {
        "GreaterThanOrEqualToRelation": operator.ge,
        "GreaterThanRelation": operator.gt,
        "LessThanOrEqualToRelation": operator.le,
        "LessThanRelation": operator.lt,
        "EqualToRelation": operator.eq,
    }
)


def tree(name: str) -> NamedNode:
    """A term of the TREE hypermedia vocabulary."""
    return NamedNode(TREE + name)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a relation promises of all that is behind it."""

    kind: str
    """The name of its class."""
    path: str
    """The property that it speaks of; empty where that is not one IRI."""
    value: str

    def holds(self, path: str, moment: datetime) -> bool:
        """Whether a member with this value keeps the promise; True where it says nothing of it."""
        test, limit = _TESTS.get(self.kind), time(self.value)
        return path != self.path or test is None or limit is None or test(moment, limit)


@dataclass(frozen=True, slots=True)
class Relation:
    """A way to another page."""

    node: str
    """Its address; empty when the relation has none."""
    bound: Bound


def relations(page: Statements) -> Iterator[Relation]:
    """Every relation on a page."""
    for triple in page:
        if triple.predicate == tree("relation"):
            yield _relation(page, object_of(triple))


def _relation(page: Statements, node: Term) -> Relation:
    target = page.value(node, tree("node"))
    path, value = page.value(node, tree("path")), page.value(node, tree("value"))
    kinds = [kind.value.removeprefix(TREE) for kind in page.objects(node, TYPE)]
    return Relation(
        target.value if isinstance(target, NamedNode) else "",
        Bound(
            next((kind for kind in kinds if kind in _TESTS), ""),
            path.value if isinstance(path, NamedNode) else "",
            value.value if value is not None else "",
        ),
    )


def time(text: str) -> datetime | None:
    """The moment that a text of ISO 8601 names; without a zone, in UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
