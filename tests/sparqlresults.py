"""SPARQL results as plain values, read from the bytes of each format.

Nothing here uses the engine that wrote them: what one side writes, another must be able to read.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

import rdflib

XSD = "http://www.w3.org/2001/XMLSchema#"
RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
XML = "{http://www.w3.org/2005/sparql-results#}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

EXACT = {XSD + "integer", XSD + "negativeInteger", XSD + "decimal"}
BINARY = {XSD + "double", XSD + "float"}

Term = tuple[str, ...]
"""`("iri", iri)`, `("blank", label)`, or `("literal", form, datatype, language)`."""
Row = Mapping[str, Term]


@dataclass(frozen=True)
class Solutions:
    """The answer to a SELECT: its variables and its rows, in the order of the document."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]


Results = bool | Solutions


def literal(form: str, datatype: str | None = None, language: str | None = None) -> Term:
    """A literal; a number or a truth value in the form that all its spellings share.

    A negative integer is an integer: the index keeps the value and not the narrower type.
    """
    if language:
        return ("literal", form, "", language.lower())
    kind = datatype or XSD + "string"
    try:
        if kind in EXACT:
            base = XSD + ("decimal" if kind == XSD + "decimal" else "integer")
            return ("literal", str(Decimal(form).normalize() + 0), base, "")
        if kind in BINARY:
            return ("literal", str(float(form)), kind, "")
        if kind == XSD + "boolean":
            return ("literal", {"1": "true", "0": "false"}.get(form, form), kind, "")
    except (InvalidOperation, ValueError):
        pass  # an ill-formed number is compared as it is written
    return ("literal", form, kind, "")


def from_json(body: bytes) -> Results:
    """SPARQL 1.1 Query Results JSON Format, sections 3 and 4; a member it does not know fails."""
    document = json.loads(body)
    if "boolean" in document:
        assert document.keys() == {"head", "boolean"}
        assert isinstance(document["boolean"], bool)
        return document["boolean"]
    assert document.keys() == {"head", "results"}
    variables = tuple(document["head"]["vars"])
    bindings = document["results"]["bindings"]
    return Solutions(variables, tuple(_row(binding, variables) for binding in bindings))


def _row(binding: Mapping[str, Mapping[str, str]], variables: Sequence[str]) -> Row:
    assert binding.keys() <= set(variables)
    return {name: _json_term(term) for name, term in binding.items()}


def _json_term(term: Mapping[str, str]) -> Term:
    if term["type"] in ("uri", "bnode"):
        assert term.keys() == {"type", "value"}
        return ("iri" if term["type"] == "uri" else "blank", term["value"])
    assert term["type"] == "literal"
    assert term.keys() <= {"type", "value", "datatype", "xml:lang"}
    return literal(term["value"], term.get("datatype"), term.get("xml:lang"))


def from_xml(body: bytes) -> Results:
    """SPARQL Query Results XML Format, section 2: `head`, then `boolean` or `results`."""
    root = ElementTree.fromstring(body)
    assert root.tag == XML + "sparql"
    head, answer = root
    assert head.tag == XML + "head"
    if answer.tag == XML + "boolean":
        assert answer.text in ("true", "false")
        return answer.text == "true"
    assert answer.tag == XML + "results"
    variables = tuple(variable.attrib["name"] for variable in head.iter(XML + "variable"))
    return Solutions(variables, tuple(map(_xml_row, answer.iter(XML + "result"))))


def _xml_row(result: ElementTree.Element) -> Row:
    return {binding.attrib["name"]: _xml_term(*binding) for binding in result}


def _xml_term(term: ElementTree.Element) -> Term:
    kind, text = term.tag.removeprefix(XML), term.text or ""
    if kind in ("uri", "bnode"):
        return ("iri" if kind == "uri" else "blank", text)
    assert kind == "literal"
    return literal(text, term.get("datatype"), term.get(XML_LANG))


TSV_TERM = re.compile(
    r"""<(?P<iri>[^>]*)>
      | _:(?P<blank>[^\s]+)
      | (?P<integer>[+-]?\d+)
      | (?P<decimal>[+-]?\d*\.\d+)
      | (?P<double>[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+)
      | (?P<boolean>true|false)
      | "(?P<form>(?:[^"\\\t\n\r]|\\.)*)"(?:@(?P<language>[\w-]+)|\^\^<(?P<datatype>[^>]*)>)?
    """,
    re.VERBOSE,
)
ESCAPE = re.compile(r"\\(?:u(?P<four>[0-9A-Fa-f]{4})|U(?P<eight>[0-9A-Fa-f]{8})|(?P<one>.))")
ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def from_tsv(body: bytes) -> Solutions:
    """SPARQL 1.1 Query Results CSV and TSV Formats, section 4; lines end in LF, the last too."""
    head, *lines, last = body.decode("utf-8").split("\n")
    assert last == ""
    names = head.split("\t") if head else []
    assert all(name.startswith("?") for name in names)
    variables = tuple(name[1:] for name in names)
    return Solutions(variables, tuple(_tsv_row(line, variables) for line in lines))


def _tsv_row(line: str, variables: Sequence[str]) -> Row:
    cells = line.split("\t") if variables else []
    return {n: _tsv_term(cell) for n, cell in zip(variables, cells, strict=True) if cell}


def _tsv_term(cell: str) -> Term:
    match = TSV_TERM.fullmatch(cell)
    assert match, f"{cell!r} is no term"
    kind, text = next((k, v) for k, v in match.groupdict().items() if v is not None)
    if kind in ("iri", "blank"):
        return (kind, text)
    if kind != "form":
        return literal(text, XSD + kind)
    plain = ESCAPE.sub(_unescaped, text)
    return literal(plain, match["datatype"], match["language"])


def _unescaped(match: re.Match[str]) -> str:
    return ESCAPES[match["one"]] if match["one"] else chr(int(match["four"] or match["eight"], 16))


def from_graph(graph: rdflib.Graph) -> Results:
    """A result set in the vocabulary of the test suites, which gives rows no order."""
    (top,) = graph.subjects(rdflib.RDF.type, RS.ResultSet)
    if (boolean := graph.value(top, RS.boolean)) is not None:
        return bool(boolean)
    variables = tuple(sorted(map(str, graph.objects(top, RS.resultVariable))))
    rows = (
        {
            str(graph.value(binding, RS.variable)): _graph_term(graph.value(binding, RS.value))
            for binding in graph.objects(solution, RS.binding)
        }
        for solution in graph.objects(top, RS.solution)
    )
    return Solutions(variables, tuple(rows))


def _graph_term(term: object) -> Term:
    if isinstance(term, rdflib.Literal):
        return literal(str(term), term.datatype and str(term.datatype), term.language)
    return ("blank" if isinstance(term, rdflib.BNode) else "iri", str(term))


def cells(body: bytes) -> list[list[str]]:
    """The records of a CSV document, header first; an empty line is one empty cell (RFC 4180)."""
    return [row or [""] for row in csv.reader(io.StringIO(body.decode("utf-8"), newline=""))]
