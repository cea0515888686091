"""What the operator of a running service sees and does about queries."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from live.asking import Answer, Request
from live.service import Service

RUNNING = "/queries/running"
TOKEN = "0123456789abcdef0123456789abcdef"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
"""For a service whose operator has this token."""


def running(service: Service) -> Sequence[Mapping[str, Any]]:
    """The queries that run."""
    answer = service.ask(Request(RUNNING, headers=AUTHORIZED))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["cache-control"] == "no-store"
    queries: list[Mapping[str, Any]] = answer.json()["queries"]
    return queries


def seen(service: Service, client: str, count: int = 1) -> Sequence[Mapping[str, Any]]:
    """The running queries of a client, once there are so many."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = [one for one in running(service) if one["client"] == client]
        if len(found) == count:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{count} queries of {client} were never seen together")


def stop(service: Service, one: Mapping[str, Any]) -> Answer:
    """The answer to who ends one of those that run."""
    return service.ask(Request(f"{RUNNING}/{one['id']}", "DELETE", AUTHORIZED))
