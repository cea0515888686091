"""Judging a change: what is stated is told of to the line, and nothing else may break by it.

See docs/decisions/0011. Time grows with the change and with what depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, Store, Triple

from smartregions.errors import CannotJudge
from smartregions.messages import Message
from smartregions.validation.change.aimed import Aimed
from smartregions.validation.change.aims import Aim
from smartregions.validation.change.breaks import BreakFindings, new_violations, violates
from smartregions.validation.change.change import Change
from smartregions.validation.change.looks import Looks
from smartregions.validation.change.rules import Rules
from smartregions.validation.change.seen import PublishedState
from smartregions.validation.change.space import outside
from smartregions.validation.change.state import State, difference
from smartregions.validation.change.walk import affected, slice_around
from smartregions.validation.change.written import Written
from smartregions.validation.choices import Choices
from smartregions.validation.engines.result import Result
from smartregions.validation.graph import Graph, Term, object_of, subject_of
from smartregions.validation.judge import file_reports, why_nowhere
from smartregions.validation.parts import Part
from smartregions.validation.report import FileReport, Finding, Report
from smartregions.validation.terms import DEFINED

MOST = 2_000
"""Results that are told of to the line."""


@dataclass(frozen=True)
class Judgement:
    """The verdict on a change."""

    report: Report
    accepted: bool
    complete: bool
    """False when nodes of other graphs were left out, because enough had been found broken."""

    @property
    def judged(self) -> bool:
        """False when there is no verdict on what is stated."""
        return all(file.judged for file in self.report.files)


def judge_change(
    changes: Sequence[Change],
    store: Store,
    rules: Rules,
    engine: str = "fast",
    spaces: Sequence[str] | None = None,
) -> Judgement:
    """The verdict on changes that are made together, each of another graph of the store.

    `spaces`: prefixes of the IRIs that may be described; None for all.
    Raises CannotJudge when there are no shapes or the engine fails, LimitReached when there is
    more to find than can be told.
    """
    if not rules.context.shapes.nodes:
        raise CannotJudge(Message("There are no shapes, so nothing can be judged."))
    session = _Session(changes, store, rules, engine)
    stated = session.stated(spaces)
    broken = session.broken()
    files = _with(stated, broken.findings, changes)
    report = Report(tuple(files), engine, rules.context.shapes.version, rules.context.shapes.sha256)
    accepted = not any(rejects(finding, rules) for file in files for finding in file.findings)
    return Judgement(report, accepted, broken.complete)


def rejects(finding: Finding, rules: Rules) -> bool:
    """Whether the finding, by its severity or its code, rejects a change under the rules."""
    return not rules.rejecting.isdisjoint((finding.severity, finding.code))


@dataclass(frozen=True)
class _Told:
    findings: tuple[Finding, ...]
    complete: bool


class _Session:
    """One judgement: the states before and after, and what is asked of them."""

    def __init__(self, changes: Sequence[Change], store: Store, rules: Rules, engine: str) -> None:
        edits = [change.edit for change in changes]
        self._changes = changes
        self._rules = rules
        self._engine = engine
        self._before = State(store, rules.vocabulary)
        self._after = State(store, rules.vocabulary, edits)
        gained = [replace(edit, removed=frozenset()) for edit in edits]
        self._either = State(store, rules.vocabulary, gained)
        self._delta = difference(self._before, self._after, edits)
        self._context = replace(rules.context, published=PublishedState(self._after))
        self._stating = [change for change in changes if change.stated or change.contribution]
        marks = [f"file{n}." if n else "" for n in range(len(self._stating))]
        self._written = list(map(Written, self._stating, marks))
        aim = Aim(rules.aims, self._after)
        self._focus = [focus_nodes(change.stated, aim, rules) for change in self._stating]

    @property
    def _own(self) -> Set[Term]:
        return set().union(*self._focus)

    def stated(self, spaces: Sequence[str] | None) -> list[FileReport]:
        """The reports on what is stated, as it would be among all that is published."""
        if not self._written:
            return []
        own = self._own
        rules = self._rules
        seen, found = self._found(own, self._after, rules.looks, rules.aimed)
        kept = [self._as_written(result) for result in _first(found)]
        stated = {triple for change in self._stating for triple in change.stated}
        around = [*(t for t in seen if t not in stated), *self._mentioned(stated)]
        known = Graph(around, below=self._rules.context.words)
        parts = [written.part for written in self._written]
        files = file_reports(parts, self._focus, kept, self._context, known)
        placed = [
            _placed(file, part, _outside(part, change, spaces))
            for file, part, change in zip(files, parts, self._stating, strict=True)
        ]
        rest = len(found) - len(kept)
        return [replace(placed[0], omitted=rest), *placed[1:]] if rest else placed

    def broken(self) -> _Told:
        """What other nodes would suffer."""
        gained = {triple for triple in self._delta if self._after.holds(triple)}
        lost = self._delta - gained
        (looks, _), aims = self._rules.others, self._rules.aims
        others = affected(gained, lost, self._either, looks, aims, self._own)
        found = new_violations(others, self._before, self._after, self._judged)
        if not found.results:
            return _Told((), True)
        part = self._written[0].part if self._written else Written(self._changes[0]).part
        known = Graph((), below=self._rules.context.words)
        choices = Choices(self._rules.context.shapes.graph, known, self._context.published)
        telling = BreakFindings(self._changes, part, self._after, choices)
        rest = () if found.complete else (telling.more(),)
        return _Told((*map(telling.finding, found.results), *rest), found.complete)

    def _judged(self, nodes: Iterable[Term], state: State) -> list[Result]:
        return self._found(nodes, state, *self._rules.others)[1]

    def _found(
        self, nodes: Iterable[Term], state: State, looks: Looks, aimed: Aimed
    ) -> tuple[set[Triple], list[Result]]:
        """What the shapes see from the nodes in a state, and what is wrong with the nodes."""
        aim = Aim(self._rules.aims, state)
        judged = {node: places for node in nodes if (places := aim.places(node))}
        seen = slice_around(judged, state, looks)
        return seen, aimed.results(seen, judged, self._engine)

    def _as_written(self, result: Result) -> Result:
        for written in self._written:
            result = written.result(result)
        return result

    def _mentioned(self, stated: Set[Triple]) -> Iterator[Triple]:
        """What others say of the terms of our namespaces that are named: whether they exist."""
        named = {term for triple in stated for term in triple if isinstance(term, NamedNode)}
        for term in named:
            if term.value.startswith(DEFINED):
                described = self._after.matching(term, None, None)
                yield from (triple for triple in described if triple not in stated)


def _first(found: Sequence[Result]) -> Sequence[Result]:
    """Those of many results that are told of, what rejects first: to place each takes time."""
    if len(found) <= MOST:
        return found
    return sorted(found, key=lambda r: (not violates(r), str(r.focus_node), str(r.shape)))[:MOST]


def focus_nodes(triples: Iterable[Triple], aim: Aim, rules: Rules) -> set[Term]:
    """The nodes of these triples that a shape judges: subjects, and values that are aimed at."""
    objects_of = rules.aims.objects_of
    wanted: set[Term] = set()
    for triple in triples:
        wanted.add(subject_of(triple))
        if triple.predicate in objects_of:
            wanted.add(object_of(triple))
    return {node for node in wanted if aim.places(node)}


def _outside(part: Part, change: Change, spaces: Sequence[str] | None) -> Iterable[Finding]:
    return () if spaces is None else outside(part, change.edit.graph.value, spaces)


def _placed(file: FileReport, part: Part, more: Iterable[Finding]) -> FileReport:
    """The report with more findings, in order; a text that has no lines gets no place."""
    findings = (*file.findings, *(why_nowhere(part, each) for each in more))
    if not part.contribution.has_places:
        return replace(file, findings=tuple(map(_nowhere, findings)), lines={})
    lines = {f.span.line: part.positions.line(f.span.line) for f in findings if f.span}
    return replace(file, findings=findings, lines=lines)


def _nowhere(finding: Finding) -> Finding:
    cause = finding.cause and replace(finding.cause, span=None)
    return replace(finding, span=None, cause=cause)


def _with(
    files: Sequence[FileReport], broken: Sequence[Finding], changes: Sequence[Change]
) -> list[FileReport]:
    """The findings of what breaks go to the first file, or stand alone."""
    first, *rest = files or [FileReport(changes[0].name, ())]
    return [replace(first, findings=(*first.findings, *broken)), *rest]
