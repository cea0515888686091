"""SPARQL Update: tried on a worker's copy, judged, and committed whole or not at all."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, g
from pyoxigraph import NamedNode

from smartregions.errors import BadRequest, Forbidden
from smartregions.index import Task
from smartregions.messages import Message
from smartregions.publication.updating import UPDATE
from smartregions.publication.updating import Asked as Wanted
from smartregions.publication.writing import Publisher
from smartregions.registry.change import Change, Received
from smartregions.registry.holder import Holder
from smartregions.web import published
from smartregions.web.holders import known, refuse_unless_granted, registry, spaces
from smartregions.web.languages import language
from smartregions.web.protocol import DIRECT_UPDATE, Asked
from smartregions.web.service import service


def respond(asked: Asked, update: str, who: Holder) -> Response:
    """The response to an update. Raises as `Publisher.write` does."""
    if "update" not in who.grants.operations:
        raise Forbidden(
            Message("The token of {holder} does not allow update.", holder=who.grants.holder)
        )
    g.query = update
    settings, form = service().settings, published.form()
    wanted = Wanted(
        graphs=who.grants.graphs,
        max_characters=settings.max_request_bytes,
        max_depth=settings.max_query_depth,
        default=_graphs(asked.default_graphs),
        named=_graphs(asked.named_graphs),
        spaces=spaces(who),
        known=known(who),
        form=form,
        language=language().tag,
    )

    def allowed(graph: str, _: Change | None) -> None:
        refuse_unless_granted(who, "update", graph)

    text = update.encode()
    task = Task(UPDATE, asdict(wanted), text, asked.options.seconds)
    publisher = Publisher(registry(), service().index)
    received = Received(text, DIRECT_UPDATE)
    outcome = publisher.publish(task, received, who.grants.holder, allowed)
    return published.respond(outcome, who, form)


def _graphs(iris: tuple[str, ...]) -> tuple[str, ...]:
    for iri in iris:
        try:
            NamedNode(iri)
        except ValueError:
            raise BadRequest(
                Message("{iri} is not an absolute IRI, so it names no graph.", iri=repr(iri))
            ) from None
    return iris
