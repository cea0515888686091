"""Names by which a cell may refer to a thing: its id, or its label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.messages import SOURCE, Message, joined
from smartregions.spreadsheet.columns import IN_SCHEME, Column, prefixed
from smartregions.spreadsheet.fault import CellError
from smartregions.spreadsheet.material import LABEL, PREF_LABEL, Material
from smartregions.validation.graph import TYPE, Term
from smartregions.validation.nearest import nearest

TITLE = NamedNode(ns.DCTERMS + "title")
CONCEPT = NamedNode(ns.SKOS + "Concept")
LABELS = (PREF_LABEL, LABEL, TITLE)
MOST_NAMED = 4
LEAST = 3
"""Letters from which on the beginning of a name may stand for it."""

Named = dict[str, dict[NamedNode, str]]
"""Name without regard to case, to the things that have it, each with the name as it is written."""


class Known:
    """What is published and in the vocabulary, and what the workbook at hand describes."""

    def __init__(self, material: Material, language: str = SOURCE) -> None:
        self._material = material
        self._language = language
        self._own: defaultdict[Term, list[tuple[NamedNode, str]]] = defaultdict(list)
        self._names: dict[frozenset[Term], Named] = {}

    def add(self, thing: NamedNode, one: Term, names: Iterable[str]) -> None:
        """Take in a thing of a class that the workbook describes, under some names."""
        self._own[one].extend((thing, name) for name in names if name)

    def meant(self, text: str, column: Column) -> NamedNode:
        """The one thing that a name means in a column; raises CellError when it is not one."""
        names = self._named(column)
        found = names.get(text.casefold(), {})
        exact = [thing for thing, name in found.items() if name == text] or list(found)
        if len(exact) == 1:
            return exact[0]
        if exact:
            several = ", ".join(sorted(prefixed(t.value) for t in exact)[:MOST_NAMED])
            raise CellError(
                Message("“{text}” names {n} things.", text=text, n=len(exact)),
                Message("write the one that is meant: {several}", several=several),
            )
        near = nearest(text.casefold(), names) or _begun(text.casefold(), names)
        some = () if near else self.choices(column, 2 * MOST_NAMED)
        help_ = (
            Message("one of: {some}", some=joined(some, ", "))
            if some and column.kind == "concept"
            else _offer(names, near, column)
        )
        raise CellError(Message("Nothing is called “{text}” here.", text=text), help_)

    def label(self, term: NamedNode) -> Iterator[str]:
        """What a cell may call a concept: its label in the workbook's language, else in any."""
        for label in LABELS:
            if text := self._material.things.text(term, label, self._language):
                yield text

    def choices(self, column: Column, most: int) -> Sequence[str]:
        """The labels among which a cell may choose, in order; none when there are more."""
        terms = self._terms(column)
        if not 0 < len(terms) <= most:
            return ()
        names = self._named(column)
        labels = (next(self.label(term), "") for term in terms)
        single = {n for n in labels if len(names.get(n.casefold(), ())) == 1 and "|" not in n}
        return sorted(single, key=str.casefold)

    def _named(self, column: Column) -> Named:
        if column.among not in self._names:
            self._names[column.among] = self._index(column)
        return self._names[column.among]

    def _index(self, column: Column) -> Named:
        found: defaultdict[str, dict[NamedNode, str]] = defaultdict(dict)
        for term in self._terms(column):
            for name in (*self._labels(term), term.value.replace("#", "/").rpartition("/")[2]):
                found[name.casefold()].setdefault(term, name)
        for one in self._classes(column):
            for thing, name in self._own[one]:
                found[name.casefold()].setdefault(thing, name)
        return dict(found)

    def _labels(self, term: NamedNode) -> Iterator[str]:
        for label in LABELS:
            for value in self._material.things.objects(term, label):
                if isinstance(value, Literal):
                    yield value.value

    def _classes(self, column: Column) -> set[Term]:
        if column.kind == "concept":
            return set()
        return self._material.words.subclasses(column.among or list(self._own))

    def _terms(self, column: Column) -> list[NamedNode]:
        """The published things of the classes, or the concepts of the schemes."""
        things = self._material.things
        if column.kind == "concept":
            schemes = column.among
            found = {c for s in schemes for c in things.subjects(IN_SCHEME, s)}
            found |= set() if schemes else set(things.subjects(TYPE, CONCEPT))
        else:
            classes = column.among or self._material.classes
            found = {t for one in classes for t in self._material.instances(one)}
            found |= {t for one in column.among for t in things.subjects(TYPE, one)}
        return sorted((t for t in found if isinstance(t, NamedNode)), key=str)


def _begun(text: str, names: Named) -> str | None:
    """The name that begins so, where that is one thing's alone."""
    longer = sorted(name for name in names if name.startswith(text)) if len(text) >= LEAST else []
    things = {thing for name in longer for thing in names[name]}
    return longer[0] if len(things) == 1 else None


def _offer(names: Named, near: str | None, column: Column) -> Message:
    """What to write instead of a name that means nothing."""
    if near:
        term, name = next(iter(names[near].items()))
        return Message("did you mean “{name}”, {term}?", name=name, term=prefixed(term.value))
    some = sorted({next(iter(named.values())) for named in names.values()}, key=str.casefold)
    if 0 < len(some) <= 2 * MOST_NAMED:
        return Message("one of: {some}", some=joined(some, ", "))
    if column.kind == "concept":
        return Message("choose one of the list, or write the concept's IRI")
    return Message("write its label or its id, or describe it in a row of its own sheet")
