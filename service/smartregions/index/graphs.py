"""A graph that a worker made, written in the best format that can hold it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

import pyoxigraph
from pyoxigraph import Quad, RdfFormat, Store, Triple

from smartregions.errors import AnswerTooLarge, NotAcceptable
from smartregions.formats import GRAPHS
from smartregions.index import Query
from smartregions.index.evaluation import Limits, evaluate
from smartregions.index.heading import headed
from smartregions.messages import Message, amount
from smartregions.namespaces import PREFIXES

_XML = "rdfxml"
_NOT_IN_XML = Message("The graph holds what RDF/XML cannot say. Ask for text/turtle.")
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def write_graph(
    triples: Iterable[Triple], formats: Sequence[str], limits: Limits
) -> tuple[str, bytes]:
    """The name of the format and the text; formats by name, best first.

    XML is written as the answer to a query is, for it cannot hold every graph.
    Raises NotAcceptable when none of the formats can, and AnswerTooLarge.
    """
    graph = list(triples)
    if formats[0] == _XML:
        with suppress(NotAcceptable):
            return _XML, _as_xml(graph, limits)
        formats = [name for name in formats if name != _XML]
        if not formats:
            raise NotAcceptable(_NOT_IN_XML)
    body = _written(graph, formats[0])
    if len(body) > limits.answer_bytes:
        raise AnswerTooLarge(
            Message(
                "The graph is longer than {most} bytes in this format, which is the "
                "most that is sent. Ask for a part of it: /sparql with a query.",
                most=amount(limits.answer_bytes),
            )
        )
    return formats[0], body


def _written(triples: Iterable[Triple], name: str) -> bytes:
    media_type = next(known.media_type for known in GRAPHS if known.name == name)
    wanted = RdfFormat.from_media_type(media_type)
    assert wanted is not None
    body = pyoxigraph.serialize(triples, format=wanted, prefixes=dict(PREFIXES)) or b""
    return headed(body, name)


def _as_xml(triples: Iterable[Triple], limits: Limits) -> bytes:
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object) for t in triples)
    return evaluate(store, Query(_ALL, (_XML,)), limits).body
