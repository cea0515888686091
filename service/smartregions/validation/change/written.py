"""From what is stored back to what was written: results in the words of the contribution.

The quads that are judged are those that are stored, where `01` is `1` and a blank node has
another label. Who wrote the text is told of it as it stands there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Triple

from smartregions.turtle.read import Contribution
from smartregions.validation.change.change import Change
from smartregions.validation.engines.result import Result
from smartregions.validation.graph import Term, object_of, subject_of
from smartregions.validation.parts import Part, marked
from smartregions.validation.paths import Predicate


class Written:
    """One change's contribution, with the way back to its terms.

    A mark tells its blank nodes from those of other changes that are made with it.
    """

    def __init__(self, change: Change, mark: str = "") -> None:
        self.contribution = change.contribution or _nameless(change)
        self.part = part_of(self.contribution, mark)
        self._values: dict[Triple, Term] = {}
        self._terms: dict[Term, Term] = {}
        for stored, written in zip(change.stated, self.part.triples, strict=True):
            if stored is not written and stored != written:
                self._values.setdefault(stored, object_of(written))
                self._note(subject_of(stored), subject_of(written))
                self._note(object_of(stored), object_of(written))

    def _note(self, stored: Term, written: Term) -> None:
        if stored != written:
            self._terms.setdefault(stored, written)

    def result(self, found: Result) -> Result:
        """The result with its focus node and value as they are written."""
        if not self._terms:
            return found
        focus, value = self.term(found.focus_node), found.value
        if value is not None:
            value = self._value(found, value)
        return replace(found, focus_node=focus, value=value)

    def term(self, stored: Term) -> Term:
        """The term as it is written first."""
        return self._terms.get(stored, stored)

    def _value(self, found: Result, value: Term) -> Term:
        if isinstance(found.path, Predicate) and not isinstance(found.focus_node, Literal):
            stated = Triple(found.focus_node, NamedNode(found.path.iri), value)
            if stated in self._values:
                return self._values[stated]
        return self.term(value)


def part_of(contribution: Contribution, mark: str = "") -> Part:
    """The contribution as a part."""
    return marked(contribution, mark) if mark else Part(contribution, contribution.triples, mark)


def _nameless(change: Change) -> Contribution:
    """What an update states, under the name of the graph."""
    return Contribution(change.name, "", "", change.stated, {}, None)


def subjects(triples: Iterable[Triple]) -> list[Term]:
    """The subjects in the order in which they appear."""
    return list(dict.fromkeys(map(subject_of, triples)))
