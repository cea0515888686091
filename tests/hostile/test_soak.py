"""The soak of `python tests/soak`, for some seconds: nobody feels what another client sends."""

from __future__ import annotations

from soak import soak

SECONDS = 2
CLIENTS = 32
LEAST = soak.Least(answers=50 * CLIENTS, rounds=1, hurry="1")
"""What must be seen is counted, for a busy machine does less in the same time."""
SETTINGS = {"query_seconds": "20", "query_bytes": str(256 << 20), "queries_waiting": "40"}
"""Ordinary questions end long before, on a busy machine, too; the hostile client hurries its own.
All may wait, with what the hostile one may ask at once: none is refused, however slow the machine
is."""


def test_a_hostile_client_costs_nobody_an_answer() -> None:
    found = soak.run(SECONDS, CLIENTS, SETTINGS, least=LEAST)
    for tally in (found.alone, found.beside):
        assert not tally.wrong, tally.wrong[:3]
        assert not tally.refused, tally.refused[:3]
        assert not tally.failed, tally.failed[:3]
        assert len(tally.seconds) >= LEAST.answers
    assert not found.deaths
    assert found.rounds >= LEAST.rounds
    assert found.attacked["503 deadline"] > 0
