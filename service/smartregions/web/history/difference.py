"""`/graph/<source>/diff`: the triples that came and went between two changes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pyoxigraph
from flask import Blueprint, Response, render_template
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from smartregions.errors import AnswerTooLarge, NotAcceptable
from smartregions.formats import Format
from smartregions.index import Task
from smartregions.messages import Message, amount
from smartregions.registry import past as log
from smartregions.registry.triples import lines
from smartregions.web import past
from smartregions.web.answers import labelled
from smartregions.web.cache import keep_response
from smartregions.web.history.addresses import Addresses
from smartregions.web.history.asking import accepted, given, graph_of, is_known, not_modified, page
from smartregions.web.history.asking import tag as tagged
from smartregions.web.languages import gettext
from smartregions.web.negotiation import JSON
from smartregions.web.operations import PAGE, TEXT, Operation, Parameter, operation
from smartregions.web.past import DIFFERENCE, registry
from smartregions.web.service import service
from smartregions.web.tables import shortened

blueprint = Blueprint("differences", __name__)

_TEXT = Format("diff", "results", "text/x-diff", "diff", ("text/plain",))
_UPDATE = Format("update", "results", "application/sparql-update", "ru")
_FORMATS = (JSON, _TEXT, _UPDATE)
_BLANK = re.compile(rb'^_:|> _:[^ "]+ \.$', re.MULTILINE)
_NAMES = ["html", *(known.name for known in _FORMATS)]

_ENDS = (
    Parameter("from", "A change or a time; without it, the change of the graph before `to`."),
    Parameter("to", "A change or a time; without it, now."),
    Parameter("format", "html, json, diff or update; wins over Accept.", {"enum": _NAMES}),
)
_ANSWERS = {
    JSON.media_type: {"type": "object"},
    **{known.media_type: TEXT for known in (_TEXT, _UPDATE)},
    **PAGE,
}
_SOURCE = Parameter("source", "The name of the graph.", TEXT, "path")
_ANY = Parameter("graph", "The graph, by its IRI.")
_OF_ONE = Operation((_SOURCE, *_ENDS), {}, _ANSWERS, frozenset({413}), True, True)
_OF_ANY = Operation((_ANY, *_ENDS), {}, _ANSWERS, frozenset({404, 413}), True, True)


@dataclass(frozen=True, slots=True)
class Difference:
    """What makes the graph after the change `end` of that after the change `start`."""

    graph: str
    start: int
    end: int
    added: list[str]
    """Triples in N-Triples, sorted."""
    removed: list[str]


@blueprint.get("/graph/<path:source>/diff")
@operation(_OF_ONE)
def of_one(source: str) -> Response:
    """The triples of a graph that came and went between two changes."""
    return _respond(graph_of(source))


@blueprint.get("/history/diff")
@operation(_OF_ANY)
def of_any() -> Response:
    """The triples of any graph that came and went between two changes."""
    return _respond(graph_of(None))


def _respond(graph: str | None) -> Response:
    start, end = _ends(graph)
    assert graph is not None
    chosen = accepted(_FORMATS, Message("A difference"))
    keep_response(service().index.revision)
    tag = tagged(start, end, log.last_redaction(registry(), graph), chosen)
    if is_known(tag):
        return not_modified(tag)
    found = _difference(graph, start, end)
    if chosen.page:
        return page(_page(found), tag)
    known = next(each for each in _FORMATS if each.name == chosen.formats[0])
    body = {"json": _json, "diff": _text, "update": _update}[known.name](found)
    most = service().settings.max_answer_bytes
    if len(body) > most:
        raise AnswerTooLarge(
            Message(
                "The difference is longer than {most} bytes. Take nearer changes.",
                most=amount(most),
            )
        )
    return labelled(Response(body, content_type=known.content_type), tag)


def _ends(graph: str | None) -> tuple[int, int]:
    """The changes of this graph that left the two states; 0 for before them all."""
    said = given()
    now = service().index.revision.change
    end = past.change_at(said["to"]) if said.get("to") else now
    last = log.last_by(registry(), graph, end) if graph else None
    before = last.base if last else 0
    start = past.change_at(said["from"]) if said.get("from") else before
    log.refuse_absent(registry(), graph or "", max(start, end))
    return start, end


def _difference(graph: str, start: int, end: int) -> Difference:
    task = Task(DIFFERENCE, {"graph": graph, "from": start, "to": end})
    done = service().index.do(task)
    parts = done.body[: done.values["added"]], done.body[done.values["added"] :]
    added, removed = ([line.decode().rstrip("\n") for line in lines(part)] for part in parts)
    return Difference(graph, start, end, added, removed)


def _json(found: Difference) -> bytes:
    told = {"graph": found.graph, "from": found.start, "to": found.end}
    lists = {"added": found.added, "removed": found.removed}
    return json.dumps(told | lists, ensure_ascii=False).encode()


def _text(found: Difference) -> bytes:
    """As `diff` writes it, without context: a graph has no order (it is sorted)."""
    head = [f"--- <{found.graph}> change {found.start}", f"+++ <{found.graph}> change {found.end}"]
    signed = [f"-{line}" for line in found.removed] + [f"+{line}" for line in found.added]
    return "".join(f"{line}\n" for line in [*head, *signed]).encode()


def _update(found: Difference) -> bytes:
    """SPARQL 1.1 Update. Raises NotAcceptable for blank nodes, which it cannot name (3.1.3.3)."""
    if any(_BLANK.search(line.encode()) for line in (*found.removed, *found.added)):
        raise NotAcceptable(
            Message(
                "The difference has blank nodes, which SPARQL Update cannot name. Ask for "
                "text/x-diff or application/json."
            )
        )
    parts = [
        f"{verb} DATA {{ GRAPH <{found.graph}> {{\n" + "\n".join(triples) + "\n} }"
        for verb, triples in (("DELETE", found.removed), ("INSERT", found.added))
        if triples
    ]
    return (" ;\n".join(parts) + "\n").encode()


def _page(found: Difference) -> str:
    most = service().settings.table_rows
    addresses = Addresses(found.graph)
    return render_template(
        "difference.html",
        found=found,
        addresses=addresses,
        lists=[
            (gettext("Came"), "+", list(map(_short, found.added[:most])), len(found.added)),
            (gettext("Went"), "−", list(map(_short, found.removed[:most])), len(found.removed)),
        ],
        here=addresses.difference(found.start, found.end),
    )


def _short(line: str) -> str:
    """A triple with the prefixes of ours, for people to read."""
    (quad,) = pyoxigraph.parse(line, format=RdfFormat.N_TRIPLES)
    return " ".join(map(_term, (quad.subject, quad.predicate, quad.object)))


def _term(term: object) -> str:
    if isinstance(term, NamedNode):
        short = shortened(term.value)
        return short if short != term.value else str(term)
    if isinstance(term, Literal) and not term.language and term.datatype.value.endswith("#string"):
        return str(term)
    if isinstance(term, Literal) and not term.language:
        return f'"{term.value}"^^{shortened(term.datatype.value)}'
    assert isinstance(term, BlankNode | Literal)
    return str(term)
