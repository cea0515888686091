"""What a text in RDF/XML states and where, read beside the parser, which tells no places.

A thing stands at the value of its rdf:about, rdf:ID or rdf:nodeID, else at the name of its element.
A cell of a collection stands at the name of the property where it is the first, else at its member.
What rdf:ID says of a property stands at its value, an XML literal at its content.
https://www.w3.org/TR/rdf-syntax-grammar/
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from xml.parsers import expat

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions.contribution.xmlplaced import Placed, is_property, made, pointed
from smartregions.contribution.xmlscope import Scope
from smartregions.contribution.xmltags import Tag, Tags, read_text, text_in
from smartregions.namespaces import RDF
from smartregions.turtle.document import Stated

_TYPE, _FIRST, _REST, _NIL = (NamedNode(RDF + name) for name in ("type", "first", "rest", "nil"))
_STATEMENT, _SUBJECT, _PREDICATE, _OBJECT, _MARKUP = (
    NamedNode(RDF + name) for name in ("Statement", "subject", "predicate", "object", "XMLLiteral")
)

MOST = 250_000
"""Statements of one text that have places, its first: each takes 1 KB of memory."""


@dataclass(slots=True)
class _Nodes:
    """An open element whose children are things that nothing points to."""

    scope: Scope


@dataclass(slots=True)
class _Node:
    """One whose children are properties of a thing."""

    scope: Scope
    subject: Placed
    items: int = 0


@dataclass(slots=True)
class _Property:
    """One whose content is a literal or a thing."""

    scope: Scope
    subject: Placed
    predicate: Placed
    tag: Tag
    told: bool = False


@dataclass(slots=True)
class _Collection:
    """One whose children are the members of a collection."""

    scope: Scope
    subject: Placed
    predicate: Placed
    last: Placed | None = None


@dataclass(slots=True)
class _Markup:
    """One whose content is an XML literal."""

    scope: Scope
    subject: Placed
    predicate: Placed
    tag: Tag


@dataclass(slots=True)
class _Ignored:
    """One in which nothing is looked for."""

    scope: Scope


_Open = _Nodes | _Node | _Property | _Collection | _Markup | _Ignored


def rdfxml(text: str, base: str | None) -> Iterator[Stated]:
    """What a text states that has no document type, as far as it is understood."""
    yield from _Reader(text, base).stated()


class _Reader:
    def __init__(self, text: str, base: str | None) -> None:
        self._tags = Tags(text)
        self._open: list[_Open] = [_Nodes(Scope(None, base))]
        self._stated: list[Stated] = []
        self._called: dict[int, tuple[Placed, Placed]] = {}
        """Properties whose statement has a name, and that name."""
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.ordered_attributes = True

    def stated(self) -> list[Stated]:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        with suppress(expat.ExpatError):  # it is stricter than the parser; what came before is told
            self._parser.Parse(self._tags.data, True)
        return self._stated

    def _start(self, name: str, attributes: list[str]) -> None:
        above = self._open[-1]
        if isinstance(above, (_Ignored, _Markup)):
            self._open.append(_Ignored(above.scope))
            return
        tag = self._tags.start(self._parser.CurrentByteIndex, name, attributes)
        scope = above.scope.within(tag)
        if isinstance(above, _Node):
            self._open.append(self._property(above, tag, scope))
        elif isinstance(above, _Nodes) and tag.name == RDF + "RDF":
            self._open.append(_Nodes(scope))
        else:
            self._open.append(self._node(above, tag, scope))

    def _end(self, name: str) -> None:
        element = self._open.pop()
        if isinstance(element, _Property) and not element.told:
            self._content(element, self._tags.offset(self._parser.CurrentByteIndex))
        elif isinstance(element, _Markup):
            at = element.tag.end, self._tags.offset(self._parser.CurrentByteIndex)
            value = Literal(self._tags.text[slice(*at)], datatype=_MARKUP)
            self._state(element.subject, element.predicate, Placed(value, at))
        elif isinstance(element, _Collection):
            nil = Placed(_NIL, element.predicate.at)
            self._next(element, nil)

    def _node(self, above: _Nodes | _Property | _Collection, tag: Tag, scope: Scope) -> _Open:
        subject = pointed(
            tag, {"about": scope.iri, "ID": scope.identified, "nodeID": BlankNode}
        ) or Placed(BlankNode(), tag.at)
        if isinstance(above, _Property):
            above.told = True
            self._state(above.subject, above.predicate, subject)
        elif isinstance(above, _Collection):
            self._member(above, subject)
        if tag.name != RDF + "Description":
            kind = made(NamedNode, tag.name, tag.at)
            self._state(subject, Placed(_TYPE, tag.at), kind)
        self._attributes(subject, tag, scope)
        return _Node(scope, subject)

    def _property(self, above: _Node, tag: Tag, scope: Scope) -> _Open:
        name = tag.name
        if name == RDF + "li":
            above.items += 1
            name = f"{RDF}_{above.items}"
        predicate = made(NamedNode, name, tag.at)
        if predicate is None:
            return _Ignored(scope)
        if called := pointed(tag, {"ID": scope.identified}):
            self._called[id(predicate)] = predicate, called
        if kind := tag.attributes.get(RDF + "parseType"):
            return self._parsed_as(kind.value, above, predicate, tag, scope)
        value = pointed(tag, {"resource": scope.iri, "nodeID": BlankNode})
        if value is None and any(map(is_property, tag.attributes)):
            value = Placed(BlankNode(), tag.at)
        if value is None:
            return _Property(scope, above.subject, predicate, tag)
        self._state(above.subject, predicate, value)
        self._attributes(value, tag, scope)
        return _Ignored(scope)

    def _parsed_as(
        self, kind: str, above: _Node, predicate: Placed, tag: Tag, scope: Scope
    ) -> _Open:
        if kind == "Collection":
            return _Collection(scope, above.subject, predicate)
        if kind != "Resource":
            return _Markup(scope, above.subject, predicate, tag)
        value = Placed(BlankNode(), predicate.at)
        self._state(above.subject, predicate, value)
        return _Node(scope, value)

    def _member(self, collection: _Collection, member: Placed) -> None:
        first = collection.last is None
        cell = Placed(BlankNode(), collection.predicate.at if first else member.at)
        self._next(collection, cell)
        self._state(cell, Placed(_FIRST, collection.predicate.at), member)
        collection.last = cell

    def _next(self, collection: _Collection, cell: Placed) -> None:
        """Let what is known of a collection end in a cell."""
        if collection.last is None:
            self._state(collection.subject, collection.predicate, cell)
        else:
            self._state(collection.last, Placed(_REST, collection.predicate.at), cell)

    def _content(self, element: _Property, end: int) -> None:
        written = self._tags.text[element.tag.end : end]
        at = text_in(written, element.tag.end) or element.tag.at
        scope, datatype = element.scope, element.tag.attributes.get(RDF + "datatype")
        make = (lambda value: scope.typed(value, datatype.value)) if datatype else scope.text
        self._state(element.subject, element.predicate, made(make, read_text(written), at))

    def _attributes(self, subject: Placed, tag: Tag, scope: Scope) -> None:
        for name, attribute in tag.attributes.items():
            if is_property(name):
                make = scope.iri if name == _TYPE.value else scope.text
                predicate = made(NamedNode, name, attribute.name_at)
                self._state(subject, predicate, made(make, attribute.value, attribute.at))

    def _state(self, subject: Placed, predicate: Placed | None, value: Placed | None) -> None:
        if predicate is not None and value is not None and len(self._stated) < MOST:
            triple = Triple(subject.term, predicate.term, value.term)  # type: ignore[arg-type]
            self._stated.append(Stated(triple, subject.at, predicate.at, value.at))
            if reified := self._called.pop(id(predicate), None):
                self._reify(reified[1], subject, predicate, value)

    def _reify(self, called: Placed, subject: Placed, predicate: Placed, value: Placed) -> None:
        """What is said of a statement that has a name."""
        at = called.at
        self._state(called, Placed(_TYPE, at), Placed(_STATEMENT, at))
        self._state(called, Placed(_SUBJECT, at), subject)
        self._state(called, Placed(_PREDICATE, at), predicate)
        self._state(called, Placed(_OBJECT, at), value)
