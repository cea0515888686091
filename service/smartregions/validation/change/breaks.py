"""What a change would break elsewhere: violations that nodes of other graphs have only with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import NamedNode

from smartregions.messages import Message
from smartregions.turtle.locate import Span
from smartregions.validation.case import Case
from smartregions.validation.change.change import Change
from smartregions.validation.change.state import State
from smartregions.validation.choices import Choices
from smartregions.validation.engines.compare import Key, key
from smartregions.validation.engines.result import Result
from smartregions.validation.findings import SEVERITIES
from smartregions.validation.graph import Node, Term, subject_of
from smartregions.validation.objection import message
from smartregions.validation.parts import Part
from smartregions.validation.report import Finding

OTHER, THIS = "breaks-other-graph", "breaks-this-graph"
BATCH = 2_000
"""Nodes that are judged at a time."""
MOST = 1_000
"""New violations after which no more are looked for: the change is rejected as it is."""
NAMED = 3
LINK = "https://www.w3.org/TR/shacl/#validation-report"

Judged = Callable[[Iterable[Term], State], list[Result]]
"""What the shapes find of some nodes in a state."""


@dataclass(frozen=True)
class Broken:
    """New violations; `complete` is False when there may be more."""

    results: tuple[Result, ...]
    complete: bool = True


def new_violations(nodes: Set[Term], before: State, after: State, judged: Judged) -> Broken:
    """The violations that some nodes have after a change and did not have before it."""
    found: list[Result] = []
    waiting = iter(sorted(nodes, key=str))
    while batch := list(islice(waiting, BATCH)):
        violated = [result for result in judged(batch, after) if violates(result)]
        if violated:
            old = judged({result.focus_node for result in violated}, before)
            found.extend(_new(violated, Counter(key(result) for result in old)))
        if len(found) >= MOST:
            return Broken(tuple(found), next(waiting, None) is None)
    return Broken(tuple(found))


def violates(result: Result) -> bool:
    """Whether the severity is Violation, or one that nobody knows."""
    return SEVERITIES.get(result.severity, "violation") == "violation"


def _new(violated: Iterable[Result], old: Counter[Key]) -> Iterable[Result]:
    for result in violated:
        if old[one := key(result)] > 0:
            old[one] -= 1
        else:
            yield result


class BreakFindings:
    """Findings of new violations, told to who makes the change, in the words of their file."""

    def __init__(
        self, changes: Sequence[Change], part: Part, after: State, choices: Choices
    ) -> None:
        self._part = part
        self._after = after
        self._choices = choices
        self._own = {change.edit.graph for change in changes}
        self._lost = {subject_of(t) for change in changes for t in change.edit.removed}
        self._gained = {subject_of(t) for change in changes for t in change.edit.added}

    def finding(self, result: Result) -> Finding:
        """One new violation: which graph, which node, what breaks, how to mend."""
        names, words = self._part.names, self._part.borrowing
        graphs = self._graphs(result.focus_node)
        others = [graph for graph in graphs if graph not in self._own]
        where = ", ".join(f"<{graph.value}>" for graph in (others or graphs)[:NAMED])
        case = Case(
            result, self._choices.shapes, self._choices, words, languages=self._part.languages
        )
        return Finding(
            severity="violation",
            code=THIS if graphs and not others else OTHER,
            message=_broken(names.term(result.focus_node), where, message(case)),
            file=self._part.contribution.name,
            span=self._span(result),
            help=self._help(result, where),
            focus_node=result.focus_node,
            path=result.path,
            value=result.value,
            shape=result.shape,
            see_also=LINK,
        )

    def more(self) -> Finding:
        """That there may be more than was looked for."""
        return Finding(
            severity="violation",
            code=OTHER,
            message=Message(
                "More may break: after {most} new violations no others are looked for.", most=MOST
            ),
            file=self._part.contribution.name,
            help=Message("change what depends on this first, or keep more of what there was"),
            see_also=LINK,
        )

    def _graphs(self, node: Term) -> list[NamedNode]:
        """The graphs that say something of the node, or else name it."""
        subject = node if isinstance(node, Node) else None
        described = set(self._after.graphs(subject, None, None)) if subject is not None else set()
        found = described or set(islice(self._after.graphs(None, None, node), BATCH))
        return sorted(found, key=lambda graph: graph.value)

    def _span(self, result: Result) -> Span | None:
        stated = (self._part.subject(term) for term in (result.value, result.focus_node) if term)
        return next((span for span in stated if span), None)

    def _help(self, result: Result, where: str) -> Message:
        names = self._part.names
        near = [term for term in (result.value, result.focus_node) if isinstance(term, Node)]
        if lost := next((term for term in near if term in self._lost), None):
            kept = Message("keep what was said of {term}", term=names.term(lost))
        elif gained := next((term for term in near if term in self._gained), None):
            kept = Message("correct what is said of {term}", term=names.term(gained))
        else:
            kept = Message("keep what it looks at")
        if not where:
            return kept
        return Message("{advice}, or have {graphs} changed first", advice=kept, graphs=where)


def _broken(node: str, graphs: str, message: Message) -> Message:
    if not graphs:
        return Message(
            "This change breaks {node} that nothing describes any more: {message}",
            node=node,
            message=message,
        )
    return Message(
        "This change breaks {node} of the graph {graphs}: {message}",
        node=node,
        graphs=graphs,
        message=message,
    )
