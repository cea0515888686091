"""Which findings follow from another one: from a slip in the name of a class or a property.

A misspelt class leaves its thing without one, a misspelt property leaves another missing, and a
wrong namespace does both. The slip is the cause; what is gone when it is mended follows from it.
Nothing is left out: what follows says from what, and stands behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from smartregions.validation import paths
from smartregions.validation.graph import SUBCLASS, TYPE, Graph, Node, Term, object_of, subject_of
from smartregions.validation.parts import Part
from smartregions.validation.report import Finding
from smartregions.validation.shapes import HOLDS_SHAPE, HOLDS_SHAPES, PATH, sh

UNSEEN = "no-focus-node"
MISSING = frozenset(
    f"{name}ConstraintComponent" for name in ("MinCount", "QualifiedMinCount", "HasValue")
)
"""Components that object to a property that is not there, or has not the value it must have."""
NESTED = frozenset(
    f"{name}ConstraintComponent" for name in ("Class", "And", "Or", "Xone", "Node", "HasValue")
)
"""Components that may object because of what a node is, or of what is said of it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a shape asks of a node: to be of one of these classes, to have these properties."""

    classes: frozenset[str]
    properties: frozenset[str]


def with_causes(
    part: Part, told: Sequence[Finding], shapes: Graph, known: Graph
) -> Sequence[Finding]:
    """The findings of a file, those that follow from a slip with that as their cause.

    It takes time in proportion to the findings, and to the triples where a namespace is wrong.
    """
    slips = [finding for finding in told if finding.misspelt]
    if not slips:
        return told
    causes = _Causes(part, slips, shapes, known)
    return [replace(each, cause=causes.of(each)) for each in told]


class _Causes:
    def __init__(self, part: Part, slips: Sequence[Finding], shapes: Graph, known: Graph) -> None:
        self._shapes = shapes
        self._known = known
        self._namespaces: dict[str, Finding] = {}
        self._properties: dict[tuple[Term, str], Finding] = {}
        self._classes: defaultdict[Term, list[tuple[str | None, Finding]]] = defaultdict(list)
        for slip in slips:
            self._take(slip)
        if self._namespaces:
            self._take_all(part)
        self._asked = lru_cache(maxsize=None)(self._asked_by)
        self._above = lru_cache(maxsize=None)(self._classes_above)

    def _take(self, slip: Finding) -> None:
        """Note what a slip says that was meant, by the node of which it is said."""
        found, focus = slip.misspelt, slip.focus_node
        if found is None:
            return
        if focus is None:
            self._namespaces[found.written] = slip
        elif slip.path == paths.Predicate(found.written) and found.meant:
            self._properties.setdefault((focus, found.meant), slip)
        elif slip.path == paths.Predicate(TYPE.value) and slip.value == NamedNode(found.written):
            self._classes[focus].append((found.meant, slip))

    def _take_all(self, part: Part) -> None:
        """Note all that is said in the words of a wrong namespace."""
        for triple in part.triples:
            focus, value = part.own(subject_of(triple)), object_of(triple)
            if meant := self._in_namespace(triple.predicate.value):
                self._properties.setdefault((focus, meant[0]), meant[1])
            if triple.predicate == TYPE and isinstance(value, NamedNode):
                self._classes[focus] += filter(None, [self._in_namespace(value.value)])

    def _in_namespace(self, iri: str) -> tuple[str, Finding] | None:
        """What was meant by an IRI in a wrong namespace, and the finding of that namespace."""
        for written, slip in self._namespaces.items():
            if iri.startswith(written) and slip.misspelt:
                return f"{slip.misspelt.meant}{iri[len(written) :]}", slip
        return None

    def of(self, finding: Finding) -> Finding | None:
        """The slip from which a finding follows; None for one that stands for itself."""
        if finding.misspelt:
            return None
        if finding.code == UNSEEN:
            return next((slip for slips in self._classes.values() for _, slip in slips), None)
        return next(self._found(finding), None)

    def _found(self, finding: Finding) -> Iterator[Finding]:
        focus, shape, value = finding.focus_node, finding.shape, finding.value
        if focus is None or shape is None:
            return
        if finding.code in MISSING and finding.path is not None:
            yield from self._unsaid(focus, first_steps(finding.path))
        if finding.code in NESTED:
            asked = self._asked(shape)
            node = focus if finding.path is None or value is None else value
            yield from self._of_no_class(node, asked.classes)
            yield from self._unsaid(node, asked.properties)
        if value is not None and finding.path is not None:
            spoilt = value.datatype if isinstance(value, Literal) else value
            named = self._in_namespace(spoilt.value) if isinstance(spoilt, NamedNode) else None
            yield from [named[1]] if named else []

    def _unsaid(self, node: Term, properties: Iterable[str]) -> Iterator[Finding]:
        """The slips because of which the node has not one of these properties."""
        found = (self._properties.get((node, each)) for each in sorted(properties))
        return filter(None, found)

    def _of_no_class(self, node: Term, classes: Set[str]) -> Iterator[Finding]:
        """The slips because of which the node is of none of these classes."""
        for meant, slip in self._classes.get(node, ()) if classes else ():
            if meant is None or not classes.isdisjoint(self._above(meant)):
                yield slip

    def _classes_above(self, iri: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = [iri]
        while waiting:
            if (current := waiting.pop()) not in found:
                found.add(current)
                above = self._known.objects(NamedNode(current), SUBCLASS)
                waiting.extend(each.value for each in above if isinstance(each, NamedNode))
        return frozenset(found)

    def _asked_by(self, shape: Node) -> _Asked:
        classes: set[str] = set()
        properties: set[str] = set()
        seen: set[Term] = set()
        waiting: list[Term] = [shape]
        while waiting:
            if (current := waiting.pop()) in seen:
                continue
            seen.add(current)
            path = self._shapes.value(current, PATH)
            if path is not None and current != shape:
                properties |= first_steps(paths.from_graph(self._shapes, path))
                continue
            classes |= {each.value for each in self._shapes.objects(current, sh("class"))}
            waiting += [s for p in HOLDS_SHAPE for s in self._shapes.objects(current, p)]
            lists = [node for p in HOLDS_SHAPES for node in self._shapes.objects(current, p)]
            waiting += [member for node in lists for member in self._shapes.items(node)]
        return _Asked(frozenset(classes), frozenset(properties))


def first_steps(path: paths.Path) -> frozenset[str]:
    """The properties that a path takes first, forwards."""
    match path:
        case paths.Predicate(iri):
            return frozenset({iri})
        case paths.Alternative(choices):
            return frozenset().union(*map(first_steps, choices))
        case paths.Sequence(steps):
            return first_steps(steps[0])
        case paths.Repeat(of, _):
            return first_steps(of)
        case paths.Inverse(_):
            return frozenset()
