"""Terms that do not exist, terms that are withdrawn, namespaces that are nearly right.

SHACL says nothing of a property that no shape names: a slip in it passes every engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.messages import Message, either
from smartregions.validation.choices import meant, tail
from smartregions.validation.graph import Graph, Term
from smartregions.validation.names import Borrowing
from smartregions.validation.nearest import nearest, slips
from smartregions.validation.offers import with_prefixes
from smartregions.validation.otherwise import aligned, by_habit, ours
from smartregions.validation.report import Misspelling, Severity

DEPRECATED = NamedNode(ns.OWL + "deprecated")
REPLACED_BY = NamedNode(ns.DCTERMS + "isReplacedBy")
HOME = ns.BASE.removeprefix("https://")
DEFINED = (ns.SR, ns.SHAPE, ns.SCHEME)
"""Namespaces in which only what we define exists; a scheme may also be a contributor's."""
OPEN = (
    ns.ID,
    ns.GRAPH,
    ns.DATASET,
    ns.QUERY,
    *(ns.BASE + p for p in ("doc/", "dumps/", "report#")),
)
"""Namespaces in which contributors and the service coin."""
WHOLE = frozenset(
    ns.BASE + p for p in ("", "ontology", "shapes", "scheme", "catalog", "sparql", "void")
)
HABIT = re.compile(r"^(?:has|is)(?=[A-Z])")
"""How others begin the name of a property: `hasRole`."""
VERSION = re.compile(re.escape(ns.BASE) + r"(?:ontology|shapes)/[0-9.]+")
NONE: Mapping[str, str] = MappingProxyType({})
PREDICATE = 1
SUGGESTIONS = 100
"""Unknown terms of one judgement for which the nearest is looked for."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong with a term, and what to write."""

    code: str
    message: Message
    help: Message
    severity: Severity = "violation"
    misspelt: Misspelling | None = None


