"""Who may write: whoever sends a token that holds, on the graphs that it names.

Every request looks into the registry, so that a token that was revoked is refused from then on.
"""

from __future__ import annotations

import uuid

from flask import request

from smartregions import namespaces as ns
from smartregions.errors import Forbidden
from smartregions.messages import Message
from smartregions.publication.description import FIELDS
from smartregions.registry.holder import ANY, Holder
from smartregions.registry.log import Registry
from smartregions.registry.tokens import Tokens
from smartregions.web.service import service

_DERIVED = ns.PROVENANCE_GRAPH
_RULES = (ns.ONTOLOGY_GRAPH, ns.SCHEMES_GRAPH, ns.SHAPES_GRAPH)


def registry() -> Registry:
    """The registry of this service. Raises Forbidden when it has none."""
    found = service().registry
    if found is None:
        raise Forbidden(Message("Nothing is kept here, so nothing can be written."))
    return found


def holder() -> Holder:
    """Who sent this request. Raises Unauthorized and Forbidden."""
    header = request.headers.get("Authorization")
    sent = header.encode("latin-1", "replace") if header is not None else None
    return Tokens(registry().database).authenticate(sent)


def refuse_unless_granted(who: Holder, operation: str, graph: str) -> None:
    """Return when the token allows the operation on the graph. Raises Forbidden."""
    if graph == _DERIVED:
        raise Forbidden(
            Message(
                "<{graph}> follows from the log of changes, and cannot be written.", graph=graph
            )
        )
    if graph == ns.DEFAULT_GRAPH and service().dataset.is_union:
        raise Forbidden(
            Message("<{graph}> is the merge of all graphs, and cannot be written.", graph=graph)
        )
    if graph in _RULES and graph not in who.grants.graphs:
        raise Forbidden(
            Message(
                "<{graph}> comes with the installation; a token must name it in full.", graph=graph
            )
        )
    if not who.may(operation, graph):
        raise Forbidden(
            Message(
                "The token of {holder} does not allow {operation} on <{graph}>. It allows "
                "{operations} on {graphs}.",
                holder=who.grants.holder,
                operation=operation,
                graph=graph,
                operations=", ".join(who.grants.operations),
                graphs=", ".join(who.grants.graphs),
            )
        )


def new_graph(who: Holder) -> str:
    """A name that no graph has, below what the token allows. Raises Forbidden.

    See section 5.5 of the Graph Store Protocol.
    """
    folders = [one for one in who.grants.graphs if one.endswith(("/", "#"))]
    if not folders and ANY not in who.grants.graphs:
        raise Forbidden(
            Message("The token names single graphs only: say which one, /graphs?graph=IRI.")
        )
    return (folders[0] if folders else ns.GRAPH) + str(uuid.uuid4())


def spaces(who: Holder) -> tuple[str, ...] | None:
    """Of the IRIs that may be described; None for all."""
    return None if ANY in who.grants.subjects else who.grants.subjects


def known(who: Holder) -> tuple[tuple[str, str], ...]:
    """What the token says of the graphs that are written with it."""
    return tuple((name, getattr(who.grants, name)) for name in FIELDS)
