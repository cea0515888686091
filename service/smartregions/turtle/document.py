"""The places of a contribution that is no Turtle: what its text states, beside what was parsed.

The parser of such a format tells triples and no places. So the text is read a second time, by a
reader that knows places and need not know everything of the format: a place is told where what it
read is a triple of the parser's, and none where it is not. Blank nodes have other names in the two
readings; two are one where there is one way alone in which they can be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Offsets = tuple[int, int]
"""The first character, and the one behind the last."""
Term = NamedNode | BlankNode | Literal | Triple
_DEEPEST = 100
"""Blank nodes inside one another that are told apart by what is around them."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stated:
    """A triple, and where its terms are written; blank nodes have names of the reader's own."""

    triple: Triple
    subject: Offsets
    predicate: Offsets
    object: Offsets


class Reading(Protocol):
    """Reads a text for what it states and where, as far as it knows the format."""

    def __call__(self, text: str, base: str | None, /) -> Iterable[Stated]:
        """In the order of the text. Raises nothing for a text that the parser has read."""


def aligned(stated: Iterable[Stated], triples: Iterable[Triple]) -> Mapping[Triple, Stated]:
    """Where each triple is stated first, of those of which that is known."""
    return _Alignment(stated, triples).found


class _Alignment:
    def __init__(self, stated: Iterable[Stated], triples: Iterable[Triple]) -> None:
        self.found: dict[Triple, Stated] = {}
        self._ours = list(stated)
        self._theirs = dict.fromkeys(triples)
        self._names: dict[BlankNode, BlankNode] = {}
        for _ in range(_DEEPEST):
            self._settle()
            if not (self._match(_by_subject) or self._match(_by_object)):
                break

    def _settle(self) -> None:
        """Take what is a triple of theirs, as blank nodes are named by now."""
        left = []
        for each in self._ours:
            triple = self._named(each.triple)
            if triple in self._theirs:
                self.found.setdefault(triple, each)
            else:
                left.append(each)
        self._ours = left

    def _match(self, end: Callable[[Triple], Hashable]) -> bool:
        """Take what is alone at one end in both readings; whether something was."""
        theirs = _alone((triple for triple in self._theirs if triple not in self.found), end)
        ours = _alone(self._ours, lambda each: end(self._named(each.triple)))
        found = [(each, theirs[key]) for key, each in ours.items() if key in theirs]
        for each, triple in found:
            self._same(each, triple)
        taken = {id(each) for each, _ in found}
        self._ours = [each for each in self._ours if id(each) not in taken]
        return bool(found)

    def _same(self, each: Stated, triple: Triple) -> None:
        """Both are one statement, so that their blank nodes are one, too."""
        for ours, theirs in zip(_ends(each.triple), _ends(triple), strict=True):
            if isinstance(ours, BlankNode) and isinstance(theirs, BlankNode):
                self._names.setdefault(ours, theirs)
        self.found.setdefault(triple, each)

    def _named(self, triple: Triple) -> Triple:
        if not self._names:
            return triple
        subject, value = (
            self._names.get(term, term) if isinstance(term, BlankNode) else term
            for term in _ends(triple)
        )
        return Triple(subject, triple.predicate, value)  # type: ignore[arg-type]


def _ends(triple: Triple) -> tuple[Term, Term]:
    return triple.subject, triple.object


def _by_subject(triple: Triple) -> Hashable:
    """What a statement is about; of its value the kind, for a number has many forms."""
    return triple.subject, triple.predicate, type(triple.object)


def _by_object(triple: Triple) -> Hashable:
    return type(triple.subject), triple.predicate, triple.object


def _alone(things: Iterable[T], key: Callable[[T], Hashable]) -> dict[Hashable, T]:
    """Those that have a key that no other has."""
    groups: defaultdict[Hashable, list[T]] = defaultdict(list)
    for thing in things:
        groups[key(thing)].append(thing)
    return {key: group[0] for key, group in groups.items() if len(group) == 1}