class Terms:
    """Judges terms; what exists is the vocabulary, the shapes, and what the files define."""

    def __init__(self, known: Graph, shapes: Graph, defined: Iterable[Term]) -> None:
        self._known = known
        self._shapes = shapes
        self._defined = frozenset(defined)
        self._suggestions = SUGGESTIONS

    def slips(
        self, triples: Iterable[Triple], names: Borrowing, mistaken: Mapping[str, str] = NONE
    ) -> Iterator[tuple[Triple, int, Slip]]:
        """Each triple that names a wrong term, with the term's place in it (0, 1, 2).

        `mistaken`: namespaces of which it is told elsewhere that others are meant. A term that is
        wrong by its namespace alone is right as soon as that is, and is not told again.
        """
        verdicts: dict[tuple[NamedNode, bool], Slip | None] = {}
        for triple in triples:
            terms = (triple.subject, triple.predicate, triple.object)
            for place, term in enumerate(terms):
                if not isinstance(term, NamedNode):
                    continue
                known_as = term, place == PREDICATE
                if known_as not in verdicts:
                    verdicts[known_as] = self._judge(term, names, mistaken, place)
                if slip := verdicts[known_as]:
                    yield triple, place, slip

    def _judge(
        self, term: NamedNode, names: Borrowing, mistaken: Mapping[str, str], place: int
    ) -> Slip | None:
        if HOME in term.value and not self._exists(term):
            right = _under(term.value, mistaken)
            is_told = right != term.value and self._exists(NamedNode(right))
            return None if is_told else self._unknown(term, names, right)
        if any(isinstance(v, Literal) and v.value == "true" for v in self._facts(term, DEPRECATED)):
            return self._deprecated(term, names)
        return self._nearly(term, names) if place == PREDICATE else None

    def _exists(self, term: NamedNode) -> bool:
        iri = term.value
        if not iri.startswith(ns.BASE):
            return HOME not in iri[: len("https://www.") + len(HOME)]
        if iri.startswith(OPEN) or iri in WHOLE or VERSION.fullmatch(iri):
            return True
        return term in self._known or term in self._shapes or term in self._defined

    def _facts(self, term: NamedNode, predicate: NamedNode) -> list[Term]:
        return self._known.objects(term, predicate) + self._shapes.objects(term, predicate)

    def _deprecated(self, term: NamedNode, names: Borrowing) -> Slip:
        successors = [names.term(value) for value in self._facts(term, REPLACED_BY)]
        right = Message("write: {right}", right=either(successors))
        help_ = with_prefixes(right, names) if successors else Message("leave it out")
        return Slip(
            "deprecated-term",
            Message("{term} is withdrawn.", term=names.own.term(term)),
            help_,
            "warning",
        )

    def _unknown(self, term: NamedNode, names: Borrowing, right: str) -> Slip:
        """`right` is the term in the namespace that is meant."""
        self._suggestions -= 1
        near = self._meant(right) if self._suggestions >= 0 else None
        help_ = with_prefixes(meant(names.iri(near)), names) if near else self._where(term.value)
        message = Message("{term} does not exist.", term=names.own.term(term))
        return Slip("unknown-term", message, help_, misspelt=Misspelling(term.value, near))

    def _meant(self, iri: str) -> str | None:
        rest = iri.split(HOME, 1)[1]
        mended = NamedNode(ns.BASE + rest)
        if mended.value != iri and (self._exists(mended)):
            return mended.value
        home = next((space for space in DEFINED if mended.value.startswith(space)), None)
        if home is None:
            return self._elsewhere(tail(rest))
        existing = (*self._known.nodes(), *self._shapes.nodes())
        local = {
            term.value[len(home) :]
            for term in existing
            if isinstance(term, NamedNode) and term.value.startswith(home)
        }
        name = mended.value[len(home) :]
        best = nearest(name, local) or nearest(HABIT.sub("", name), local)
        return home + best if best else self._elsewhere(tail(rest))

    def _elsewhere(self, name: str) -> str | None:
        """A term of the same local name: in our ontology, else among what the shapes name."""
        if NamedNode(ns.SR + name) in self._known:
            return ns.SR + name
        if usual := by_habit(ns.SR + name):
            return usual
        others = (iri for iri in self._paths if tail(iri) == name)
        return min(others, default=None) or next(iter(ours(name, self._aligned)), None)

    @cached_property
    def _paths(self) -> frozenset[str]:
        """The properties that shapes name."""
        return frozenset(o.value for node in self._shapes.nodes() for o in self._named(node))

    @cached_property
    def _foreign(self) -> Mapping[str, Sequence[str]]:
        """Those of other vocabularies, by their namespace."""
        found: dict[str, list[str]] = {}
        for iri in self._paths:
            if not iri.startswith(ns.BASE):
                found.setdefault(_home(iri), []).append(iri)
        return found

    @cached_property
    def _aligned(self) -> list[tuple[str, str]]:
        return aligned(self._known)

    def _nearly(self, term: NamedNode, names: Borrowing) -> Slip | None:
        """A property of another vocabulary that is one slip away from one that shapes name."""
        near = self._foreign.get(_home(term.value), ())
        if not near or term.value in near or term in self._known or self._suggestions <= 0:
            return None
        self._suggestions -= 1
        right = min((iri for iri in near if slips(iri, term.value, 1) <= 1), default=None)
        if right is None:
            return None
        return Slip(
            "unknown-term",
            Message("No shape looks at {term}.", term=names.own.term(term)),
            with_prefixes(meant(names.iri(right)), names),
            "warning",
            Misspelling(term.value, right),
        )

    def _named(self, node: Term) -> Iterator[NamedNode]:
        for value in self._shapes.objects(node, NamedNode(ns.SH + "path")):
            if isinstance(value, NamedNode):
                yield value

    def _where(self, iri: str) -> Message:
        if iri.startswith(ns.SCHEME):
            return Message("state it in this file as a skos:Concept, or use a concept that exists")
        return Message("the terms that exist are listed at {page}", page=ns.SR.removesuffix("#"))


def _home(iri: str) -> str:
    return iri[: len(iri) - len(tail(iri))]


def _under(iri: str, mistaken: Mapping[str, str]) -> str:
    """The IRI in the namespace that is meant by its own."""
    own = max((each for each in mistaken if iri.startswith(each)), key=len, default="")
    return mistaken[own] + iri[len(own) :] if own else iri
