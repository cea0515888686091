"""How many slips lie between two names."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from smartregions.validation.nearest import slips

NAMES = st.text("ab", max_size=9)


def by_definition(a: str, b: str) -> int:
    """The restricted edit distance of Damerau and Levenshtein, from its recurrence."""

    @cache
    def between(i: int, j: int) -> int:
        if not (i and j):
            return i or j
        is_other = a[i - 1] != b[j - 1]
        ways = [between(i - 1, j) + 1, between(i, j - 1) + 1, between(i - 1, j - 1) + is_other]
        if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
            ways.append(between(i - 2, j - 2) + 1)
        return min(ways)

    return between(len(a), len(b))


@given(NAMES, NAMES, st.integers(0, 9))
def test_slips_are_counted_up_to_a_limit(a: str, b: str, limit: int) -> None:
    assert min(slips(a, b, limit), limit + 1) == min(by_definition(a, b), limit + 1)


def test_long_names_with_few_slips_are_compared_at_once() -> None:
    """A process that answers compares them; all of both names, that took minutes."""
    long = "ab" * 2_500
    for place in range(2, 22):
        assert slips(f"x{long}", f"{long[:place]}{long[place + 1 :]}yy", 4) == 4
