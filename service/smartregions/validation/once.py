"""One fault, one finding: what the engines say again of a value, or because of another finding.

A value of another kind than asked for has no pattern and no class, either: that is one fault. A
thing that is of no class is told so where it stands, and wherever it is the value of a property
that asks for the class; what objects to it there follows from that. What follows from a finding
is gone when that is mended: its own advice, followed, would do harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from smartregions import namespaces as ns
from smartregions.messages import Message
from smartregions.validation.engines.result import Result
from smartregions.validation.graph import Graph, Term
from smartregions.validation.paths import Path
from smartregions.validation.report import Finding
from smartregions.validation.shapes import sh

CLASS = "ClassConstraintComponent"
TURNED = "wrong-direction"
QUERY = "SPARQLConstraintComponent"
_KINDS = tuple(f"{ns.SH}{name}ConstraintComponent" for name in ("NodeKind", "Datatype"))
"""Of a value to which the first objects, no other has more to say."""
_FORMS = frozenset(f"{name}ConstraintComponent" for name in ("In", "Pattern", "Node"))
"""Components that object to a value by itself; a query compares it with others."""


def told_once(results: Sequence[Result]) -> list[Result]:
    """The results but those of values that are of another kind than asked for, of which one."""
    wrong: dict[object, Result] = {}
    for component in reversed(_KINDS):
        wrong |= {_place(r): r for r in results if r.component == component and r.value}
    return [r for r in results if wrong.get(_place(r), r) is r]


def untyped(results: Iterable[Result]) -> frozenset[Term]:
    """The things that are told to be of no class, by themselves."""
    return frozenset(
        r.focus_node for r in results if r.component == f"{ns.SH}{CLASS}" and r.path is None
    )


def with_followers(told: Sequence[Finding], shapes: Graph, known: Graph) -> Sequence[Finding]:
    """The findings of a file, those that follow from another with that as their cause."""
    followers = _Followers(told, shapes, known)
    causes = (None if each.cause else followers.cause(each) for each in told)
    return [
        replace(each, cause=cause) if cause else each
        for each, cause in zip(told, causes, strict=True)
    ]


def without_advice(told: Sequence[Finding]) -> Sequence[Finding]:
    """The findings; those that follow from one that says what to write do not say it, too."""
    return [
        replace(each, help=Message()) if each.cause and _misleads(each, each.cause) else each
        for each in told
    ]


class _Followers:
    def __init__(self, told: Sequence[Finding], shapes: Graph, known: Graph) -> None:
        self._shapes = shapes
        self._known = known
        self._untyped = {f.focus_node: f for f in told if f.code == CLASS and f.path is None}
        self._forms = {_place(f): f for f in told if f.code in _FORMS and f.path is not None}

    def cause(self, finding: Finding) -> Finding | None:
        """The finding of which this one is gone when it is mended; None where there is none."""
        if finding.path is None or finding.value is None:
            return None
        if finding.code == QUERY:
            return self._forms.get(_place(finding))
        first = self._untyped.get(finding.value) if finding.code == CLASS else None
        if first is None or not self._class_of(first) & self._asked(finding):
            return None
        return first.cause or first

    def _class_of(self, finding: Finding) -> frozenset[Term]:
        return frozenset(self._shapes.objects(finding.shape, sh("class")) if finding.shape else ())

    def _asked(self, finding: Finding) -> frozenset[Term]:
        """The classes that will do."""
        return frozenset(self._known.subclasses(self._class_of(finding)))


def _misleads(finding: Finding, cause: Finding) -> bool:
    """Whether what to write stands at the cause: of a name that nobody knows, it cannot.

    Then it is what the thing lacks that says so, and not where the thing is named.
    """
    tells = cause.misspelt is None or cause.misspelt.meant or cause.code == TURNED
    return bool(tells) or (finding.code == CLASS and finding.path is not None)


def _place(found: Result | Finding) -> tuple[Term | None, Path | None, Term | None]:
    return found.focus_node, found.path, found.value
