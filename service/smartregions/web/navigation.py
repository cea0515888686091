"""The places that every page leads to: those that this service has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, current_app, request

from smartregions.web.languages import gettext, msgid
from smartregions.web.tables import described

KEY = "smartregions.places"


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation, and the beginnings of the addresses that belong to it."""

    path: str
    label: str
    covers: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether an address is this place or lies within it."""
        return any(path == own or path.startswith(own + "/") for own in (self.path, *self.covers))


PLACES = (
    Place("/regions", msgid("Regions"), ("/doc/region",)),
    Place("/actors", msgid("Actors"), ("/doc/actor",)),
    Place("/projects", msgid("Projects"), ("/doc/project",)),
    Place("/matches", msgid("Matches"), ("/consortia",)),
    Place("/matrix", msgid("Matrix")),
    Place("/network", msgid("Network")),
    Place("/monitoring", msgid("Monitoring")),
    Place("/queries", msgid("Questions")),
    Place("/sparql", msgid("SPARQL")),
    Place("/validate", msgid("Validate")),
    Place("/ontology", msgid("Ontology"), ("/shapes", "/scheme")),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as a page shows it."""

    path: str
    label: str
    is_here: bool


def install(app: Flask) -> None:
    """Let the app's templates show where one can go."""
    app.jinja_env.globals.update(navigation=navigation, exists=exists, described=described)


def navigation() -> Sequence[Entry]:
    """The places in order, in the language of the request."""
    return [
        Entry(place.path, gettext(place.label), place.holds(request.path))
        for place in PLACES
        if exists(place.path)
    ]


def exists(path: str) -> bool:
    """Whether this service has such a rule: an address with its parts to fill in, if it has any."""
    known = current_app.extensions.get(KEY)
    if known is None:
        known = frozenset(rule.rule for rule in current_app.url_map.iter_rules())
        current_app.extensions[KEY] = known
    return path in known
