"""What of a query can be asked alone, to find what leaves its answer empty.

Only the triple patterns that are joined in the outermost group, or in a GRAPH that is all of it,
are told apart; what else a query holds (OPTIONAL, UNION, sub-selects, FILTER, VALUES) is left out
and counted as one rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smartregions.sparql.groups import groups
from smartregions.sparql.patterns import Group, Pattern
from smartregions.sparql.prologue import dataset_terms, prologue
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
    within: str = ""
    """GRAPH and its name, where the patterns stand in one."""

    def ask(self, patterns: Sequence[Pattern]) -> str:
        """Do these patterns match anything together?"""
        joined = " . ".join(str(pattern) for pattern in patterns)
        group = f"{self.within} {{ {joined} }}" if self.within else joined
        return f"{self.prologue}ASK {self.dataset}{{ {group} }}"

    def select(self, variable: str, body: str) -> str:
        """Different values of a variable in a group, over the same data; not more than a moment
        is enough to go through."""
        body = f"GRAPH ?anyGraph {{ {body} }}" if self.within else body
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
    within = _within(text, read, found)
    group = found[1] if within else found[0]
    patterns = tuple(pattern for run in group.runs for pattern in run.patterns)
    if not patterns:
        return None
    words = {token.content.upper() for token in read if token.kind == "word"}
    others = len(found) - bool(within) > 1
    more = others or bool(words & {"FILTER", "VALUES", "BIND", "HAVING", "SERVICE"})
    dataset = "".join(_dataset(text, read))
    return Outline(text[: first.start], dataset, patterns, more, within)


def _within(text: str, read: Sequence[Token], found: Sequence[Group]) -> str:
    """GRAPH and its name, where the outermost group begins with it and has no patterns itself."""
    if found[0].runs or len(found) < 2:
        return ""
    before = [each for each in read if found[0].start < each.start < found[1].start]
    if len(before) == 2 and before[0].is_word("GRAPH") and _is_last(found):
        return text[before[0].start : before[1].end]
    return ""


def _is_last(found: Sequence[Group]) -> bool:
    """Whether all other groups stand in the second one."""
    return all(group.end < found[1].end for group in found[2:])


def named_graphs(text: str) -> Iterator[tuple[str, Token, str]]:
    """The graphs that a query names: the word before each, the term, and its IRI."""
    read = list(tokens(text))
    names = prologue(read)
    for term, is_named in dataset_terms(read, "FROM"):
        yield "FROM NAMED" if is_named else "FROM", term, names.iri(term)
    for word, term in zip(read, read[1:], strict=False):
        if word.is_word("GRAPH") and term.kind in ("iri", "name"):
            yield "GRAPH", term, names.iri(term)


def _dataset(text: str, read: Sequence[Token]) -> Iterator[str]:
    """The FROM clauses, which stand before the first brace."""
    for index, token in enumerate(read):
        if token.content == "{":
            return
        if token.is_word("FROM"):
            last = index + (2 if read[index + 1].is_word("NAMED") else 1)
            yield text[token.start : read[last].end] + " "
