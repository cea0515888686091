"""kill -9 at random during load: who survives goes on answering, and what is answered is right."""

from __future__ import annotations

import pytest

from live.processes import Role
from soak import kills

SECONDS = 3.0
CLIENTS = 16
SPARE_SECONDS = 20.0
"""For a machine that is busier then than at the start."""


@pytest.mark.parametrize("role", ["worker", "keeper"])
def test_a_process_of_the_index_may_die_and_nobody_feels_it(role: Role) -> None:
    found = kills.run(SECONDS, CLIENTS, {}, 2, [role])
    assert found.deaths[role]
    assert not found.tally.wrong, found.tally.wrong[:3]
    assert not found.tally.refused, found.tally.refused[:3]
    assert not found.tally.failed, found.tally.failed[:3]
    assert max(found.returns) < found.cold_start + SPARE_SECONDS


def test_a_web_process_takes_its_own_connections_with_it_and_no_others() -> None:
    found = kills.run(SECONDS, CLIENTS, {}, 3, ["web"])
    assert found.deaths["web"] > 1
    assert not found.tally.wrong, found.tally.wrong[:3]
    assert not found.tally.refused, found.tally.refused[:3]
    assert len(found.tally.failed) <= found.deaths["web"] * CLIENTS
    assert max(found.returns) < found.cold_start + SPARE_SECONDS


def test_whatever_dies_in_whatever_order_no_answer_is_wrong() -> None:
    found = kills.run(2 * SECONDS, CLIENTS, {}, 4)
    assert not found.tally.wrong, found.tally.wrong[:3]
    assert len(found.tally.seconds) > CLIENTS
    assert max(found.returns) < found.cold_start + SPARE_SECONDS
