"""A graph as blocks of canonical Turtle: what comes first, and where lines break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode

from smartregions.namespaces import DCTERMS, FOAF, OWL, PREFIXES, RDF, RDFS, SH, SKOS
from smartregions.turtle.spelling import Spelling
from smartregions.turtle.trees import NIL, Properties, Term, Trees

WIDTH = 100
INDENT = "  "

_TYPE = RDF + "type"
_FIRST = (
    _TYPE,
    *(SH + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")),
    *(SH + name for name in ("target", "path", "name")),
    *(RDFS + "label", SKOS + "prefLabel", DCTERMS + "title", FOAF + "name"),
    *(SKOS + name for name in ("altLabel", "hiddenLabel", "notation", "definition")),
    *(SH + "description", RDFS + "comment", DCTERMS + "description"),
    *(SKOS + name for name in ("scopeNote", "example", "note", "changeNote", "inScheme")),
)
_LAST = (SH + "severity", SH + "message", RDFS + "seeAlso", RDFS + "isDefinedBy")
_RANK = {iri: n for n, iri in enumerate(_FIRST)} | {iri: n for n, iri in enumerate(_LAST, 1000)}
_HEADERS = {NamedNode(OWL + "Ontology"), NamedNode(SKOS + "ConceptScheme")}
_NAMESPACES = {namespace: n for n, namespace in enumerate(PREFIXES.values(), len(_FIRST))}


def _predicate_key(predicate: NamedNode) -> tuple[int, str]:
    iri = predicate.value
    if iri in _RANK:
        return _RANK[iri], ""
    ranks = [rank for namespace, rank in _NAMESPACES.items() if iri.startswith(namespace)]
    return max(ranks, default=999), iri


class Layout:
    """Writes the blocks of one graph."""

    def __init__(self, trees: Trees, spelling: Spelling) -> None:
        self._trees = trees
        self._spelling = spelling
        self._flats: dict[Term, str] = {}

    def blocks(self) -> Iterator[str]:
        """One block per subject: headers, then IRIs in order, then blank nodes."""
        trees = self._trees
        iris = [node for node in trees.roots if isinstance(node, NamedNode)]
        for iri in sorted(iris, key=self._subject_key):
            yield self._block(self._spelling.iri(iri.value), trees.properties[iri])
        labelled = [node for node in trees.roots if node in trees.labels]
        for node in sorted(labelled, key=self._object_key):
            yield self._block(trees.labels[node], trees.properties[node])
        known = {*iris, *labelled}
        yield from sorted(
            self._block("[]", trees.properties[node]) for node in trees.roots if node not in known
        )

    def _subject_key(self, node: NamedNode) -> tuple[bool, str]:
        types = self._trees.properties[node].get(NamedNode(_TYPE), [])
        return _HEADERS.isdisjoint(types), node.value

    def _block(self, subject: str, properties: Properties) -> str:
        lines = self._lines(properties, INDENT)
        alone = len(lines) == 1 and _fits(f"{subject} {lines[0]}", "")
        glue = " " if lines[0].startswith("a ") or alone else f"\n{INDENT}"
        return f"{subject}{glue}" + f" ;\n{INDENT}".join(lines) + " ."

    def _lines(self, properties: Properties, indent: str) -> list[str]:
        """One text per predicate, itself of several lines where it must."""
        return [
            f"{self._verb(predicate)}{self._objects(properties[predicate], predicate, indent)}"
            for predicate in sorted(properties, key=_predicate_key)
        ]

    def _verb(self, predicate: NamedNode) -> str:
        return "a" if predicate.value == _TYPE else self._spelling.iri(predicate.value)

    def _objects(self, objects: list[Term], predicate: NamedNode, indent: str) -> str:
        ordered = sorted(objects, key=self._object_key)
        flat = ", ".join(map(self._flat, ordered))
        if _fits(f"{self._verb(predicate)} {flat}", indent):
            return f" {flat}"
        if len(ordered) == 1:
            return f" {self._term(ordered[0], indent)}"
        deeper = indent + INDENT
        return "".join(f"\n{deeper}{self._term(term, deeper)}," for term in ordered)[:-1]

    def _object_key(self, term: Term) -> tuple[int, str, str, str]:
        if isinstance(term, NamedNode):
            return 0, term.value, "", ""
        if isinstance(term, Literal):
            return 1, term.language or "", term.datatype.value, term.value
        label = self._trees.labels.get(term)
        return (2, f"{len(label):09}", label, "") if label else (3, self._flat(term), "", "")

    def _term(self, term: Term, indent: str) -> str:
        """A term as it stands after an indent, over several lines where it does not fit one."""
        flat = self._flat(term)
        if _fits(flat, indent) or not self._nested(term):
            return flat
        deeper = indent + INDENT
        members = self._trees.lists.get(term)
        if members is not None:
            inner = [self._term(member, deeper) for member in members]
            return f"(\n{deeper}" + f"\n{deeper}".join(inner) + f"\n{indent})"
        inner = self._lines(self._properties(term), deeper)
        return f"[\n{deeper}" + f" ;\n{deeper}".join(inner) + f"\n{indent}]"

    def _nested(self, term: Term) -> bool:
        return isinstance(term, BlankNode) and term not in self._trees.labels

    def _flat(self, term: Term) -> str:
        """A term in one line (strings with line breaks apart)."""
        if isinstance(term, Literal):
            return self._spelling.literal(term)
        if isinstance(term, NamedNode):
            return "()" if term == NIL else self._spelling.iri(term.value)
        if term not in self._flats:
            self._flats[term] = self._flat_blank(term)
        return self._flats[term]

    def _flat_blank(self, term: Term) -> str:
        members = self._trees.lists.get(term)
        if members is not None:
            return f"( {' '.join(map(self._flat, members))} )"
        return self._trees.labels.get(term) or self._flat_node(self._properties(term))

    def _flat_node(self, properties: Properties) -> str:
        pairs = [
            f"{self._verb(predicate)} {self._flat_objects(properties[predicate])}"
            for predicate in sorted(properties, key=_predicate_key)
        ]
        return f"[ {' ; '.join(pairs)} ]" if pairs else "[]"

    def _flat_objects(self, objects: Iterable[Term]) -> str:
        return ", ".join(map(self._flat, sorted(objects, key=self._object_key)))

    def _properties(self, term: Term) -> Properties:
        return self._trees.properties.get(term, {})


def _fits(text: str, indent: str) -> bool:
    return "\n" not in text and len(indent) + len(text) + 2 <= WIDTH
