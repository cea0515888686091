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
from smartregions.catalogue.harvest.showing import shown
from smartregions.catalogue.statements import Statements
from smartregions.errors import InputError
from smartregions.messages import Message, Written, joined
from smartregions.validation import paths
from smartregions.validation.engines import engine
from smartregions.validation.engines.result import Result
from smartregions.validation.graph import Term, ntriples
from smartregions.validation.shapes import Shapes, sh

_SAID = MappingProxyType(
    {
        "MinCount": Message("is missing"),
        "MaxCount": Message("has more values than it may"),
        "Datatype": Message("has a value of another datatype"),
        "Class": Message("has a value that is not typed as it should be"),
        "NodeKind": Message("has a value of the wrong kind (IRI, blank node or literal)"),
        "Node": Message("has a value that does not meet the shape asked for"),
        "HasValue": Message("lacks a value that must be there"),
        "Pattern": Message("has a value of another form than is asked for"),
        "Or": Message("has a value that meets none of the alternatives"),
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
        raise InputError(
            Message("The shapes {name} are no Turtle: {error}", name=name, error=error)
        ) from error
    return ShapesFile(name, shapes) if shapes.nodes else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One result, with what to say of it."""

    result: Result
    message: Message
    help: Message
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
    own = Written(shapes.graph.texts(result.shape, sh("message")))
    message = own or _broken(result, component, property_)
    return Verdict(result, message, _help(shapes, result, component), property_)


def _broken(result: Result, component: str, property_: str) -> Message:
    """What is wrong, where the shape has no words of its own for it."""
    said = _SAID.get(component) or Message("breaks sh:{component}", component=component)
    node = shown(result.focus_node)
    of = Message("{property} of {node}", property=property_, node=node) if property_ else node
    value = "" if result.value is None else Message(": {value}", value=shown(result.value))
    return Message("{what} {is_wrong}{value}.", what=of, is_wrong=said, value=value)


def _short(iri: str) -> str:
    return shown(NamedNode(iri))


def _help(shapes: Shapes, result: Result, component: str) -> Message:
    """What the shape asks for, and its description when it has one."""
    name = _ASKED.get(component)
    asked = shapes.graph.objects(result.shape, sh(name)) if name else []
    wanted = Message(
        "The shape asks for sh:{name} {values}.",
        name=name,
        values=joined(map(_wanted, asked), ", "),
    )
    texts = shapes.graph.texts(result.shape, sh("description"))
    described = Written({tag: re.sub(r"\s+", " ", text).strip() for tag, text in texts.items()})
    return joined(filter(None, (wanted if asked else Message(), described)), " ")


def _wanted(term: Term) -> str:
    if isinstance(term, BlankNode):
        return Message("(a nested shape)")
    return term.value if isinstance(term, Literal) else shown(term)
