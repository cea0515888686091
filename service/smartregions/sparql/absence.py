"""FILTER NOT EXISTS as MINUS, where both take away the same rows.

The engine evaluates the joins in an EXISTS anew for each row, without what the row binds: a gap of
a matrix, for which there is nothing to be found, takes as long as all of its capabilities. The
joins of a MINUS are evaluated once.

Both take away a row for which the pattern has a solution that agrees with it in all variables that
both bind (SPARQL 1.1, sections 18.5 and 18.6). They differ where a filter of the pattern asks for a
variable that only the row binds, where a path of length zero starts at what the row binds, and
where both have no variable in common, of which MINUS takes nothing away. In an OPTIONAL the row of
a filter is more than that of the group (section 18.2.2.6): there, what the pattern shares with the
rest of the query must be bound by the group itself. None of the rest is touched.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from smartregions.sparql.edits import edited
from smartregions.sparql.estimates import Estimator, variable
from smartregions.sparql.groups import groups
from smartregions.sparql.narrowing import WORTH, narrowing
from smartregions.sparql.nature import is_volatile
from smartregions.sparql.patterns import Group, Pattern
from smartregions.sparql.prologue import prologue
from smartregions.sparql.reorder import joined
from smartregions.sparql.statistics import Statistics
from smartregions.sparql.tokens import Token

ROWS = 8
"""Rows from which it is worth it: for a few, the engine may find soon what is there."""
_NEUTRAL = "FILTER(true)"
_NOT = ("NOT", "!")
_OWN = ("where", "absent", "exists", "minus")
"""Roles of groups that are solved by themselves, or for each row anew."""
_UNSEEN = ("absent", "exists", "minus")
"""Roles of groups that bind nothing for what is around them."""


def without_absence(
    text: str,
    statistics: Statistics,
    read: Sequence[Token],
    rows: float = ROWS,
    worth: float = WORTH,
) -> str:
    """The query with MINUS in the place of FILTER NOT EXISTS wherever that is sooner done.

    It has the same solutions, each as often; places in an error message are not those of the
    original. `read` are the tokens of the text. It is done from so many `rows` on, and what is
    taken away is narrowed to what the group can hold where that makes it so many times cheaper
    (`worth`).
    """
    if "\\" in text or not _may_have_any(text, read) or is_volatile(text, read):
        return text
    found = groups(text, read)
    estimator = Estimator(statistics, prologue(read).prefixes)
    edits: list[tuple[int, int, str]] = []
    for group in found:
        end = _end_of_clause(group, read) if group.role == "absent" else None
        if end is None or group.parent is None:
            continue
        around = _around(group.parent, found)
        if _may_be_taken_away(group, around, found, read) and _rows(around, estimator) >= rows:
            inside = around[0]
            more = narrowing([*_patterns(group)], _patterns(inside), estimator, read, worth)
            first = "".join(f" {pattern} ." for pattern in more)
            minus = f" MINUS {{{first}{text[group.start + 1 : group.end + 1]} "
            edits.append((group.clause, end, _NEUTRAL))
            edits.append((inside.end, inside.end, minus))
    return edited(text, sorted(edits))


def _end_of_clause(group: Group, read: Sequence[Token]) -> int | None:
    """Where its FILTER ends; None where that is more than the absence in parentheses."""
    first, last = _index(read, group.clause), _index(read, group.end)
    opened = sum(token.content == "(" for token in read[first : _index(read, group.start)])
    behind = read[last + 1 : last + 1 + opened]
    if any(token.content != ")" for token in behind):
        return None
    return (behind or read[last:])[-1 if behind else 0].end


def _index(read: Sequence[Token], start: int) -> int:
    return bisect_left(read, start, key=lambda token: token.start)


def _around(number: int, found: Sequence[Group]) -> list[Group]:
    """The group and those around it, up to what the (sub-)query asks for."""
    chain = [found[number]]
    while chain[-1].role not in _OWN and (parent := chain[-1].parent) is not None:
        chain.append(found[parent])
    return chain


def _may_have_any(text: str, read: Sequence[Token]) -> bool:
    """Few texts have the word at all."""
    if "exists" not in text.lower():
        return False
    pairs = zip(read, read[1:], strict=False)
    return any(token.content.upper() in _NOT and after.is_word("EXISTS") for token, after in pairs)


def _may_be_taken_away(
    group: Group, around: Sequence[Group], found: Sequence[Group], read: Sequence[Token]
) -> bool:
    """Whether MINUS takes the same away, and what is joined is more than one pattern."""
    inside = around[0]
    if not group.only_joins or any(_is_in(each, group) for each in found):
        return False
    if around[-1].role != "where" or _is_sought(around[-1], found):
        return False
    patterns = list(_patterns(group))
    if len(patterns) < 2 or any(len(pattern.path) != 1 for pattern in patterns):
        return False
    own, bound = set(_variables(patterns)), set(_variables(_patterns(inside)))
    if not _named(group, read) <= own or own.isdisjoint(bound):
        return False
    return inside.role == "where" or own & _bound_outside(inside, found, read) <= bound


def _is_sought(group: Group, found: Sequence[Group]) -> bool:
    """Whether it stands in an EXISTS, which is solved for each row anew."""
    while group.parent is not None:
        group = found[group.parent]
        if group.role in ("absent", "exists"):
            return True
    return False


def _is_in(group: Group, other: Group) -> bool:
    return other.start < group.start < other.end


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
    return _names(read[_index(read, group.start) : _index(read, group.end)])


def _names(read: Iterable[Token]) -> set[str]:
    return {"?" + token.content[1:] for token in read if token.kind == "variable"}


def _bound_outside(inside: Group, found: Sequence[Group], read: Sequence[Token]) -> set[str]:
    """The variables that anything but the group may bind: all that is not only looked for."""
    unseen = {each.start: each.end for each in found if each.role in _UNSEEN or each is inside}
    names: set[str] = set()
    at = 0
    while at < len(read):
        if (end := unseen.get(read[at].start)) is not None:
            at = _index(read, end)
        else:
            names |= _names(read[at : at + 1])
        at += 1
    return names


def _rows(around: Sequence[Group], estimator: Estimator) -> float:
    """How many the group is expected to have, alone or for what is around it."""
    own = [estimator.estimate(pattern) for pattern in _patterns(around[0])]
    if len(around) == 1:
        return joined(own)
    more = [estimator.estimate(pattern) for each in around[1:] for pattern in _patterns(each)]
    return min(joined(own), joined(own + more))
