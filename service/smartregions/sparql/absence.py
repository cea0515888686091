"""FILTER NOT EXISTS as MINUS, where both take away the same rows.

The engine evaluates the joins in an EXISTS anew for each row, without what the row binds: a gap of
a matrix, for which there is nothing to be found, takes as long as all of its capabilities. The
joins of a MINUS are evaluated once.

Both take away a row for which the pattern has a solution that agrees with it in all variables that
both bind (SPARQL 1.1, sections 18.5 and 18.6). They differ where a filter of the pattern asks for a
variable that only the row binds, where a path of length zero starts at what the row binds, and
where both have no variable in common, of which MINUS takes nothing away. None of that is touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smartregions.sparql.edits import edited
from smartregions.sparql.estimates import Estimate, Estimator, variable
from smartregions.sparql.groups import groups
from smartregions.sparql.nature import is_volatile
from smartregions.sparql.patterns import Group, Pattern
from smartregions.sparql.prologue import prologue
from smartregions.sparql.reorder import ordered
from smartregions.sparql.statistics import Statistics
from smartregions.sparql.tokens import Token

ROWS = 8
"""Rows from which it is worth it: for a few, the engine may find soon what is there."""
_NEUTRAL = "FILTER(true)"


def without_absence(
    text: str, statistics: Statistics, read: Sequence[Token], rows: float = ROWS
) -> str:
    """The query with MINUS in the place of FILTER NOT EXISTS wherever that is sooner done.

    It has the same solutions, each as often; places in an error message are not those of the
    original. `read` are the tokens of the text.
    """
    if not _may_have_any(read) or is_volatile(text, read) or "\\" in text:
        return text
    found = groups(text, read)
    estimator = Estimator(statistics, prologue(read).prefixes)
    edits: list[tuple[int, int, str]] = []
    for group in found:
        around = None if group.parent is None else found[group.parent]
        if around is None or not _may_be_taken_away(group, around, found, read):
            continue
        if _rows([estimator.estimate(pattern) for pattern in _patterns(around)]) >= rows:
            edits.append((group.clause, group.end + 1, _NEUTRAL))
            edits.append((around.end, around.end, f" MINUS {text[group.start : group.end + 1]} "))
    return edited(text, sorted(edits))


def _may_have_any(read: Sequence[Token]) -> bool:
    pairs = zip(read, read[1:], strict=False)
    return any(token.is_word("NOT") and after.is_word("EXISTS") for token, after in pairs)


def _may_be_taken_away(
    group: Group, around: Group, found: Sequence[Group], read: Sequence[Token]
) -> bool:
    """Whether MINUS takes the same away, and what is joined is more than one pattern."""
    if group.role != "absent" or around.role != "where" or not group.only_joins:
        return False
    if any(each.parent is not None and found[each.parent] is group for each in found):
        return False
    patterns = list(_patterns(group))
    if len(patterns) < 2 or any(len(pattern.path) != 1 for pattern in patterns):
        return False
    own = set(_variables(patterns))
    return _named(group, read) <= own and not own.isdisjoint(_variables(_patterns(around)))


def _patterns(group: Group) -> Iterator[Pattern]:
    return (pattern for run in group.runs for pattern in run.patterns)


def _variables(patterns: Iterator[Pattern] | Sequence[Pattern]) -> Iterator[str]:
    """Those that every solution of these patterns binds; blank nodes are not seen outside."""
    for pattern in patterns:
        for term in (pattern.subject, pattern.verb, pattern.object):
            name = variable(term)
            if name is not None and name.startswith("?"):
                yield name


def _named(group: Group, read: Sequence[Token]) -> set[str]:
    """All variables in its text, those of its filters included."""
    within = (token for token in read if group.start <= token.start < group.end)
    return {"?" + token.content[1:] for token in within if token.kind == "variable"}


def _rows(estimates: Sequence[Estimate]) -> float:
    """How many the join of these patterns is expected to have."""
    rows, bound = 1.0, dict[str, float]()
    for place in ordered(estimates, {}):
        rows *= estimates[place].rank(bound)[1]
        for name, distinct in estimates[place].distinct.items():
            bound[name] = min(distinct, bound.get(name, distinct))
    return rows
