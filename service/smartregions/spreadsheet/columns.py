"""A column of a sheet: one property, what its cells hold, and what is said of it.

Everything is read from the shapes that judge the property, and from the ontology where they are
silent, so that a template asks for what the validator wants.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal as Only

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.messages import SOURCE
from smartregions.spreadsheet.material import LABEL, Material
from smartregions.spreadsheet.wording import in_words
from smartregions.validation.graph import TYPE, Term
from smartregions.validation.names import Names
from smartregions.validation.shapes import sh

Kind = Only["text", "string", "number", "date", "address", "concept", "reference", "any"]

CONCEPT = NamedNode(ns.SKOS + "Concept")
IN_SCHEME = NamedNode(ns.SKOS + "inScheme")
EXAMPLE = NamedNode(ns.SKOS + "example")
RANGE = NamedNode(ns.RDFS + "range")
DEFINITION = NamedNode(ns.SKOS + "definition")
OBJECT_PROPERTY = NamedNode(ns.OWL + "ObjectProperty")
DATES = frozenset({ns.XSD + name for name in ("date", "gYearMonth", "gYear")})
NUMBERS = frozenset({ns.XSD + name for name in ("integer", "decimal")})
TEXT = ns.RDF + "langString"


@dataclass(frozen=True)
class Column:
    """One property of one sheet."""

    predicate: NamedNode
    name: str
    kind: Kind = "any"
    help: str = ""
    required: bool = False
    most: int | None = None
    """How many values there may be."""
    among: frozenset[Term] = frozenset()
    """The schemes of the concepts, or the classes of the things, that the values are."""
    datatypes: frozenset[str] = frozenset()
    language: str = SOURCE
    """Of a text that does not state one."""
    example: Term | None = None

    @property
    def title(self) -> str:
        """What stands in the first row: the name, `*` when required, the language of texts."""
        mark = " *" if self.required else ""
        return self.name + mark + (f" @{self.language}" if self.kind == "text" else "")


def column(
    material: Material,
    predicate: NamedNode,
    own: Collection[Term] = (),
    general: Collection[Term] = (),
    language: str = SOURCE,
) -> Column:
    """The column of a property, told in a language, in which its texts are unless they say.

    `own` are the property shapes that hold of every thing of the sheet, `general` those that
    hold of whatever has the property: they ask for nothing where it has none.
    """
    graph = material.shapes.graph
    shapes = [*own, *general]
    counts = [v for s in shapes for v in graph.objects(s, sh("maxCount"))]
    others = sorted(graph.subjects(sh("path"), predicate), key=str)
    judging = [s for s in shapes if graph.value(s, sh("path")) == predicate]
    kind, among = _kind(material, predicate, shapes or others)
    telling = judging or _nearest_shape(material, others) or shapes
    return Column(
        predicate=predicate,
        name=_name(material, predicate, judging or others, language),
        kind=kind,
        help=_help(material, predicate, telling, language),
        required=any(_demands(material, shape) for shape in own if shape in judging),
        most=min((int(v.value) for v in counts if isinstance(v, Literal)), default=None),
        among=among,
        datatypes=_datatypes(material, predicate),
        language=language,
        example=next((v for s in shapes for v in graph.objects(s, EXAMPLE)), None),
    )


def _name(material: Material, predicate: NamedNode, shapes: Collection[Term], language: str) -> str:
    """The ontology's label; of a property of others what a shape calls it, or its prefixed name."""
    own = material.words.text(predicate, LABEL, language)
    shaped = (material.shapes.graph.text(shape, sh("name"), language) for shape in shapes)
    return own or next((name for name in shaped if name), "") or prefixed(predicate.value)


def prefixed(iri: str) -> str:
    """The IRI in the project's prefixes."""
    return Names(ns.PREFIXES).iri(iri)


def _help(material: Material, predicate: NamedNode, shapes: Collection[Term], language: str) -> str:
    graph = material.shapes.graph
    told = [graph.text(shape, sh("description"), language) or "" for shape in shapes]
    told = told or [material.words.text(predicate, DEFINITION, language) or ""]
    return in_words(material, " ".join(dict.fromkeys(filter(None, told))), language)


def _nearest_shape(material: Material, shapes: Collection[Term]) -> list[Term]:
    """Of shapes of other sheets the one that judges most of our classes; what is asked of terms,
    schemes or shapes themselves tells nothing of a thing."""
    graph = material.shapes.graph
    counted = {
        shape: sum(
            str(one.value).startswith(ns.SR)
            for whole in graph.subjects(sh("property"), shape)
            for one in graph.objects(whole, sh("targetClass"))
        )
        for shape in shapes
    }
    most = max(counted.values(), default=0)
    return [shape for shape in shapes if most and counted[shape] == most][:1]


def _demands(material: Material, shape: Term) -> bool:
    """Whether a file without a value is rejected."""
    graph = material.shapes.graph
    least = graph.value(shape, sh("minCount"))
    severity = graph.value(shape, sh("severity"))
    return isinstance(least, Literal) and least.value != "0" and severity == sh("Violation")


def _kind(
    material: Material, predicate: NamedNode, shapes: Collection[Term]
) -> tuple[Kind, frozenset[Term]]:
    graph = material.shapes.graph
    if schemes := frozenset(s for shape in shapes for s in _schemes(material, shape)):
        return "concept", schemes
    classes = frozenset(c for s in shapes for c in graph.objects(s, sh("class")))
    if classes:
        return ("concept", frozenset()) if CONCEPT in classes else ("reference", classes)
    if literal := _literal_kind(_datatypes(material, predicate)):
        return literal, frozenset()
    patterns = [v for s in shapes for v in graph.objects(s, sh("pattern"))]
    if any(isinstance(p, Literal) and p.value.startswith("^http") for p in patterns):
        return "address", frozenset()
    return _by_ontology(material, predicate)


def _literal_kind(datatypes: frozenset[str]) -> Kind | None:
    if not datatypes:
        return None
    if datatypes <= DATES:
        return "date"
    if datatypes <= NUMBERS:
        return "number"
    return "text" if datatypes == {TEXT} else "string" if datatypes == {ns.XSD + "string"} else None


def _datatypes(material: Material, predicate: NamedNode) -> frozenset[str]:
    """Those that the shapes allow; where they name none, those of what is published."""
    if allowed := material.shapes.datatypes.get(predicate):
        return allowed
    used = material.used(predicate)
    literals = [value for value in used if isinstance(value, Literal)]
    return frozenset(v.datatype.value for v in literals if len(literals) == len(used))


def _by_ontology(material: Material, predicate: NamedNode) -> tuple[Kind, frozenset[Term]]:
    """What the ontology says of the values of the property."""
    words = material.words
    ranges = frozenset(words.objects(predicate, RANGE))
    if CONCEPT in ranges:
        return "concept", frozenset()
    if OBJECT_PROPERTY in words.objects(predicate, TYPE):
        return "reference", ranges
    return "any", frozenset()


def _schemes(material: Material, shape: Term) -> Iterator[Term]:
    """The schemes to whose concepts a shape that is used for the value keeps it."""
    graph = material.shapes.graph
    for node in graph.objects(shape, sh("node")):
        for inner in graph.objects(node, sh("property")):
            if graph.value(inner, sh("path")) == IN_SCHEME:
                yield from graph.objects(inner, sh("hasValue"))
