"""A query's triple patterns, by the groups and the joins in which they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["where", "absent", "exists", "optional", "minus", "part"]
"""Of a group: what a (sub-)query asks for, what a FILTER begins with NOT EXISTS of, what another
condition asks for, what OPTIONAL and MINUS name, or one that is joined or united."""


class Doubt(Exception):
    """The text is no SPARQL, or holds what this reader does not know."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern; its parts are text that means the same at any place of its group."""

    subject: str
    verb: str
    object: str
    path: tuple[str, ...]
    """The tokens of `verb`: one for a predicate or a variable, more for a property path."""

    def __str__(self) -> str:
        return f"{self.subject} {self.verb} {self.object}"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text that holds `count` patterns and nothing else, its last dot excepted."""

    start: int
    end: int
    count: int


@dataclass(frozen=True, slots=True)
class Run:
    """Patterns of one basic graph pattern, by segments between which only FILTERs stand."""

    patterns: list[Pattern] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)

    def add(self, patterns: list[Pattern], start: int, end: int, *, adjoins: bool) -> None:
        """Take in the patterns of a statement; `adjoins` if only a dot precedes it in the run."""
        count = len(patterns)
        if adjoins:
            last = self.segments.pop()
            start, count = last.start, last.count + count
        self.segments.append(Segment(start, end, count))
        self.patterns.extend(patterns)


@dataclass(frozen=True, slots=True)
class Group:
    """A group graph pattern; `parent` is its place in the list of groups, or None."""

    parent: int | None
    alone: bool
    """Nothing around it has a part in its evaluation, as in a sub-select and a MINUS."""
    role: Role
    start: int
    """Where its opening brace stands in the text."""
    clause: int
    """Where the FILTER starts that it belongs to, and its own start where there is none."""
    end: int = -1
    """Where its closing brace stands."""
    only_joins: bool = True
    """Whether nothing but triple patterns, groups and filters stand in it."""
    runs: list[Run] = field(default_factory=list)
    bound: list[str] = field(default_factory=list)
    """The variables that VALUES and BIND give a value in this group."""
