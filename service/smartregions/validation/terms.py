"""Terms that do not exist, terms that are withdrawn, namespaces that are nearly right.

SHACL says nothing of a property that no shape names: a slip in it passes every engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.messages import Message, either
from smartregions.validation.choices import meant, tail
from smartregions.validation.graph import Graph, Term
from smartregions.validation.names import Borrowing
from smartregions.validation.nearest import nearest, slips
from smartregions.validation.offers import with_prefixes
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
ALSO_RIGHT = frozenset({"https://schema.org/", "http://purl.org/dc/elements/1.1/"})
"""Namespaces that look like a slip of one of ours and are not."""
SAME_NAME, ANY_NAME = 8, 2
"""Slips up to which a namespace counts as meant, under its usual prefix and under another."""
HABIT = re.compile(r"^(?:has|is)(?=[A-Z])")
"""How others begin the name of a property: `hasRole`."""
VERSION = re.compile(re.escape(ns.BASE) + r"(?:ontology|shapes)/[0-9.]+")
NONE: Mapping[str, str] = MappingProxyType({})
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
        verdicts: dict[NamedNode, Slip | None] = {}
        for triple in triples:
            terms = (triple.subject, triple.predicate, triple.object)
            for place, term in enumerate(terms):
                if not isinstance(term, NamedNode):
                    continue
                if term not in verdicts:
                    verdicts[term] = self._judge(term, names, mistaken)
                if slip := verdicts[term]:
                    yield triple, place, slip

    def _judge(self, term: NamedNode, names: Borrowing, mistaken: Mapping[str, str]) -> Slip | None:
        if HOME in term.value and not self._exists(term):
            right = _under(term.value, mistaken)
            is_told = right != term.value and self._exists(NamedNode(right))
            return None if is_told else self._unknown(term, names, right)
        if any(isinstance(v, Literal) and v.value == "true" for v in self._facts(term, DEPRECATED)):
            return self._deprecated(term, names)
        return None

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
        others = {o.value for node in self._shapes.nodes() for o in self._named(node)}
        return min((iri for iri in others if tail(iri) == name), default=None)

    def _named(self, node: Term) -> Iterator[NamedNode]:
        for value in self._shapes.objects(node, NamedNode(ns.SH + "path")):
            if isinstance(value, NamedNode):
                yield value

    def _where(self, iri: str) -> Message:
        if iri.startswith(ns.SCHEME):
            return Message("state it in this file as a skos:Concept, or use a concept that exists")
        return Message("the terms that exist are listed at {page}", page=ns.SR.removesuffix("#"))


def namespace_slips(prefixes: Mapping[str, str]) -> Iterator[tuple[str, Slip]]:
    """Each declared prefix whose namespace is nearly, and not quite, one that is well known."""
    known = set(ns.PREFIXES.values()) | ALSO_RIGHT
    for prefix, namespace in prefixes.items():
        if namespace == ns.BASE or namespace in known or _inside(namespace):
            continue
        meant, severity = _namespace_meant(prefix, namespace)
        if meant:
            message = Message(
                "The namespace <{namespace}> is not the well-known one.", namespace=namespace
            )
            misspelt = Misspelling(namespace, meant)
            yield (
                prefix,
                Slip("unknown-term", message, _declared(prefix, meant), severity, misspelt),
            )


def namespace_behind(
    prefixes: Mapping[str, str], classes: Iterable[str]
) -> tuple[str, Slip] | None:
    """The declared prefix because of which a file says of nothing that it is of these classes."""
    known = tuple(classes)
    for prefix, slip in namespace_slips(prefixes):
        meant, _ = _namespace_meant(prefix, prefixes[prefix])
        if meant and any(each.startswith(meant) for each in known):
            return prefix, slip
    for prefix, namespace in prefixes.items():
        usual = ns.PREFIXES.get(prefix, namespace)
        if usual != namespace and any(each.startswith(usual) for each in known):
            message = Message(
                "The prefix {prefix}: stands for <{namespace}> here, which is not what is judged.",
                prefix=prefix,
                namespace=namespace,
            )
            return prefix, Slip("unknown-term", message, _declared(prefix, usual))
    return None


def _declared(prefix: str, namespace: str) -> Message:
    return Message("did you mean: {right}", right=f"@prefix {prefix}: <{namespace}> .")


def mistaken_namespaces(prefixes: Mapping[str, str]) -> Mapping[str, str]:
    """Those declared namespaces for which one of ours is meant without a doubt, with that one."""
    found = {}
    for prefix, slip in namespace_slips(prefixes):
        meant, _ = _namespace_meant(prefix, prefixes[prefix])
        if meant and meant.startswith(ns.BASE) and slip.severity == "violation":
            found[prefixes[prefix]] = meant
    return found


def _under(iri: str, mistaken: Mapping[str, str]) -> str:
    """The IRI in the namespace that is meant by its own."""
    own = max((each for each in mistaken if iri.startswith(each)), key=len, default="")
    return mistaken[own] + iri[len(own) :] if own else iri


def _inside(namespace: str) -> bool:
    return any(namespace.startswith(one) for one in ns.PREFIXES.values())


@lru_cache(maxsize=256)
def _namespace_meant(prefix: str, namespace: str) -> tuple[str | None, Severity]:
    """The namespace that was meant; a violation when there is hardly a doubt."""
    plain = _plain(namespace)
    for one in ns.PREFIXES.values():
        if plain == _plain(one) or slips(namespace, one, ANY_NAME) <= ANY_NAME:
            return one, "violation"
    usual = ns.PREFIXES.get(prefix)
    if usual and slips(namespace, usual, SAME_NAME) <= SAME_NAME:
        return usual, "warning"
    return None, "info"


def _plain(namespace: str) -> str:
    bare = namespace.lower().removeprefix("https://").removeprefix("http://")
    return bare.removeprefix("www.").rstrip("/#")
