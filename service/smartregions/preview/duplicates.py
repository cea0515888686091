"""Is a thing that would be added there already, under another IRI?

Likely is what has the same class and, but for case, accents, punctuation and the order of words,
the same name, and belongs to the same region where it belongs to one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.preview.things import LABELS, Thing, thing
from smartregions.validation.change.state import State
from smartregions.validation.graph import TYPE, Node, object_of, subject_of

BELONGS = tuple(
    NamedNode(ns.SR + name) for name in ("actsFor", "locatedIn", "region", "participatingRegion")
)
"""Properties that tie a thing to a region."""
MOST = 20_000
"""Things beside which one is looked at; of more, the rest is left and that is said."""
MARKS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A thing that would be added, and those that it may be."""

    added: Thing
    candidates: tuple[Thing, ...]


def duplicates(
    added: Iterable[Thing], new: Set[str], before: State, after: State
) -> Iterator[Duplicate]:
    """The things that may be there already; what is `new` itself is no candidate.

    Raises TooMany where there is too much to look at.
    """
    for one in added:
        node = NamedNode(one.iri)
        names = set(_names(node, after))
        if not one.type or not names:
            continue
        near = (n for n in _near(node, one.type, before, after) if n.value not in new)
        same = {other for other in near if not names.isdisjoint(_names(other, before))}
        if same:
            yield Duplicate(one, tuple(thing(n, before) for n in sorted(same, key=str)))


class TooMany(Exception):  # noqa: N818 - a reason, told in the preview
    """There are more things beside which to look than are looked at."""


def _near(node: NamedNode, kind: str, before: State, after: State) -> Iterator[NamedNode]:
    """Things of the same class, and of the same region where there is one."""
    type_ = NamedNode(kind)
    regions = [object_of(triple) for p in BELONGS for triple in after.matching(node, p, None)]
    found: Iterator[Node]
    if regions:
        found = (
            subject_of(triple)
            for region in regions
            for p in BELONGS
            for triple in before.matching(None, p, region)
        )
    else:
        found = map(subject_of, before.matching(None, TYPE, type_))
    taken = list(islice(found, MOST + 1))
    if len(taken) > MOST:
        raise TooMany
    for other in dict.fromkeys(taken):
        if isinstance(other, NamedNode) and any(before.matching(other, TYPE, type_)):
            yield other


def _names(node: NamedNode, state: State) -> Iterator[str]:
    for predicate in LABELS:
        for triple in state.matching(node, predicate, None):
            if isinstance(triple.object, Literal) and (name := normalised(triple.object.value)):
                yield name


def normalised(name: str) -> str:
    """The words of a name in the order of the alphabet, without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(sorted(MARKS.sub(" ", bare).split()))
