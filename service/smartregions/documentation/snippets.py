"""Examples from what the corpus publishes: it was judged, so each is valid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.turtle.layout import Layout
from smartregions.turtle.spelling import Spelling
from smartregions.turtle.trees import Trees
from smartregions.validation.graph import TYPE, Node, Term, object_of, subject_of

MOST_STATEMENTS = 12
LONGEST = 160
"""Characters of a text in an example; a statement with a longer one is passed over if it can be."""


class Snippets:
    """Finds the examples of classes and properties in some data."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._of: defaultdict[Node, list[Triple]] = defaultdict(list)
        self._with: defaultdict[NamedNode, list[Triple]] = defaultdict(list)
        self._in: defaultdict[Term, dict[Node, None]] = defaultdict(dict)
        self._ordered: dict[NamedNode, list[Triple]] = {}
        self._found: dict[tuple[object, ...], str] = {}  # as asked: there are several languages
        for triple in triples:
            self._of[subject_of(triple)].append(triple)
            self._with[triple.predicate].append(triple)
            if triple.predicate == TYPE:
                self._in[object_of(triple)][subject_of(triple)] = None

    def of_class(self, one: NamedNode) -> str:
        """The thing of the class of which most is said, within bounds; empty when there is none."""
        if (one,) not in self._found:
            fitting = [n for n in self._in[one] if len(self._of[n]) <= MOST_STATEMENTS]
            best = min(fitting, key=self._rank, default=None)
            self._found[one,] = turtle(self._of[best]) if best else ""
        return self._found[one,]

    def of_property(self, predicate: str, one: Term | None = None) -> str:
        """A statement with the property, of a thing of the class if one is named."""
        if (predicate, one) not in self._found:
            found = self._best_first(NamedNode(predicate))
            inside = self._in[one] if one is not None else {}
            fitting = (triple for triple in found if subject_of(triple) in inside)
            best = next(fitting, None) or next(iter(found), None)
            self._found[predicate, one] = turtle([best]) if best else ""
        return self._found[predicate, one]

    def _best_first(self, predicate: NamedNode) -> list[Triple]:
        """The statements with the property, those with long texts last."""
        if predicate not in self._ordered:
            self._ordered[predicate] = sorted(
                self._with[predicate], key=lambda t: (_is_long(object_of(t)), str(t))
            )
        return self._ordered[predicate]

    def _rank(self, node: Node) -> tuple[bool, int, str]:
        statements = self._of[node]
        long = any(_is_long(object_of(triple)) for triple in statements)
        return long, -len({triple.predicate for triple in statements}), str(node)


def _is_long(term: Term) -> bool:
    return isinstance(term, Literal) and len(term.value) > LONGEST


def turtle(triples: Sequence[Triple]) -> str:
    """The statements in the project's form of Turtle, without the prefix block."""
    terms = {term for triple in triples for term in triple}
    iris = {t.value for t in terms if isinstance(t, NamedNode)}
    iris |= {t.datatype.value for t in terms if isinstance(t, Literal)}
    layout = Layout(Trees(set(triples)), Spelling(ns.PREFIXES, iris))
    return "\n\n".join(layout.blocks())
