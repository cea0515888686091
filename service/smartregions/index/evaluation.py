"""One query on one store: parsed, evaluated and written out by the engine.

A pure function of the store and the query: whatever process holds the store can run it.
Here, and nowhere else, a query reaches the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import IO, Literal, cast

import pyoxigraph
from pyoxigraph import (
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from smartregions.errors import (
    EndpointFailed,
    NotAcceptable,
    QueryRefused,
    ServiceError,
    SmartRegionsError,
)
from smartregions.formats import FORMATS, SPREADSHEET, Answers, Format
from smartregions.index import Answer, Query
from smartregions.index.capped import Capped
from smartregions.index.commas import is_torn, write_quoted
from smartregions.index.dataset import Results, in_columns, results
from smartregions.index.formulas import guarded
from smartregions.index.heading import headed
from smartregions.messages import Message
from smartregions.namespaces import PREFIXES
from smartregions.sparql.explain import explained
from smartregions.sparql.facts import Facts
from smartregions.sparql.known import Plan
from smartregions.sparql.planning import plan, with_facts
from smartregions.sparql.projection import without_repeats
from smartregions.sparql.statistics import Statistics
from smartregions.sparql.tokens import tokens

_RESULTS = {
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "xml": pyoxigraph.QueryResultsFormat.XML,
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "nquads": pyoxigraph.RdfFormat.N_QUADS,
}
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_FAILED = Message(
    "An endpoint that the query asks by SERVICE gave no answer that can be used. Ask it by itself "
    "to see why; with SERVICE SILENT the query goes on without it."
)
_NOT_IN_RDF_XML = re.compile(rb"<(?:[^\s<>/:]+:|rdf:(?:bagID|aboutEach|aboutEachPrefix))[\s/>]")
_RESERVED = "RDF/XML reserved syntax term"
_NEWER = "JSON-LD does not support RDF 1.2"
_UNKNOWN_FUNCTION = "The custom function "


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may be and an answer may weigh."""

    query_characters: int = 65_536
    query_depth: int = 200
    answer_bytes: int = 67_108_864
    endpoints: tuple[str, ...] = ()
    """What SERVICE may ask, by IRI."""


def evaluate(
    store: Store,
    query: Query,
    limits: Limits,
    statistics: Statistics | None = None,
    merge: Store | None = None,
) -> Answer:
    """The whole answer, in the best format that the client accepts.

    With `statistics` of the store, its patterns are joined in an order that suits the data. With
    `merge`, the default graph by itself, a query that names no graph is answered from that.

    Raises QuerySyntaxError, QueryRefused, NotAcceptable, AnswerTooLarge, ServiceError.
    """
    made = _plan(query, limits, statistics)
    if merge is not None and not (query.default_graphs or query.named_graphs or made.names_graphs):
        store = merge
    try:
        found = _query(store, query, made, statistics)
        form = _form(found)
        chosen = _chosen(query.formats, "graph" if form == "graph" else "results")
        body = _written(found, chosen, limits.answer_bytes)
        if chosen.name == "csv" and is_torn(body):
            again = _query(store, query, made, statistics)
            body = _written(again, chosen, limits.answer_bytes, quotes=True)
        if SPREADSHEET in query.formats:
            body = _guarded(body, limits.answer_bytes)
    except RuntimeError as error:
        raise _refused(error, made.facts) from error
    except OSError as error:
        if made.facts.service is not None and not str(error).startswith((_RESERVED, _NEWER)):
            raise EndpointFailed(_FAILED) from error
        raise _unwritten(error) from error
    return Answer(_well_formed(body, chosen) if "xml" in chosen.name else body, chosen.name, form)


def _plan(query: Query, limits: Limits, statistics: Statistics | None) -> Plan:
    return plan(
        query.text,
        statistics,
        max_characters=limits.query_characters,
        max_depth=limits.query_depth,
        endpoints=limits.endpoints,
    )


