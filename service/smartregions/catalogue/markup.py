"""A page of the catalogue as the data block for search engines in its HTML: schema.org, nested.

https://developers.google.com/search/docs/appearance/structured-data/dataset : they follow what is
nested, and few follow names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.schemaorg import schema, schema_org
from smartregions.catalogue.statements import Statements, called
from smartregions.catalogue.terms import SCHEMA, TYPE
from smartregions.validation.graph import Node, Term, object_of

Block = dict[str, Any]

_CATALOGUE = schema("DataCatalog")
_BOOLEAN = ns.XSD + "boolean"


def markup(triples: Sequence[Triple], language: str) -> Block:
    """The data block of the triples of DCAT-AP, which describe one catalogue.

    In one language, where they have texts in it: there is no place for the language of each.
    """
    said = Statements(schema_org(triples, language))
    (catalogue,) = said.typed(_CATALOGUE)
    return {"@context": SCHEMA, **_nested(said, catalogue, frozenset())}


def _nested(said: Statements, node: Node, around: frozenset[Term]) -> Block:
    found: dict[str, list[Any]] = {}
    for triple in said.about(node):
        name, value = triple.predicate.value.removeprefix(SCHEMA), object_of(triple)
        if triple.predicate == TYPE:
            found.setdefault("@type", []).append(value.value.removeprefix(SCHEMA))
        else:
            found.setdefault(name, []).append(_value(said, value, around | {node}))
    return {"@id": called(node), **{k: v[0] if len(v) == 1 else v for k, v in found.items()}}


def _value(said: Statements, term: Term, around: frozenset[Term]) -> Any:
    if isinstance(term, Literal):
        return term.value == "true" if term.datatype.value == _BOOLEAN else term.value
    if isinstance(term, NamedNode) and term in said:
        return {"@id": term.value} if term in around else _nested(said, term, around)
    return called(term)
