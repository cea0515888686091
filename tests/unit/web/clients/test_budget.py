"""The bucket in parts is the bucket of the book, whoever spends from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartregions.web.clients.budget import Budget, Part

NOTHING = Part(0.0, 0.0)
PROCESSES = 4

amounts = st.floats(0.0, 60.0)
pauses = st.floats(0.0, 90.0)
spendings = st.lists(st.tuples(st.integers(0, PROCESSES - 1), pauses, amounts), max_size=40)


class PlainBucket:
    """A token bucket as it is usually written: one number, one time, one owner."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst, self.tokens, self.time = rate, burst, burst, 0.0

    def pass_to(self, now: float) -> None:
        self.tokens = min(self.burst, self.tokens + self.rate * (now - self.time))
        self.time = now

    def take(self, amount: float) -> None:
        self.tokens -= amount


def spend(budget: Budget, parts: list[Part], process: int, amount: float, now: float) -> None:
    others = parts[:process] + parts[process + 1 :]
    parts[process] = budget.spending(parts[process], others, amount, now)


@given(spendings, st.floats(0.01, 4.0), st.floats(1.0, 200.0))
def test_one_after_another_the_processes_keep_the_bucket_of_the_book(
    spent: list[tuple[int, float, float]], rate: float, burst: float
) -> None:
    budget, plain = Budget(rate, burst), PlainBucket(rate, burst)
    parts, now = [NOTHING] * PROCESSES, 1000.0
    for process, pause, amount in spent:
        now += pause
        plain.pass_to(now)
        tokens = burst - budget.spent(parts, now)
        assert tokens == pytest.approx(plain.tokens, abs=1e-6)
        assert budget.allows(budget.spent(parts, now)) == (tokens > 0)
        spend(budget, parts, process, amount, now)
        plain.take(amount)


@given(spendings, amounts, amounts)
def test_two_that_spend_in_the_same_moment_lose_nothing(
    before: list[tuple[int, float, float]], first: float, second: float
) -> None:
    budget = Budget(1.0, 120.0)
    parts, now = [NOTHING] * PROCESSES, 1000.0
    for process, pause, amount in before:
        now += pause
        spend(budget, parts, process, amount, now)
    level = budget.spent(parts, now)
    seen = list(parts)
    spend(budget, parts, 0, first, now)
    spend(budget, seen, 1, second, now)
    parts[1] = seen[1]
    least = level + first + second
    assert least - 1e-6 <= budget.spent(parts, now) <= least + level + 1e-6


@given(spendings)
def test_after_the_wait_there_is_something_to_spend(
    spent: list[tuple[int, float, float]],
) -> None:
    budget = Budget(0.5, 20.0)
    parts, now = [NOTHING] * PROCESSES, 1000.0
    for process, pause, amount in spent:
        now += pause
        spend(budget, parts, process, amount, now)
    wait = budget.wait(budget.spent(parts, now))
    assert (wait > 0) <= (not budget.allows(budget.spent(parts, now)))
    assert budget.spent(parts, now + wait) <= budget.burst + 1e-6
    assert budget.spent(parts, now + wait + 1) < budget.burst


def test_a_burst_is_there_once_and_comes_back_at_the_rate() -> None:
    budget = Budget(rate=1.0, burst=120.0)
    part = budget.spending(NOTHING, [], 150.0, 1000.0)
    assert not budget.allows(budget.spent([part], 1000.0))
    assert budget.wait(budget.spent([part], 1000.0)) == pytest.approx(30.0)
    assert budget.spent([part], 1150.0) == 0.0
    assert budget.spent([part], 9999.0) == 0.0


def test_a_clock_that_is_behind_that_of_another_part_changes_nothing() -> None:
    budget = Budget(1.0, 120.0)
    ahead = Part(10.0, 1000.5)
    own = budget.spending(NOTHING, [ahead], 5.0, 1000.0)
    assert budget.spent([own, ahead], 1000.5) == pytest.approx(15.0)
