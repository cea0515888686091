"""What things without a label of their own are called on a page, in the language of the request."""

from __future__ import annotations

from flask import Flask

from smartregions import namespaces as ns
from smartregions.registry.change import OPERATOR, REPOSITORY
from smartregions.web.finding.names import Text, names
from smartregions.web.languages import gettext, language, msgid
from smartregions.web.tables import shortened

_KINDS = {
    "change": msgid("change"),
    "revision": msgid("state"),
    "rules": msgid("rules"),
    "file": msgid("file"),
}
"""What the log of changes tells of, by what stands before its number or digest."""
_GRAPHS = {
    ns.BASE + "catalog": msgid("Catalogue"),
    ns.GRAPH + "provenance": msgid("Log of changes"),
}
"""Those that no dataset of the catalogue has, for they are made of others."""
_AGENTS = {REPOSITORY: msgid("the installation"), OPERATOR: msgid("who runs this service")}
_DIGEST = 8
"""Characters of a digest by which people tell it from others."""


def install(app: Flask) -> None:
    """Have the app's templates call graphs by their titles."""
    app.jinja_env.globals.update(graph_title=graph, agent_name=agent)


def agent(name: str) -> str:
    """Who made a change: an operator by its own name, the installation by words of ours."""
    return gettext(_AGENTS[name]) if name in _AGENTS else name


def label(iri: str) -> Text | None:
    """What the data call it, else a few words of ours; None where there is neither."""
    if found := names().called(iri).label(language().tag):
        return found
    if iri.startswith(ns.GRAPH) or iri in _GRAPHS:
        return graph(iri)
    if iri.startswith(ns.DATASET) and iri.endswith("#rights"):
        return Text(gettext("rights"))
    kind, slash, end = iri.removeprefix(ns.ID).partition("/")
    if not iri.startswith(ns.ID) or not slash or kind not in _KINDS or "#" in end:
        return None
    return Text(f"{gettext(_KINDS[kind])} {end[:_DIGEST]}")


def graph(iri: str, dataset: str = "") -> Text:
    """The title of the dataset that has a graph, by default of the one of its name."""
    for each in (dataset, ns.DATASET + iri.removeprefix(ns.GRAPH)):
        if found := names().called(each).label(language().tag):
            return found
    if iri in _GRAPHS:
        return Text(gettext(_GRAPHS[iri]))
    return Text(shortened(iri))
