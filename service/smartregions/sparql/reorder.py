"""The order of a query's triple patterns, made good by statistics of the data.

The engine joins in the written order whatever its own rules, which know no data, find equal.
A join is commutative: within one basic graph pattern, any order has the same solutions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from smartregions.sparql.edits import edited
from smartregions.sparql.estimates import Estimate, Estimator, variable
from smartregions.sparql.groups import groups
from smartregions.sparql.patterns import Group, Run
from smartregions.sparql.statistics import Statistics
from smartregions.sparql.tokens import Token, tokens

LONGEST = 40
"""The patterns of a run that is still ordered; the time grows with the square of it."""
STARTS = 4
"""The patterns from which an order is tried, the smallest ones."""
WORTH = 0.8
"""The part of the written order's cost that a better one may have."""
GROWTH = 4
"""How many times longer a query may become, since lists of `;` and `,` are written out."""


def reorder(text: str, statistics: Statistics, read: Sequence[Token] | None = None) -> str:
    """The query with its triple patterns in a good order, or as it is.

    It has the same solutions, each as often. What SPARQL leaves open may come out otherwise: the
    rows that a LIMIT without ORDER BY keeps, a SAMPLE, the order in a GROUP_CONCAT, the last digits
    of a sum of doubles. Places in an error message are those of this text, not of the original.
    `read` are the tokens of the text, if they are known already.
    """
    if "\\u" in text or "\\U" in text:
        return text
    read = list(tokens(text)) if read is None else read
    prefixes = _prefixes(read)
    if any(t.kind == "name" and t.content.partition(":")[0] not in prefixes for t in read):
        return text
    edits = sorted(_edits(groups(text, read), Estimator(statistics, prefixes)))
    better = edited(text, edits)
    return better if len(better) <= GROWTH * len(text) else text


def _prefixes(read: Sequence[Token]) -> dict[str, str]:
    """The prefixes that the prologue declares; what they stand for is not made absolute."""
    declared = {}
    at = 0
    while at + 2 < len(read) and read[at].is_word("PREFIX", "BASE"):
        if read[at].is_word("PREFIX"):
            declared[read[at + 1].content.rstrip(":")] = read[at + 2].content[1:-1]
            at += 1
        at += 2
    return declared


def _edits(found: Sequence[Group], estimator: Estimator) -> Iterator[tuple[int, int, str]]:
    scopes: list[_Scope] = []
    for group in found:
        apart = group.alone or group.parent is None
        bound = {variable(name) or name: 1.0 for name in group.bound}
        scope = _Scope(None if apart else scopes[group.parent or 0], bound)
        for run in group.runs:
            estimates = [estimator.estimate(pattern) for pattern in run.patterns]
            if 1 < len(estimates) <= LONGEST:
                yield from _edit(run, ordered(estimates, scope.known(estimates)))
            for estimate in estimates:
                _learn(scope.values, estimate)
        scopes.append(scope)


@dataclass(frozen=True, slots=True)
class _Scope:
    """The variables of a group, by their number of distinct values, and those around it."""

    outer: _Scope | None
    values: dict[str, float]

    def known(self, estimates: Iterable[Estimate]) -> dict[str, float]:
        """Those variables of the patterns that are bound already."""
        names = {name for estimate in estimates for name in estimate.distinct}
        return {name: found for name in names if (found := self._find(name)) is not None}

    def _find(self, name: str) -> float | None:
        scope: _Scope | None = self
        while scope is not None:
            if name in scope.values:
                return scope.values[name]
            scope = scope.outer
        return None


def _edit(run: Run, order: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    if list(order) == sorted(order):
        return
    patterns = iter(order)
    for segment in run.segments:
        chosen = [str(run.patterns[next(patterns)]) for _ in range(segment.count)]
        yield segment.start, segment.end, " . ".join(chosen)


def ordered(estimates: Sequence[Estimate], known: Mapping[str, float]) -> list[int]:
    """The places of the patterns in the order in which to join them.

    From each of the smallest patterns, the next is always the one that leaves the fewest rows, and
    one that shares no variable with what is bound only when all others do not either. The cheapest
    of these orders is taken, the written one where it is not much dearer.
    `known` are variables that are bound from outside, by their number of distinct values.
    """
    best = list(range(len(estimates)))
    least = _cost(estimates, known) * WORTH
    ranks = {place: estimates[place].rank(known) for place in best}
    starts = sorted(best, key=lambda place: ranks[place])[:STARTS]
    for start in starts:
        if ranks[start][0] == ranks[starts[0]][0]:
            order, cost = _greedy(estimates, start, known, least)
            if cost < least:
                best, least = order, cost
    return best


def joined(estimates: Sequence[Estimate]) -> float:
    """How many rows the join of these patterns is expected to have."""
    rows, bound = 1.0, dict[str, float]()
    for estimate in _in_order(estimates):
        rows *= estimate.rank(bound)[1]
        _learn(bound, estimate)
    return rows


def cost(estimates: Sequence[Estimate]) -> float:
    """All rows that the joins of these patterns are expected to make, in a good order."""
    return _cost(_in_order(estimates), {})


def _in_order(estimates: Sequence[Estimate]) -> list[Estimate]:
    many = len(estimates) > LONGEST
    return [
        estimates[place] for place in ([*range(len(estimates))] if many else ordered(estimates, {}))
    ]


def _greedy(
    estimates: Sequence[Estimate], start: int, known: Mapping[str, float], limit: float
) -> tuple[list[int], float]:
    """The order from this start, and all rows that its joins make; cut off at the limit."""
    bound = dict(known)
    left = [place for place in range(len(estimates)) if place != start]
    order = [start]
    rows = cost = estimates[start].rank(known)[1]
    while left and cost < limit:
        _learn(bound, estimates[order[-1]])
        ranks = [estimates[place].rank(bound) for place in left]
        best = min(ranks)
        rows *= best[1]
        cost += rows
        order.append(left.pop(ranks.index(best)))
    return order, cost


def _cost(estimates: Iterable[Estimate], known: Mapping[str, float]) -> float:
    """All rows that the joins make in the written order."""
    bound = dict(known)
    rows, cost = 1.0, 0.0
    for estimate in estimates:
        rows *= estimate.rank(bound)[1]
        cost += rows
        _learn(bound, estimate)
    return cost


def _learn(known: dict[str, float], estimate: Estimate) -> None:
    for name, distinct in estimate.distinct.items():
        known[name] = min(distinct, known.get(name, distinct))
