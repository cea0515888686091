"""What the hooks and routes about clients work with: the ledger of the app, and the client of a
request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app, request

from smartregions.web.clients.client import Client, Clients
from smartregions.web.clients.current import current
from smartregions.web.clients.ledger import Ledger

KEY = "smartregions.clients"


@dataclass(frozen=True, slots=True)
class Scope:
    """How an app tells clients apart, what it counts of them, and how it stops a query."""

    clients: Clients
    ledger: Ledger
    stop: Callable[[int], bool]
    """Given the number of its job; whether that could be done."""


def scope() -> Scope:
    """That of the app that handles this request."""
    return cast("Scope", current_app.extensions[KEY])


def client() -> Client:
    """Who sent this request."""
    return scope().clients.of(request.environ)


def client_if_any(clients: Clients) -> Client | None:
    """Who sent the request that is being answered, if one is."""
    environ = current()
    return None if environ is None else clients.of(environ)
