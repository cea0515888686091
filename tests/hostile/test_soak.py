"""The soak of `python tests/soak`, for some seconds: nobody feels what another client sends."""

from __future__ import annotations

from soak import soak

SECONDS = 8
CLIENTS = 32
SETTINGS = {"query_seconds": "5", "query_bytes": str(256 << 20), "queries_waiting": "40"}
"""Ordinary questions end long before, on a busy machine, too. All may wait, with what the hostile
one may ask at once: none is refused, however slow the machine is."""


def test_a_hostile_client_costs_nobody_an_answer() -> None:
    found = soak.run(SECONDS, CLIENTS, SETTINGS)
    for tally in (found.alone, found.beside):
        assert not tally.wrong, tally.wrong[:3]
        assert not tally.refused, tally.refused[:3]
        assert not tally.failed, tally.failed[:3]
        assert len(tally.seconds) > CLIENTS
    assert not found.deaths
    assert sum(found.attacked.values()) > 0
