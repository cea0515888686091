"""Judging pages by the official shapes, file by file, and who is concerned by each result.

Two files of one release may give different shapes one name, so each is a shapes graph of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.harvest.traps import shown
from smartregions.catalogue.statements import Statements
from smartregions.errors import InputError
from smartregions.validation import paths
from smartregions.validation.engines import engine
from smartregions.validation.engines.result import Result
from smartregions.validation.graph import Term, ntriples
from smartregions.validation.shapes import Shapes, sh

_SAID = MappingProxyType(
    {
        "MinCount": "is missing",
        "MaxCount": "has more values than it may",
        "Datatype": "has a value of another datatype",
        "Class": "has a value that is not typed as it should be",
        "NodeKind": "has a value of the wrong kind (IRI, blank node or literal)",
        "Node": "has a value that does not meet the shape asked for",
        "HasValue": "lacks a value that must be there",
        "Pattern": "has a value of another form than is asked for",
        "Or": "has a value that meets none of the alternatives",
    }
)
_ASKED = MappingProxyType(
    {
        "MinCount": "minCount",
        "MaxCount": "maxCount",
        "Datatype": "datatype",
        "Class": "class",
        "NodeKind": "nodeKind",
        "Node": "node",
        "HasValue": "hasValue",
        "Pattern": "pattern",
    }
)


@dataclass(frozen=True)
class ShapesFile:
    """One file of shapes, by the name it was given."""

    name: str
    shapes: Shapes


def shapes_file(name: str, body: bytes) -> ShapesFile | None:
    """The shapes in a Turtle text; None when there is none in it (a file of imports).

    Raises InputError when it is not Turtle.
    """
    try:
        quads = pyoxigraph.parse(
            body, format=RdfFormat.TURTLE, base_iri=ns.SH, rename_blank_nodes=True
        )
        shapes = Shapes(tuple(quad.triple for quad in quads))
    except (SyntaxError, ValueError) as error:
        raise InputError(f"The shapes {name} are no Turtle: {error}") from error
    return ShapesFile(name, shapes) if shapes.nodes else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One result, with what to say of it."""

    result: Result
    message: str
    help: str
    path: str
    """The property, for a person; empty when the node itself is at fault."""

    @property
    def is_violation(self) -> bool:
        """Whether it makes the dataset not compliant."""
        return self.result.severity == ns.SH + "Violation"


def judged(files: Sequence[ShapesFile], statements: Statements) -> Iterator[Verdict]:
    """Every result of every file over the page. Raises CannotJudge and LimitReached."""
    text = ntriples(statements)
    labels = sorted({label for triple in statements for label in _labels(triple)})
    for file in files:
        for result in engine("fast")(text, labels, file.shapes.ntriples):
            yield _verdict(file.shapes, result)


def _labels(triple: Triple) -> Iterable[str]:
    ends = (triple.subject, triple.object)
    return (end.value for end in ends if isinstance(end, BlankNode))


def _verdict(shapes: Shapes, result: Result) -> Verdict:
    component = result.component.removeprefix(ns.SH).removesuffix("ConstraintComponent")
    property_ = "" if result.path is None else paths.write(result.path, _short)
    own = shapes.graph.text(result.shape, sh("message"))
    about = f"{property_} of " if property_ else ""
    said = _SAID.get(component, f"breaks sh:{component}")
    value = f": {shown(result.value)}" if result.value is not None else ""
    message = f"{about}{shown(result.focus_node)} {said}{value}."
    return Verdict(result, own or message, _help(shapes, result, component), property_)


def _short(iri: str) -> str:
    return shown(NamedNode(iri))


def _help(shapes: Shapes, result: Result, component: str) -> str:
    """What the shape asks for, and its description when it has one."""
    name = _ASKED.get(component)
    asked = shapes.graph.objects(result.shape, sh(name)) if name else []
    wanted = f"The shape asks for sh:{name} {', '.join(map(_wanted, asked))}." if asked else ""
    described = shapes.graph.text(result.shape, sh("description")) or ""
    return re.sub(r"\s+", " ", f"{wanted} {described}").strip()


def _wanted(term: Term) -> str:
    if isinstance(term, BlankNode):
        return "(a nested shape)"
    return term.value if isinstance(term, Literal) else shown(term)
