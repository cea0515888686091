"""The default engine: `shacl` (Rust). The one file that imports it.

It renames blank nodes, and says nothing of the new names. So a shape of ours is added that
reports every blank node of the data beside its old name; those results are the dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph
import shacl
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from smartregions import namespaces as ns
from smartregions.errors import CannotJudge
from smartregions.messages import Message
from smartregions.validation import paths
from smartregions.validation.engines.result import MOST_RESULTS, Result, complete, shape_named
from smartregions.validation.graph import Term
from smartregions.validation.literals import YEAR_DIGITS

_FAR_YEAR = re.compile(
    rf'(?<= )"-?[0-9]{{{YEAR_DIGITS + 1},}}-[^"]*"(?=\^\^<{re.escape(ns.XSD)}date)'
)
"""A date that ends the engine, which reads its year without a look at its length."""
_NO_DATE = '"unread"'
VERSION = f"shacl {shacl.__version__}"
CALLS = "urn:smart-regions:calls"
NAME = "urn:smart-regions:name:"
NAMING_SHAPE = "urn:smart-regions:naming"
NAMING = f"""
<{NAMING_SHAPE}> <{ns.RDF}type> <{ns.SH}PropertyShape> .
<{NAMING_SHAPE}> <{ns.SH}targetSubjectsOf> <{CALLS}> .
<{NAMING_SHAPE}> <{ns.SH}path> <{CALLS}> .
<{NAMING_SHAPE}> <{ns.SH}nodeKind> <{ns.SH}IRI> .
"""


def validate(data: str, blank_nodes: Iterable[str], shapes: str) -> list[Result]:
    """Every result over the data graph; both graphs are N-Triples.

    `blank_nodes` are the labels in the data that a result may name.
    Raises CannotJudge when the engine refuses the shapes or the data, LimitReached when there is
    more to find than can be told.
    """
    labels = tuple(blank_nodes)
    calls = "".join(f"<{NAME}{label}> <{CALLS}> _:{label} .\n" for label in labels)
    most = MOST_RESULTS + 1 + len(labels)
    try:
        engine = shacl.Shapes.from_text(shapes + NAMING, format="ntriples")
        read = _FAR_YEAR.sub(
            _NO_DATE, data
        )  # both are told as ill-formed, and what is told is ours
        found = engine.validate_text(read + calls, format="ntriples", max_results=most).results
    except BaseException as error:  # noqa: BLE001 - a panic of the engine is a BaseException
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise CannotJudge(
            Message("The engine `{name}` could not judge: {error}", name="fast", error=error)
        ) from error
    return complete(list(_results(found)))


def _results(found: list[shacl.Result]) -> Iterator[Result]:
    naming = f"<{NAMING_SHAPE}>"
    labels = {r.value: r.focus_node for r in found if r.source_shape == naming}
    kept = [r for r in found if r.source_shape != naming]
    terms = _terms({t for r in kept for t in (r.focus_node, r.value, r.source_shape) if t}, labels)
    known_paths: dict[str, paths.Path] = {}
    for r in kept:
        if r.path and r.path not in known_paths:
            known_paths[r.path] = paths.from_sparql(r.path)
        yield Result(
            focus_node=terms[r.focus_node],
            path=known_paths[r.path] if r.path else None,
            value=terms[r.value] if r.value else None,
            component=r.component_iri,
            severity=r.severity_iri,
            shape=shape_named(terms[r.source_shape or r.root_shape or ""].value),
            messages=tuple(r.messages),
        )


def _terms(written: set[str], labels: dict[str | None, str]) -> dict[str, Term]:
    """What the engine wrote, as terms; blank nodes under the names that they came with."""
    blank = {text for text in written if text.startswith("_:")}
    terms: dict[str, Term] = {text: _blank(text, labels) for text in blank}
    others = sorted(written - blank)
    lines = "".join(f"<{NAME}> <{NAME}> {text} .\n" for text in others)
    parsed = pyoxigraph.parse(lines, format=RdfFormat.N_TRIPLES)
    for text, quad in zip(others, parsed, strict=True):
        assert isinstance(quad.object, NamedNode | Literal)
        terms[text] = quad.object
    return terms


def _blank(text: str, labels: dict[str | None, str]) -> BlankNode:
    name = labels.get(text, "").removeprefix(f"<{NAME}").removesuffix(">")
    return BlankNode(name or text.removeprefix("_:"))
