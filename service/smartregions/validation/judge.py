"""The judgement: contributions and their context in, a report out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain

from pyoxigraph import Triple

from smartregions.errors import CannotJudge, TurtleSyntaxError
from smartregions.messages import Message, joined
from smartregions.turtle.lines import Lines
from smartregions.turtle.read import Contribution
from smartregions.validation.causes import with_causes
from smartregions.validation.context import Context
from smartregions.validation.engines import engine as engine_named
from smartregions.validation.engines.result import Result
from smartregions.validation.findings import Findings
from smartregions.validation.graph import SUBCLASS, TYPE, Graph, Term, ntriples, subject_of
from smartregions.validation.once import with_followers, without_advice
from smartregions.validation.own import no_focus_node, own_findings, syntax_findings
from smartregions.validation.parts import Part, blank_labels, parts_of
from smartregions.validation.places import line_of
from smartregions.validation.report import FileReport, Finding, Report
from smartregions.validation.shapes import Shapes
from smartregions.validation.terms import Terms
from smartregions.validation.turned import with_turned
from smartregions.validation.unseen import overlooked, unseen


@dataclass(frozen=True)
class Unread:
    """A text that is not Turtle, with what is wrong with it."""

    name: str
    text: str
    error: TurtleSyntaxError


def judge(
    contributions: Sequence[Contribution],
    context: Context,
    engine: str = "fast",
    unread: Iterable[Unread] = (),
) -> Report:
    """The verdict on contributions that are judged together, and on those that were not read.

    Raises CannotJudge when an engine fails, or when there are no shapes to judge any by;
    LimitReached when there is more to find than can be told.
    """
    if contributions and not context.shapes.nodes:
        raise CannotJudge(Message("There are no shapes, so nothing can be judged."))
    files = [_unread_report(text) for text in unread]
    if contributions:
        files.extend(_judged(parts_of(contributions), contributions, context, engine))
    return Report(
        files=tuple(sorted(files, key=lambda file: file.file)),
        engine=engine,
        shapes_version=context.shapes.version,
        shapes_sha256=context.shapes.sha256,
    )


def results(data: Sequence[Iterable[Triple]], shapes: Shapes, engine: str) -> list[Result]:
    """What an engine finds over a data graph given in pieces, nothing left out or added.

    Raises CannotJudge and LimitReached.
    """
    text = ntriples(chain.from_iterable(data))
    labels = dict.fromkeys(blank_labels(chain.from_iterable(data))) if "_:" in text else ()
    return engine_named(engine)(text, labels, shapes.ntriples)


def _judged(
    parts: Sequence[Part], contributions: Sequence[Contribution], context: Context, engine: str
) -> Iterator[FileReport]:
    around = context.around(contributions)
    triples = [part.triples for part in parts]
    known = Graph((*around, *_shared(triples)), below=context.words)
    focus = [context.targets.focus_nodes(part.triples, known) for part in parts]
    everything = set().union(*focus)
    found = results([*triples, context.vocabulary, around], context.shapes, engine)
    kept = [result for result in found if result.focus_node in everything]
    return file_reports(parts, focus, kept, context, known)


def file_reports(
    parts: Sequence[Part],
    focus: Sequence[Set[Term]],
    kept: Sequence[Result],
    context: Context,
    known: Graph,
) -> Iterator[FileReport]:
    """What is told of each part: what the engine found of its focus nodes, and what we find.

    `known` is what is published around the parts, on top of the vocabulary.
    """
    terms = Terms(known, context.shapes.graph, _defined(part.triples for part in parts))
    findings = Findings(parts, kept, context, known)
    by_file: dict[str, list[Finding]] = {}
    for finding in (*findings, *own_findings(parts, kept, terms, context)):
        by_file.setdefault(finding.file, []).append(finding)
    for part, nodes in zip(parts, focus, strict=True):
        told = [why_nowhere(part, each) for each in by_file.get(part.contribution.name, [])]
        if nodes:
            told = [*told, *unseen(part, nodes, context.targets, context.words)]
            told += overlooked(part, told)
        else:
            told = _unjudged(told, no_focus_node(part, context))
        caused = with_causes(part, told, context.shapes.graph, known)
        turned = with_turned(parts, part, caused, context, known)
        followed = with_followers(turned, context.shapes.graph, known)
        yield _report(part, without_advice(followed), len(nodes))


def why_nowhere(part: Part, finding: Finding) -> Finding:
    """The finding, which says why it names no line if what it is about is in the text."""
    if finding.span or finding.focus_node not in part.mentioned:
        return finding
    why = part.positions.why_nowhere()
    return replace(finding, message=joined((finding.message, why), " ")) if why else finding


def _unjudged(told: Iterable[Finding], unseen: Finding) -> list[Finding]:
    """Why a file was not judged, in the place of what is told at the same place already."""
    code = "unknown-term"
    return [each for each in told if (each.code, each.span) != (code, unseen.span)] + [unseen]


def _shared(triples: Sequence[Iterable[Triple]]) -> Iterator[Triple]:
    """What each file must know of the others to tell its focus nodes: classes, and their things."""
    wanted = {SUBCLASS} if len(triples) == 1 else {SUBCLASS, TYPE}
    return (triple for piece in triples for triple in piece if triple.predicate in wanted)


def _defined(triples: Iterable[Iterable[Triple]]) -> Iterator[Term]:
    return (subject_of(triple) for piece in triples for triple in piece if triple.predicate == TYPE)


def _report(part: Part, findings: Iterable[Finding], focus_nodes: int) -> FileReport:
    contribution = part.contribution
    ordered = tuple(sorted(findings, key=_order))
    lines = {f.span.line: part.positions.line(f.span.line) for f in ordered if f.span}
    return FileReport(
        file=contribution.name,
        findings=ordered,
        triples=len(contribution.triples),
        focus_nodes=focus_nodes,
        prefixes=contribution.prefixes,
        lines=lines,
    )


def _order(finding: Finding) -> tuple[_Place, bool, _Place]:
    """By place; what follows from another finding right behind that."""
    cause = finding.cause
    return _place(cause or finding), cause is not None, _place(finding)


_Place = tuple[tuple[int, int], str, str]


def _place(finding: Finding) -> _Place:
    """The place; of several findings at one, an order that does not depend on the engine."""
    rest = (finding.focus_node, finding.path, finding.value, finding.shape, finding.message)
    return line_of(finding.span), finding.code, "\n".join(map(str, rest))


def _unread_report(unread: Unread) -> FileReport:
    findings = tuple(syntax_findings(unread.name, unread.error))
    texts = Lines(unread.text)
    lines = {f.span.line: texts.line(f.span.line) for f in findings if f.span}
    return FileReport(file=unread.name, findings=findings, lines=lines)
