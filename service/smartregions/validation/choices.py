"""The values that a shape allows, and the one that was probably meant."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.messages import Message, joined
from smartregions.validation.graph import TYPE, Graph, Node, Term, object_of
from smartregions.validation.names import Names
from smartregions.validation.nearest import nearest
from smartregions.validation.published import Published
from smartregions.validation.shapes import HOLDS_SHAPE, PATH, sh

IN_SCHEME = NamedNode(ns.SKOS + "inScheme")
LABELS = tuple(map(NamedNode, (ns.SKOS + "prefLabel", ns.RDFS + "label", ns.SKOS + "altLabel")))
SHOWN = 8
"""Values up to which all are named."""
SIMILAR = 5
"""Values of more that are named, those most like what was written."""
LEAST = 0.25
"""Likeness, from 0 to 1, from which on a value is named as similar."""
MOST = 3_000
"""Candidates among which the nearest is looked for."""
SUGGESTIONS = 100
"""Results of one judgement for which the nearest is looked for."""


class Choices:
    """What could be written, according to the shapes, the vocabulary and what is published."""

    def __init__(self, shapes: Graph, known: Graph, published: Published) -> None:
        self.shapes = shapes
        self.known = known
        self.published = published
        self._found: dict[Term, list[Term]] = {}
        self._spelt: dict[Term, dict[str, Term]] = {}
        self._grams: dict[Term, list[tuple[frozenset[str], Term]]] = {}
        self._suggestions = SUGGESTIONS

    def of_shape(self, shape: Term) -> list[Term]:
        """The values that `sh:in`, the scheme or the class of a shape allow; [] when too many."""
        if shape not in self._found:
            self._found[shape] = self._of_shape(shape)
        return self._found[shape]

    def _of_shape(self, shape: Term) -> list[Term]:
        if (listed := self.shapes.value(shape, sh("in"))) is not None:
            return self.shapes.items(listed)
        schemes = self._schemes(shape)
        if schemes:
            inside = [c for scheme in schemes for c in self.known.subjects(IN_SCHEME, scheme)]
            found = list(dict.fromkeys(inside))  # what is published may say it again
        else:
            found = [t for t in self._instances(shape) if isinstance(t, NamedNode)]
        return sorted(found, key=lambda term: term.value) if len(found) <= MOST else []

    def _schemes(self, shape: Term) -> list[Term]:
        """The concept schemes to which the shape, or one nested in it, ties its values."""
        nested = [s for p in HOLDS_SHAPE for s in self.shapes.objects(shape, p)]
        tied = [s for s in nested if self.shapes.value(s, PATH) == IN_SCHEME]
        own = [v for s in tied for v in self.shapes.objects(s, sh("hasValue"))]
        return own + [v for s in nested if s not in tied and s != shape for v in self._schemes(s)]

    def _instances(self, shape: Term) -> list[Term]:
        classes = self.known.subclasses(self.shapes.objects(shape, sh("class")))
        inside = [node for one in classes for node in self.known.subjects(TYPE, one)]
        return list(dict.fromkeys([*inside, *self.published.instances(classes)]))

    def is_described(self, node: Node) -> bool:
        """Whether it is stated what a thing is."""
        published = self.published.forwards(node, TYPE)
        return bool(self.known.objects(node, TYPE)) or any(True for _ in published)

    def near(self, shape: Term, value: Term | None) -> Term | None:
        """The allowed value that is spelt, or labelled, most like the one that was written."""
        self._suggestions -= 1
        if value is None or self._suggestions < 0:
            return None
        if shape not in self._spelt:
            self._spelt[shape] = self._spellings(shape)
        best = nearest(tail(value.value).lower(), self._spelt[shape])
        found = self._spelt[shape].get(best) if best else None
        return None if found == value else found

    def similar(self, shape: Term, value: Term | None) -> list[Term]:
        """The allowed values in part spelt, or labelled, like the one that was written; a few."""
        if value is None or self._suggestions < 0 or shape not in self._spelt:
            return []
        if shape not in self._grams:
            spelt = self._spelt[shape].items()
            self._grams[shape] = [(_grams(form), term) for form, term in spelt]
        wanted = _grams(tail(value.value).lower())
        likeness: dict[Term, float] = {}
        for grams, term in self._grams[shape]:
            alike = 2 * len(wanted & grams) / (len(wanted) + len(grams))
            likeness[term] = max(alike, likeness.get(term, LEAST))
        found = [term for term, alike in likeness.items() if alike > LEAST]
        return sorted(found, key=lambda term: (-likeness[term], term.value))[:SIMILAR]

    def listing(self, shape: Term) -> str:
        """A query for all values that the scheme or the class of a shape allow; "" for others."""
        if schemes := self._schemes(shape):
            return _query(IN_SCHEME, schemes[0])
        classes = self.shapes.objects(shape, sh("class"))
        return _query(TYPE, classes[0]) if classes else ""

    def _spellings(self, shape: Term) -> dict[str, Term]:
        """What somebody may have meant by writing so: the last part of an IRI, or a label."""
        spelt: dict[str, Term] = {}
        for term in self.of_shape(shape):
            for form in (tail(term.value), *self._labels(term)):
                spelt.setdefault(form.lower(), term)
        return spelt

    def _labels(self, term: Term) -> list[str]:
        values = [value for label in LABELS for value in self.known.objects(term, label)]
        if not values and isinstance(term, Node):
            values = [
                object_of(t) for label in LABELS for t in self.published.forwards(term, label)
            ]
        return [value.value for value in values if isinstance(value, Literal)]


def tail(text: str) -> str:
    """What stands behind the last `/` or `#` of an IRI; a text without them as it is."""
    return text.replace("#", "/").rstrip("/").rsplit("/", 1)[-1]


def meant(term: str) -> Message:
    """A line that names the one that was probably meant."""
    return Message("did you mean {term}?", term=term)


def _grams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters, with the beginning and the end."""
    return frozenset(a + b for a, b in pairwise(f" {text} "))


def _query(predicate: NamedNode, value: Term) -> str:
    return f"SELECT ?it {{ ?it {'a' if predicate == TYPE else predicate} {value} }}"


def offer(allowed: Sequence[Term], names: Names, similar: Sequence[Term] = ()) -> Message:
    """A line that lists what may be written, under the IRI that they all begin with.

    Of many only a few, those that are similar to what was written where there are such.
    """
    few = list(similar) or list(allowed[:SIMILAR])
    shown = list(allowed) if len(allowed) <= SHOWN else few
    heads = {term.value.removesuffix(tail(term.value)) for term in shown}
    plain = all(names.iri(t.value).startswith("<") for t in shown if isinstance(t, NamedNode))
    if len(heads) == 1 and all(isinstance(t, NamedNode) for t in shown) and plain:
        some = _some([tail(term.value) for term in shown], len(allowed))
        return Message("one of {iris}: {some}", iris=f"<{heads.pop()}...>", some=some)
    return Message("one of: {some}", some=_some(list(map(names.term, shown)), len(allowed)))


def _some(shown: Sequence[str], number: int) -> Message:
    """Those that are shown, and how many others there are."""
    some, more = joined(shown, ", "), number - len(shown)
    return Message("{some} and {more} more", some=some, more=more) if more else some
