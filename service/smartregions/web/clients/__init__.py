"""Clients: who they are, what each may use, what is told of them to the operator."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from flask import Flask, Response, request

from smartregions.settings import Settings, networks
from smartregions.web.clients import lines, metrics, running
from smartregions.web.clients.access import described
from smartregions.web.clients.accounted import AccountedIndex
from smartregions.web.clients.budget import Budget
from smartregions.web.clients.client import Clients
from smartregions.web.clients.ledger import Ledger
from smartregions.web.clients.scope import KEY, Scope, client, client_if_any
from smartregions.web.clients.sharing import Alone, Tables
from smartregions.web.service import Service

_REFUSALS = (401, 403, 413, 429)
_FOLDER = "clients"


def install(app: Flask, held: Service, run: Path | None = None) -> Service:
    """Keep account of the clients of an app; the service whose index does.

    `run` is the directory that the processes of one service share; without it, an app is alone.
    """
    settings = held.settings
    ledger = _ledger(settings, run)
    clients = Clients(networks(settings.trusted_proxies), settings.forwarded_header)
    index = AccountedIndex(held.index, ledger, settings, partial(client_if_any, clients))
    app.extensions[KEY] = Scope(clients, ledger, index.stop)
    app.register_blueprint(running.blueprint)
    app.register_blueprint(metrics.blueprint)
    app.after_request(_told)
    return replace(held, index=index)


def _ledger(settings: Settings, run: Path | None) -> Ledger:
    queries = settings.queries_at_once
    tables = Tables(run / _FOLDER, queries) if run else Alone(queries)
    budget = Budget(settings.client_seconds / 60, settings.client_burst_seconds)
    return Ledger(tables, budget, at_once(settings))


def at_once(settings: Settings) -> int:
    """The queries of one client: as chosen, or by default fewer than there are workers."""
    chosen = settings.requests_per_client
    if chosen != Settings().requests_per_client:
        return chosen
    return min(chosen, max(1, settings.queries_at_once - 1))


def _told(response: Response) -> Response:
    if response.status_code in _REFUSALS:
        lines.tell(
            "refused",
            **described(client().name, request.environ, response.status, dict(response.headers)),
        )
    return response
