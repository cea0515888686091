"""Relations that stand the wrong way round: an actor holds a capability, by `sr:holder`.

The ontology says from which class to which a property leads. Where a statement leads from the one
to the other backwards, the shapes object to both its ends, and to what the ends lack as what they
are taken for. That is one slip: it is told at the statement, and the others follow from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice

from pyoxigraph import NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.messages import Message
from smartregions.validation import paths
from smartregions.validation.causes import MISSING, first_steps
from smartregions.validation.context import Context
from smartregions.validation.graph import SUBCLASS, TYPE, Graph, Node, Term, object_of, subject_of
from smartregions.validation.names import Borrowing
from smartregions.validation.offers import with_prefixes
from smartregions.validation.parts import Part
from smartregions.validation.report import Finding, Misspelling
from smartregions.validation.shapes import sh

CLASS = "ClassConstraintComponent"
DOMAIN, RANGE = NamedNode(ns.RDFS + "domain"), NamedNode(ns.RDFS + "range")
MOST = 100
"""Statements of one file that are told so."""
LOOKED_AT = 10_000
"""Statements of one file whose ends are compared with what the ontology says."""


Classes = frozenset[Term]


@dataclass(frozen=True, slots=True)
class _Ends:
    """From which class to which a property leads; None where the ontology leaves it open."""

    domain: Term | None
    range: Term | None

    def are_turned(self, subject: Classes, value: Classes) -> bool:
        """Whether the ends of a statement fit the property backwards, and not as they stand."""
        if not subject or not value or self.domain == self.range:
            return False
        backwards = self.range in (None, *subject) and self.domain in (None, *value)
        forwards = self.domain in (None, *subject) and self.range in (None, *value)
        return backwards and not forwards


def with_turned(
    parts: Sequence[Part], part: Part, told: Sequence[Finding], context: Context, known: Graph
) -> Sequence[Finding]:
    """The findings of a file, in which a relation the wrong way round is one that others follow.

    It takes time in proportion to the findings, and to the triples where a class is objected to.
    """
    objected = {f.focus_node for f in told if f.code == CLASS and not f.cause}
    if not objected:
        return told
    relations = _Relations(parts, context, known)
    turned = list(islice(relations.turned(part, objected), MOST))
    return relations.told(part, told, turned) if turned else told


class _Relations:
    def __init__(self, parts: Sequence[Part], context: Context, known: Graph) -> None:
        self._parts = parts
        self._context = context
        self._known = known
        self._shapes = context.shapes.graph
        self._out: defaultdict[Term, set[Term]] = defaultdict(set)
        self._in: defaultdict[Term, set[Term]] = defaultdict(set)
        self._types: defaultdict[Term, set[Term]] = defaultdict(set)
        self._seen_by = lru_cache(maxsize=None)(self._is_seen_by)

    def turned(self, part: Part, objected: Set[Term | None]) -> Iterator[Triple]:
        """The statements of a part the wrong way round, of those with one of these ends."""
        touching = (
            triple
            for triple in part.triples
            if isinstance(triple.object, NamedNode)
            and (triple.subject in objected or triple.object in objected)
            and triple.predicate != TYPE
        )
        near = list(islice(touching, LOOKED_AT))
        self._look({end for triple in near for end in (triple.subject, triple.object)})
        for triple in near:
            subject, value = subject_of(triple), object_of(triple)
            ends = self._ends(triple.predicate)
            if ends.are_turned(self._classes(subject), self._classes(value)):
                yield triple

    def _look(self, nodes: Set[object]) -> None:
        """Note what all files say of some nodes."""
        for triple in chain.from_iterable(part.triples for part in self._parts):
            if triple.subject in nodes:
                self._out[subject_of(triple)].add(triple.predicate)
                if triple.predicate == TYPE:
                    self._types[subject_of(triple)].add(object_of(triple))
            if triple.object in nodes:
                self._in[object_of(triple)].add(triple.predicate)

    def _ends(self, predicate: NamedNode) -> _Ends:
        return _Ends(*(self._known.value(predicate, each) for each in (DOMAIN, RANGE)))

    def _classes(self, node: Node | Term) -> Classes:
        """The classes of a node, those above them included."""
        waiting = [*self._types[node], *self._known.objects(node, TYPE)]
        if isinstance(node, NamedNode):
            published = self._context.published.forwards(node, TYPE)
            waiting += [object_of(triple) for triple in published]
        found: set[Term] = set()
        while waiting:
            if (current := waiting.pop()) not in found:
                found.add(current)
                waiting += self._known.objects(current, SUBCLASS)
        return frozenset(found)

    def told(
        self, part: Part, findings: Sequence[Finding], turned: Sequence[Triple]
    ) -> Sequence[Finding]:
        """The findings, those at a turned statement replaced by one that others follow from."""
        shapes = {_at(finding): finding.shape for finding in findings if finding.shape}
        slips = {triple: self._slip(part, triple, shapes.get(_of(triple))) for triple in turned}
        ends: defaultdict[Term | None, dict[tuple[Term, bool], Triple]] = defaultdict(dict)
        for triple in turned:
            ends[subject_of(triple)].setdefault((triple.predicate, True), triple)
            ends[object_of(triple)].setdefault((triple.predicate, False), triple)
        replaced = set(map(_of, turned))
        kept: list[Finding] = list(slips.values())
        for finding in findings:
            if finding.shape is None or finding.cause:
                kept.append(finding)
            elif _at(finding) not in replaced:
                near = ends[finding.focus_node].values() if finding.focus_node in ends else ()
                cause = next((slips[t] for t in near if self._follows(finding, t)), None)
                kept.append(replace(finding, cause=cause))
        return kept

    def _slip(self, part: Part, triple: Triple, shape: Node | None) -> Finding:
        names, place, ends = part.borrowing, part.place(triple), self._ends(triple.predicate)
        terms = (object_of(triple), triple.predicate, subject_of(triple))
        statement = " ".join(map(names.term, terms)) + " ."
        help_ = Message("write it the other way round: {statement}", statement=statement)
        return Finding(
            severity="violation",
            code="wrong-direction",
            message=_message(names, triple.predicate, ends),
            file=part.contribution.name,
            span=place.object if place else None,
            help=with_prefixes(help_, names),
            focus_node=part.own(subject_of(triple)),
            path=paths.Predicate(triple.predicate.value),
            value=object_of(triple),
            shape=shape,
            see_also=triple.predicate.value,
            misspelt=Misspelling(triple.predicate.value, None),
        )

    def _follows(self, finding: Finding, triple: Triple) -> bool:
        """Whether a finding is gone when the statement is turned."""
        focus, shape = finding.focus_node, finding.shape
        if focus is None or shape is None:
            return False
        if finding.code in MISSING and finding.path is not None:
            steps = first_steps if focus == triple.object else _backwards
            if triple.predicate.value in steps(finding.path):
                return True
        return self._seen_by(focus, shape, triple)

    def _is_seen_by(self, focus: Term, shape: Term, triple: Triple) -> bool:
        """Whether a shape looks at a node because of the statement, and of nothing else."""
        owners = [shape, *self._shapes.subjects(sh("property"), shape)]
        values = {
            name: {value for owner in owners for value in self._shapes.objects(owner, sh(name))}
            for name in ("targetSubjectsOf", "targetObjectsOf", "targetClass", "targetNode")
        }
        around = (self._out, self._in) if focus == triple.subject else (self._in, self._out)
        sides = ("targetSubjectsOf", "targetObjectsOf")
        own, other = sides if focus == triple.subject else sides[::-1]
        because = values[own] & around[0][focus]
        return (
            because == {triple.predicate}
            and not values[other] & around[1][focus]
            and not values["targetClass"] & self._classes(focus)
            and focus not in values["targetNode"]
        )


def _backwards(path: paths.Path) -> frozenset[str]:
    """The properties by which a path leads to those that state its node."""
    match path:
        case paths.Inverse(paths.Predicate(iri)):
            return frozenset({iri})
        case paths.Alternative(choices):
            return frozenset().union(*map(_backwards, choices))
        case _:
            return frozenset()


_Place = tuple[Term | None, paths.Path | None, Term | None]


def _at(finding: Finding) -> _Place:
    """The statement to whose value a finding objects."""
    return finding.focus_node, finding.path, finding.value


def _of(triple: Triple) -> _Place:
    return subject_of(triple), paths.Predicate(triple.predicate.value), object_of(triple)


def _message(names: Borrowing, predicate: NamedNode, ends: _Ends) -> Message:
    told = {
        name: names.own.term(term)
        for name, term in (("property", predicate), ("domain", ends.domain), ("range", ends.range))
        if term is not None
    }
    if ends.range is None:
        return Message("{property} leads from {domain}: this is the wrong way round.", **told)
    if ends.domain is None:
        return Message("{property} leads to {range}: this is the wrong way round.", **told)
    return Message(
        "{property} leads from {domain} to {range}: this is the wrong way round.", **told
    )
