"""As many workers as the memory carries, and never none."""

from __future__ import annotations

import psutil
import pytest

from smartregions.index.capacity import memory, workers

GIB = 1 << 30


@pytest.mark.parametrize(
    ("available", "count"), [(24 * GIB, 4), (4 * GIB, 3), (2 * GIB, 1), (GIB // 4, 1)]
)
def test_workers_are_as_many_as_memory_carries_and_at_most_as_asked_for(
    available: int, count: int
) -> None:
    assert workers(4, GIB, available) == count


def test_the_memory_is_not_more_than_the_machine_has() -> None:
    assert 0 < memory() <= psutil.virtual_memory().total
