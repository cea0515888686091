"""Did you mean? The nearest of some names, by the number of single-character slips."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str], most: int | None = None) -> str | None:
    """The candidate with the fewest slips, at most `most` (by default a third of the name).

    Case costs nothing but breaks ties; among equals the first in alphabetical order wins.
    """
    limit = max(1, len(name) // 3) if most is None else most
    near = (
        (slips(name.lower(), candidate.lower(), limit), candidate != name, candidate)
        for candidate in sorted(candidates)
        if abs(len(candidate) - len(name)) <= limit
    )
    best = min(near, default=None)
    return best[2] if best and best[0] <= limit else None


def slips(a: str, b: str, limit: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours from `a` to `b`.

    Any number above `limit` means "more than `limit`". Looked at is what is so near the diagonal:
    of long names with few slips hardly anything (Ukkonen, Algorithms for approximate string
    matching, 1985).
    """
    over = limit + 1
    if abs(len(a) - len(b)) > limit:
        return over
    before: list[int] = []
    row = [min(j, over) for j in range(len(b) + 1)]
    for i, left in enumerate(a, 1):
        above, row = row, [min(i, over)] + [over] * len(b)
        for j in range(max(1, i - limit), min(len(b), i + limit) + 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (left != b[j - 1]))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == b[j - 1]:
                cost = min(cost, before[j - 2] + 1)
            row[j] = min(cost, over)
        if min(row) > limit:
            return over
        before = above
    return row[-1]
