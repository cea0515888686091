"""Contributions that are judged together: blank nodes kept apart, terms found again in the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from pyoxigraph import BlankNode, Literal, Triple

from smartregions.turtle.locate import Positions, Span, TriplePlace, locate
from smartregions.turtle.read import Contribution
from smartregions.validation.graph import Node, Term, object_of, subject_of
from smartregions.validation.names import Borrowing, Names


@dataclass(frozen=True)
class Part:
    """One contribution as it stands in the data graph."""

    contribution: Contribution
    triples: tuple[Triple, ...]
    mark: str
    """What stands before the labels of this contribution's blank nodes in the data graph."""

    @cached_property
    def positions(self) -> Positions:
        """Where its triples stand in its text."""
        return locate(self.contribution)

    @property
    def format(self) -> str:
        """What the format of its text is called; nothing for Turtle."""
        document = self.contribution.document
        return document.format if document else ""

    @cached_property
    def names(self) -> Names:
        """Its own prefixes."""
        return Names(self.contribution.prefixes)

    @cached_property
    def borrowing(self) -> Borrowing:
        """Its own prefixes and, where it has none for it, the usual ones."""
        return Borrowing(self.contribution.prefixes)

    @cached_property
    def languages(self) -> Sequence[str]:
        """The language tags of its texts, the most frequent first."""
        texts = (value for value in map(object_of, self.triples) if isinstance(value, Literal))
        tags = Counter(text.language for text in texts if text.language)
        return [tag for tag, _ in tags.most_common()]

    @cached_property
    def mentioned(self) -> Set[Term]:
        """What it says something of or with, as it calls that itself."""
        ends = chain.from_iterable((subject_of(t), object_of(t)) for t in self.triples)
        return set(map(self.own, ends))

    def own(self, term: Term) -> Term:
        """The term as the contribution itself calls it."""
        if self.mark and isinstance(term, BlankNode):
            return BlankNode(term.value.removeprefix(self.mark))
        return term

    def place(self, triple: Triple) -> TriplePlace | None:
        """Where the three terms of a triple of the data graph are written."""
        if self.mark:
            triple = _renamed(triple, self.own)
        return self.positions.triple(triple)

    def subject(self, term: Term) -> Span | None:
        """Where the term stands as a subject first."""
        return self.positions.subject(self.own(term))


def parts_of(contributions: Sequence[Contribution]) -> tuple[Part, ...]:
    """The parts of one data graph; a single contribution keeps its labels."""
    if len(contributions) == 1:
        return (Part(contributions[0], contributions[0].triples, ""),)
    return tuple(marked(c, f"file{number}.") for number, c in enumerate(contributions, 1))


def marked(contribution: Contribution, mark: str) -> Part:
    """The contribution, its blank nodes told from those of others by a mark."""

    def apart(term: Term) -> Term:
        return BlankNode(mark + term.value) if isinstance(term, BlankNode) else term

    triples = tuple(
        _renamed(triple, apart) if any(blank_labels((triple,))) else triple
        for triple in contribution.triples
    )
    return Part(contribution, triples, mark)


def _renamed(triple: Triple, name: Callable[[Term], Term]) -> Triple:
    subject = name(subject_of(triple))
    assert isinstance(subject, Node)
    return Triple(subject, triple.predicate, name(object_of(triple)))


def blank_labels(triples: Iterable[Triple]) -> Iterator[str]:
    """The labels of the blank nodes that the triples name, repetitions included."""
    for triple in triples:
        for term in (triple.subject, triple.object):
            if isinstance(term, BlankNode):
                yield term.value
