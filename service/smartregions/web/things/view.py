"""A description as a page shows it: rows of labelled values with their sources; plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.things import addresses
from smartregions.things.description import Dataset, Description
from smartregions.things.labels import Label, Labels
from smartregions.things.statements import Statement
from smartregions.things.vocabulary import Vocabulary
from smartregions.validation.graph import TYPE, Node, Term, object_of, subject_of
from smartregions.validation.ordering import LAST
from smartregions.web import called
from smartregions.web.tables import shortened
from smartregions.web.things.lists import is_list, opened
from smartregions.web.things.literals import literal
from smartregions.web.things.shown import Arriving, Origin, Part, Row, Value

CLASSIFICATION_GRAPH = ns.GRAPH + "classification"
"""What we conclude and no source states (docs/decisions/0001)."""

_SOURCE = NamedNode(ns.DCTERMS + "source")
_DESCRIPTION = ns.DCTERMS + "description"
_PAGE = NamedNode(ns.SR + "page")
_DATES = (NamedNode(ns.DCTERMS + "issued"), NamedNode(ns.SR + "estimatedDate"))
_NOTE = NamedNode(ns.SR + "dateNote")
_HTTP = ("http://", "https://")


class View:
    """Reads a description for a page; `base` is the path of the service."""

    def __init__(
        self, found: Description, vocabulary: Vocabulary, languages: Sequence[str], base: str
    ) -> None:
        self._found = found
        self._base = base
        self._first = languages[:1]
        self._order = vocabulary.order
        self._labels = Labels(languages, vocabulary.names)
        self._labels.add(found.mentioned)
        self._labels.add(statement.triple for statement in found.outgoing)
        self._mentioned = _by_subject(found.mentioned)
        self._datasets = {each.graph: each for each in found.datasets}
        self._anchors = _anchors(found)
        self._said: dict[Node, list[Statement]] = {}
        for statement in found.outgoing:
            self._said.setdefault(subject_of(statement.triple), []).append(statement)

    @property
    def label(self) -> Label:
        """What the thing is called; the end of its IRI where nothing says it."""
        if known := self._labels.of(NamedNode(self._found.iri)):
            return known
        ours = called.label(self._found.iri)
        return Label(ours.text, ours.language) if ours else Label(_end(self._found.iri))

    @property
    def types(self) -> list[Value]:
        """Its classes."""
        return [self.value(kind) for kind in self._types()]

    @property
    def type_iris(self) -> list[str]:
        """The IRIs of its classes."""
        return [kind.value for kind in self._types() if isinstance(kind, NamedNode)]

    def _types(self) -> list[Term]:
        triples = (statement.triple for statement in self._of(NamedNode(self._found.iri)))
        return [object_of(triple) for triple in triples if triple.predicate == TYPE]

    def _of(self, node: Node) -> Sequence[Statement]:
        return self._said.get(node, ())

    def href(self, iri: str) -> str:
        """Where an IRI leads; empty where a browser should not follow it."""
        return href(iri, self._base)

    def values(self, name: str) -> list[Value]:
        """The values that the thing has of a property of ours."""
        said = (each.triple for each in self._of(NamedNode(self._found.iri)))
        return [self.value(object_of(t)) for t in said if t.predicate.value == ns.SR + name]

    def rows(self) -> list[Row]:
        """What is said of the thing, in the order of the shapes."""
        return self._rows(NamedNode(self._found.iri))

    def parts(self) -> list[Part]:
        """What is said of nodes within the thing."""
        whole = ((n, at) for n, at in self._anchors.items() if not is_list(n, self._said))
        return [self._part(node, anchor) for node, anchor in whole]

    def arriving(self) -> list[Arriving]:
        """What leads to the thing on this page, by property; each with the number of all."""
        found: dict[str, list[Value]] = {}
        for statement in self._found.incoming:
            triple = statement.triple
            found.setdefault(triple.predicate.value, []).append(self.value(subject_of(triple)))
        return [
            Arriving(self.value(NamedNode(iri)), self._found.arriving[iri], values)
            for iri, values in sorted(found.items(), key=lambda pair: self._place(pair[0]))
        ]

    def origins(self, graphs: Iterable[str] | None = None) -> list[Origin]:
        """The documents that the thing names as its sources, in some graphs or in any."""
        wanted = set(graphs or ())
        return [
            self._origin(object_of(each.triple))
            for each in self._of(NamedNode(self._found.iri))
            if each.triple.predicate == _SOURCE and (graphs is None or wanted & set(each.graphs))
        ]

    def value(self, term: Term) -> Value:
        """A value as the page shows it."""
        if isinstance(term, Literal):
            return literal(term)
        anchor = self._anchors.get(term, "")
        if isinstance(term, BlankNode):
            return Value(self._within(term) if anchor else "…", within=anchor)
        if anchor:
            return Value(self._within(term), "", "", term.value, "", anchor)
        known = self._labels.of(term) or called.label(term.value)
        text, language = (known.text, known.language) if known else (shortened(term.value), "")
        kind = self._kind(term)
        return Value(text, self.href(term.value), language, term.value, kind, anchor)

    def _part(self, node: Node, anchor: str) -> Part:
        return Part(anchor, self._within(node), self._rows(node))

    def _within(self, node: Node) -> str:
        """What a node on this page is called: by its label, its class, or where it stands."""
        stated = (each.triple for each in self._of(node))
        kinds = (object_of(triple) for triple in stated if triple.predicate == TYPE)
        labels = (self._labels.of(kind) for kind in kinds if not isinstance(kind, Literal))
        known = self._labels.of(node) or next(filter(None, labels), None)
        return known.text if known else self._anchors[node].replace("-", " ")

    def _rows(self, node: Node) -> list[Row]:
        groups: dict[tuple[str, tuple[str, ...]], list[Statement]] = {}
        for statement in self._of(node):
            triple = statement.triple
            if triple.predicate not in (TYPE, _SOURCE):
                groups.setdefault((triple.predicate.value, statement.graphs), []).append(statement)
        ordered = sorted(groups.items(), key=lambda pair: (self._place(pair[0][0]), pair[0][1]))
        return [self._row(node, iri, graphs, found) for (iri, graphs), found in ordered]

    def _row(self, node: Node, iri: str, graphs: Sequence[str], found: Sequence[Statement]) -> Row:
        origins = self.origins(graphs) if node == NamedNode(self._found.iri) else []
        return Row(
            self.value(NamedNode(iri)),
            _told_apart([self.value(t) for t in opened(self._in_order(found), self._said)]),
            origins,
            [self._datasets.get(graph, Dataset(graph)) for graph in graphs],
            is_ours=set(graphs) == {CLASSIFICATION_GRAPH},
            is_quoted=iri == _DESCRIPTION and bool(origins),
        )

    def _in_order(self, said: Sequence[Statement]) -> list[Term]:
        """The values as they come, but texts in the first language before those in others."""
        return sorted((object_of(each.triple) for each in said), key=self._is_foreign)

    def _is_foreign(self, term: Term) -> bool:
        tag = (term.language or "") if isinstance(term, Literal) else ""
        return tag.partition("-")[0].lower() not in ("", *self._first)

    def _origin(self, term: Term) -> Origin:
        said = self._mentioned.get(term, {}) if not isinstance(term, Literal) else {}
        pages = [v.value for v in said.get(_PAGE, ()) if isinstance(v, NamedNode)]
        page = next((each for each in pages if each.lower().startswith(_HTTP)), "")
        dates = [v.value for each in _DATES for v in said.get(each, ()) if isinstance(v, Literal)]
        notes = [self.value(v) for v in said.get(_NOTE, ()) if isinstance(v, Literal)]
        return Origin(self.value(term), page, "".join(dates[:1]), next(iter(notes), None))

    def _kind(self, node: NamedNode) -> str:
        kinds = self._mentioned.get(node, {}).get(TYPE, ())
        known = (self._labels.of(kind) for kind in kinds if not isinstance(kind, Literal))
        return ", ".join(label.text for label in known if label)

    def _place(self, iri: str) -> tuple[float, str]:
        """As the shapes order the properties; those that none is about come last, by IRI."""
        return self._order.get(iri, LAST), iri


def href(iri: str, base: str) -> str:
    """Where an IRI leads: to the page here, or elsewhere if a browser may safely follow it."""
    if (path := addresses.path(iri)) is not None:
        return base + path
    return iri if iri.lower().startswith(_HTTP) else ""


def _told_apart(values: Sequence[Value]) -> list[Value]:
    """Things of one name, each with what its own IRI says of it: NUTS units of several years."""
    names = Counter(value.text.casefold() for value in values)
    return [
        replace(value, text=f"{value.text} ({_apart(value.title)})")
        if value.href and names[value.text.casefold()] > 1
        else value
        for value in values
    ]


def _apart(iri: str) -> str:
    """What tells an IRI from those of its kind: of a NUTS unit, `2024, FRH`."""
    rest = iri.removeprefix(ns.ID).partition("/")[2]
    return rest.replace("/", ", ") if iri.startswith(ns.ID) and rest else iri


def _end(iri: str) -> str:
    """The end of an IRI; with what stands before it where it is a number alone, as `change 1`."""
    start, _, end = iri.replace("#", "/").rstrip("/").rpartition("/")
    return f"{start.rpartition('/')[2]} {end}" if end.isdecimal() else _local(iri)


def _local(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def _by_subject(triples: Iterable[Triple]) -> Mapping[Any, Mapping[NamedNode, list[Term]]]:
    found: dict[Any, dict[NamedNode, list[Term]]] = {}
    for triple in triples:
        own = found.setdefault(triple.subject, {})
        own.setdefault(triple.predicate, []).append(object_of(triple))
    return found


def _anchors(found: Description) -> dict[Node, str]:
    """A name on the page for each node within the thing."""
    root = NamedNode(found.iri)
    nodes = dict.fromkeys(subject_of(statement.triple) for statement in found.outgoing)
    within = [node for node in nodes if node != root]
    return {
        node: _local(node.value) if isinstance(node, NamedNode) else f"part-{number}"
        for number, node in enumerate(within, 1)
    }
