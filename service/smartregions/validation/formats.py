"""What to write, in the terms of the format of a file that is no Turtle: one line besides."""

from __future__ import annotations

import json
from html import escape

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.messages import Message
from smartregions.validation.case import Case
from smartregions.validation.literals import DATATYPES, fault
from smartregions.validation.paths import Predicate

JSON_LD, RDF_XML = "JSON-LD", "RDF/XML"
_TEXT = "..."
_LANG_STRING = ns.RDF + "langString"
_SHORT = 100


def in_its_format(case: Case) -> Message:
    """The form of the value that is wanted in a document of that format; nothing in Turtle, and
    where the value may have several forms."""
    make = {JSON_LD: _in_json, RDF_XML: _in_xml}.get(case.format)
    path = case.result.path
    if make is None or not isinstance(path, Predicate):
        return Message()
    right = make(path.iri, *_wanted(case))
    return Message("in {format}: {right}", format=case.format, right=right) if right else Message()


def _wanted(case: Case) -> tuple[str, str, str]:
    """Of the value that is wanted: `@id`, a datatype, or the kind of texts that have a language;
    what is certain of it; and whether it is missing."""
    missing = "missing" if case.component == "MinCount" else ""
    value, datatype = case.result.value, case.parameter("datatype")
    kind = case.parameter("nodeKind")
    text = value.value if isinstance(value, Literal) and len(value.value) <= _SHORT else _TEXT
    if isinstance(datatype, NamedNode) and (missing or case.component == "Datatype"):
        return datatype.value, text if _fits(text, datatype.value) else _TEXT, missing
    is_iri = isinstance(kind, NamedNode) and kind.value == ns.SH + "IRI"
    is_thing = case.parameter("class") is not None or is_iri
    literal_for_thing = isinstance(value, Literal) and case.component in ("Class", "NodeKind")
    if is_thing and (missing or literal_for_thing):
        is_address = case.component == "NodeKind" and _is_address(text)
        return "@id", text if is_address else _TEXT, missing
    return "", _TEXT, missing


def _fits(text: str, datatype: str) -> bool:
    """Whether a text may stay as it is with the datatype that it should have."""
    return datatype == _LANG_STRING or (datatype in DATATYPES and fault(text, datatype) is None)


def _is_address(text: str) -> bool:
    """Whether a text is an address as it stands."""
    return text.startswith(("http://", "https://")) and not set(text) & set(' <>"{}|\\^`')


def _in_json(path: str, kind: str, text: str, missing: str) -> str:
    if not kind:
        return f"{json.dumps(path)}: {_TEXT}" if missing else ""
    said = {"@id": text} if kind == "@id" else {"@value": text}
    if kind == _LANG_STRING:
        said["@language"] = _TEXT
    elif kind not in ("@id", ns.XSD + "string"):
        said["@type"] = kind
    value = json.dumps(said, ensure_ascii=False)
    return f"{json.dumps(path)}: {value}" if missing else value


def _in_xml(path: str, kind: str, text: str, missing: str) -> str:
    """An element with its namespace, which is right whatever prefixes the file has."""
    local = path.replace("#", "/").rsplit("/", 1)[1]
    if not kind or not local.isidentifier() or not local.isascii():
        return ""
    start = f'<{local} xmlns="{escape(path.removesuffix(local))}"'
    if kind == "@id":
        return f'{start} rdf:resource="{escape(text)}"/>'
    attributes = {_LANG_STRING: ' xml:lang="..."', ns.XSD + "string": ""}
    attribute = attributes.get(kind, f' rdf:datatype="{escape(kind)}"')
    return f"{start}{attribute}>{escape(text, quote=False)}</{local}>"
