"""What things are called, in the language that suits best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.validation.graph import Node, object_of, subject_of

LABELS = tuple(
    map(
        NamedNode,
        (ns.SKOS + "prefLabel", ns.RDFS + "label", ns.DCTERMS + "title", ns.SH + "name"),
    )
)
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Label:
    """A name and its language, which is empty where none is stated."""

    text: str
    language: str = ""


def best(values: Iterable[Literal], languages: Sequence[str]) -> Literal | None:
    """The text in the first language that there is; then English, then any."""
    wanted = [*languages, FALLBACK, ""]

    def rank(value: Literal) -> tuple[int, str, str]:
        language = value.language or ""
        short = language.partition("-")[0]
        known = language if language in wanted else short
        place = wanted.index(known) if known in wanted else len(wanted)
        return place, language, value.value

    return min(values, key=rank, default=None)


Names = dict[Node, dict[NamedNode, list[Literal]]]


def names(triples: Iterable[Triple]) -> Names:
    """The names that triples state."""
    found: Names = {}
    for triple in triples:
        value = object_of(triple)
        if triple.predicate in LABELS and isinstance(value, Literal):
            own = found.setdefault(subject_of(triple), {})
            own.setdefault(triple.predicate, []).append(value)
    return found


class Labels:
    """The names in some triples, before names that are known anyhow."""

    def __init__(self, languages: Sequence[str], known: Names) -> None:
        self._languages = languages
        self._known = known
        self._found: Names = {}

    def add(self, triples: Iterable[Triple]) -> None:
        """Take in the names that triples state."""
        for node, own in names(triples).items():
            self._found.setdefault(node, {}).update(own)

    def of(self, node: Node) -> Label | None:
        """What a node is called; None where nothing says it."""
        own = self._found.get(node) or self._known.get(node) or {}
        for predicate in LABELS:
            found = best(own.get(predicate, ()), self._languages)
            if found is not None:
                return Label(found.value, found.language or "")
        return None
