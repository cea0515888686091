"""What is taken away from a group, narrowed to what the group can hold.

A MINUS is evaluated by itself. Where the group around it names one partnership, it would look for
the capabilities of all regions. So it is given those patterns of the group that leave less of it:
each row of the group matches them, and what agrees with the row does so too, with what the row
bound there. What they bind beside, the row and the MINUS must not have in common (SPARQL 1.1,
section 18.5, Minus): those variables have new names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count

from smartregions.sparql.estimates import Estimator, variable
from smartregions.sparql.patterns import Pattern
from smartregions.sparql.reorder import cost
from smartregions.sparql.tokens import Token

WORTH = 4
"""How many times fewer rows are to be made for patterns to be added."""


def narrowing(
    absent: Sequence[Pattern],
    around: Iterable[Pattern],
    estimator: Estimator,
    read: Iterable[Token],
    worth: float = WORTH,
) -> list[Pattern]:
    """The patterns to add to `absent`, of those that every solution around it matches.

    No solution that agrees with one around it is lost, and none is gained. `read` are the tokens of
    the query, which name no variable that is new here.
    """
    kept = {name for pattern in absent for name in _names(pattern)}
    simple = [pattern for pattern in around if len(pattern.path) == 1]
    new = _unused(read)
    added: list[Pattern] = []
    rows = _cost(absent, estimator)
    for part in _parts(simple, kept):
        more = [*added, *_renamed(part, kept, new)]
        fewer = _cost([*absent, *more], estimator)
        if fewer * worth <= rows:
            added, rows = more, fewer
    return added


def _names(pattern: Pattern) -> list[str]:
    terms = (pattern.subject, pattern.verb, pattern.object)
    return [name for name in map(variable, terms) if name is not None]


def _parts(patterns: Iterable[Pattern], kept: Collection[str]) -> list[list[Pattern]]:
    """Those that hang together by variables that are not kept, and have some that are."""
    parts: list[list[Pattern]] = []
    for pattern in patterns:
        own = {name for name in _names(pattern) if name not in kept}
        met = [part for part in parts if any(own.intersection(_names(each)) for each in part)]
        parts = [part for part in parts if part not in met]
        parts.append([each for part in met for each in part] + [pattern])
    return [part for part in parts if any(name in kept for each in part for name in _names(each))]


def _renamed(
    patterns: Iterable[Pattern], kept: Collection[str], new: Iterator[str]
) -> list[Pattern]:
    names: dict[str, str] = {}

    def term(text: str) -> str:
        name = variable(text)
        if name is None or name in kept:
            return text
        if name not in names:
            names[name] = next(new)
        return names[name]

    return [
        Pattern(term(each.subject), verb := term(each.verb), term(each.object), (verb,))
        for each in patterns
    ]


def _unused(read: Iterable[Token]) -> Iterator[str]:
    used = {token.content[1:] for token in read if token.kind == "variable"}
    return (f"?{name}" for number in count() if (name := f"n{number}") not in used)


def _cost(patterns: Iterable[Pattern], estimator: Estimator) -> float:
    return cost([estimator.estimate(pattern) for pattern in patterns])
