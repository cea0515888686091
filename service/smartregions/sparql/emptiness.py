"""What of a query can be asked alone, to find what leaves its answer empty.

Only the triple patterns that are joined in the outermost group are told apart; what else a query
holds (OPTIONAL, UNION, GRAPH, sub-selects, FILTER, VALUES) is left out and counted as one rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smartregions.sparql.groups import groups
from smartregions.sparql.patterns import Pattern
from smartregions.sparql.tokens import Token, tokens

MOST_VALUES = 20_000
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class Outline:
    """The patterns of a query, and the text around them that every question about them needs."""

    prologue: str
    dataset: str
    patterns: tuple[Pattern, ...]
    has_more: bool
    """Whether the query holds anything besides that can empty its answer."""

    def ask(self, patterns: Sequence[Pattern]) -> str:
        """Do these patterns match anything together?"""
        joined = " . ".join(str(pattern) for pattern in patterns)
        return f"{self.prologue}ASK {self.dataset}{{ {joined} }}"

    def select(self, variable: str, body: str) -> str:
        """Different values of a variable in a group, over the same data; not more than a moment
        is enough to go through."""
        return (
            f"{self.prologue}SELECT DISTINCT {variable} {self.dataset}"
            f"WHERE {{ {body} }} LIMIT {MOST_VALUES}"
        )


def outline(text: str) -> Outline | None:
    """The outline of a query; None where its outermost group is not surely understood."""
    read = list(tokens(text))
    found = groups(text, read)
    first = next((token for token in read if token.is_word(*_FORMS)), None)
    if not found or first is None:
        return None
    patterns = tuple(pattern for run in found[0].runs for pattern in run.patterns)
    if not patterns:
        return None
    words = {token.content.upper() for token in read if token.kind == "word"}
    more = len(found) > 1 or bool(words & {"FILTER", "VALUES", "BIND", "HAVING", "SERVICE"})
    dataset = "".join(_dataset(text, read))
    return Outline(text[: first.start], dataset, patterns, more)


def _dataset(text: str, read: Sequence[Token]) -> Iterator[str]:
    """The FROM clauses, which stand before the first brace."""
    for index, token in enumerate(read):
        if token.content == "{":
            return
        if token.is_word("FROM"):
            last = index + (2 if read[index + 1].is_word("NAMED") else 1)
            yield text[token.start : read[last].end] + " "
