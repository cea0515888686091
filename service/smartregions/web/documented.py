"""The pages of the ontology and of the shapes, for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import render_template

from smartregions import corpus
from smartregions.documentation import filed
from smartregions.documentation.reading import Documentation, Reader
from smartregions.web.languages import language, msgid, told
from smartregions.web.service import service

WORDS = MappingProxyType(
    {
        "rdfs:subClassOf": msgid("is a kind of"),
        "^rdfs:subClassOf": msgid("kinds"),
        "rdfs:subPropertyOf": msgid("implies"),
        "rdfs:domain": msgid("said of"),
        "^rdfs:domain": msgid("properties"),
        "rdfs:range": msgid("its value is"),
        "^rdfs:range": msgid("value of"),
        "owl:inverseOf": msgid("the other way round"),
        "skos:exactMatch": msgid("the same as"),
        "skos:closeMatch": msgid("close to"),
        "skos:broadMatch": msgid("narrower than"),
        "skos:narrowMatch": msgid("broader than"),
        "skos:relatedMatch": msgid("related to"),
        "skos:scopeNote": msgid("note"),
        "skos:changeNote": msgid("change"),
        "skos:example": msgid("example"),
        "dcterms:isReplacedBy": msgid("use instead"),
        "sh:targetClass": msgid("judges each"),
        "sh:targetSubjectsOf": msgid("judges what has"),
        "sh:targetObjectsOf": msgid("judges the values of"),
        "sh:targetNode": msgid("judges"),
        "sh:class": msgid("is described as"),
        "sh:datatype": msgid("datatype"),
        "sh:minCount": msgid("at least"),
        "sh:maxCount": msgid("at most"),
        "sh:node": msgid("conforms to"),
        "sh:nodeKind": msgid("is a"),
        "sh:pattern": msgid("matches"),
        "sh:in": msgid("one of"),
        "sh:hasValue": msgid("has the value"),
        "sh:uniqueLang": msgid("once per language"),
        "sh:languageIn": msgid("in the language"),
        "sh:not": msgid("does not conform to"),
        "sh:or": msgid("conforms to one of"),
        "sh:disjoint": msgid("differs from the value of"),
        "sh:minInclusive": msgid("not less than"),
        "sh:maxInclusive": msgid("not more than"),
        "sh:sparql": msgid("answers to the query"),
    }
)
"""What people call the relations of terms and the demands of shapes."""
KINDS = (
    *(msgid("class"), msgid("object property"), msgid("datatype property")),
    *(msgid("Violation"), msgid("Warning"), msgid("Info")),
)


def ontology_page() -> str:
    """Every module, class and property, with a diagram."""
    known = documented()
    more = {"words": WORDS, "told": told, "called": called(known)}
    return render_template("ontology.html", documentation=known, **more)


def shapes_page(name: str = "") -> str:
    """Every shape, or those of a module, with what each says and what it accepts."""
    known = documented()
    files = [file for file in known.shapes if name in ("", file.name)]
    more = {"words": WORDS, "told": told, "called": called(known)}
    return render_template("shapes.html", files=files, module=name, **more)


def called(known: Documentation) -> Mapping[str, str]:
    """What people call each of our terms and shapes, by its prefixed name."""
    terms = {each.name: each.label for module in known.ontology.modules for each in module.entries}
    for shape in (each for file in known.shapes for each in file.shapes):
        terms[f"shape:{shape.local}"] = shape.label
        for inner in shape.properties:
            terms[f"shape:{inner.local}"] = f"{shape.label}, {inner.name}"
    return terms


def documented() -> Documentation:
    """The documentation of the corpus that is served, in the language of the request.

    It is filed by a process that does that alone; before it is, and without one, it is read here.
    """
    here, tag = service(), language().tag
    found = filed.read(here.run, tag) if here.run else None
    return found or Reader(corpus.find(here.settings.corpus), here.library).documentation(tag)