def _query(store: Store, query: Query, made: Plan, statistics: Statistics | None) -> Results:
    """What the engine finds; places in an error are those of the text as it was sent."""
    if made.text != query.text:
        with suppress(SyntaxError):
            better = replace(query, text=in_columns(made.text, query.text))
            return results(store, better, made.facts)
    try:
        text = in_columns(query.text, query.text)
        return results(store, replace(query, text=text), made.facts)
    except SyntaxError as error:
        once = without_repeats(query.text, made.facts.tokens)
        if once == query.text:
            raise explained(query.text, str(error)) from error
    again = with_facts(once, replace(made.facts, tokens=tuple(tokens(once))), statistics)
    return _query(store, replace(query, text=once), again, statistics)


def _form(found: Results) -> Literal["select", "ask", "graph"]:
    if isinstance(found, QueryTriples):
        return "graph"
    return "ask" if isinstance(found, QueryBoolean) else "select"


def _chosen(accepted: Iterable[str], answers: Answers) -> Format:
    exist = {known.name: known for known in FORMATS if known.answers == answers}
    if answers == "results":
        exist |= {SPREADSHEET: exist["csv"]}
    for name in accepted:
        if name in exist:
            return exist[name]
    form = Message("CONSTRUCT and DESCRIBE") if answers == "graph" else Message("SELECT and ASK")
    types = ", ".join(dict.fromkeys(known.media_type for known in exist.values()))
    raise NotAcceptable(
        Message("Answers to {form} exist as {types}; ask for one of them.", form=form, types=types)
    )


def _written(found: Results, chosen: Format, max_bytes: int, quotes: bool = False) -> bytes:
    output = Capped(max_bytes)
    stream = cast("IO[bytes]", output)
    if isinstance(found, QueryTriples):
        pyoxigraph.serialize(
            _distinct(found), stream, _GRAPHS[chosen.name], prefixes=dict(PREFIXES)
        )
        return headed(output.content(), chosen.name)
    if quotes and isinstance(found, QuerySolutions):
        write_quoted(found, stream)
    else:
        found.serialize(stream, _RESULTS[chosen.name])
    return output.content()


def _guarded(body: bytes, max_bytes: int) -> bytes:
    output = Capped(max_bytes)
    for part in guarded(body):
        output.write(part)
    return output.content()


def _distinct(results: Iterable[Triple]) -> Iterator[Triple]:
    """An RDF graph is a set; the engine may find a triple more than once."""
    seen: set[Triple] = set()
    for triple in results:
        if triple not in seen:
            seen.add(triple)
            yield triple


def _well_formed(body: bytes, chosen: Format) -> bytes:
    """XML that every parser reads as it was meant (XML 1.0, sections 2.2 and 2.11).

    An IRI that no XML name can end is written by the engine as an element without a name.
    """
    if _NOT_IN_XML.search(body):
        raise _unfit(
            chosen, Message("The answer holds a control character, which XML cannot carry")
        )
    if chosen.answers == "graph" and _NOT_IN_RDF_XML.search(body):
        raise _odd_predicate(chosen)
    return body.replace(b"\r", b"&#13;")


def _unwritten(error: OSError) -> NotAcceptable | ServiceError:
    if str(error).startswith(_RESERVED):
        return _odd_predicate(next(known for known in FORMATS if known.name == "rdfxml"))
    if str(error).startswith(_NEWER):
        chosen = next(known for known in FORMATS if known.name == "jsonld")
        return _unfit(chosen, Message("The graph holds a term of RDF 1.2"))
    return ServiceError(Message("The engine could not read what the query needs."))


def _odd_predicate(chosen: Format) -> NotAcceptable:
    return _unfit(chosen, Message("A predicate or class of the graph is no name in XML"))


def _unfit(chosen: Format, why: Message) -> NotAcceptable:
    fit = [f for f in FORMATS if f.answers == chosen.answers and f.name != chosen.name]
    types = ", ".join(known.media_type for known in fit)
    return NotAcceptable(
        Message(
            "{why}, so {type} cannot hold it. Ask for one of {types}.",
            why=why,
            type=chosen.media_type,
            types=types,
        )
    )


def _refused(error: RuntimeError, known: Facts) -> SmartRegionsError:
    message = str(error)
    if message.startswith(_UNKNOWN_FUNCTION):
        return QueryRefused(Message("{message}.", message=message))
    if known.service is not None:
        return EndpointFailed(_FAILED)
    return ServiceError(Message("The engine could not evaluate the query."))
