"""Things of a file that no shape looks at: what is wrong with them is told by nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set

from pyoxigraph import NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.messages import Message, joined
from smartregions.turtle.locate import Span
from smartregions.validation.choices import meant, tail
from smartregions.validation.graph import TYPE, Graph, Term, subject_of
from smartregions.validation.offers import with_prefixes
from smartregions.validation.otherwise import aligned, by_habit, ours
from smartregions.validation.parts import Part
from smartregions.validation.paths import Predicate
from smartregions.validation.report import Finding, Misspelling
from smartregions.validation.targets import Targets

MISSING = "MinCountConstraintComponent"
SHOWN = 100
"""Things of one file that are told; of a class that nobody judges, there may be very many."""


def unseen(part: Part, seen: Set[Term], targets: Targets, words: Graph) -> Iterator[Finding]:
    """The things with an address of ours that are of other classes than those that are judged.

    A class of ours that does not exist is told as such, and nothing is told of a file of which
    nothing is seen: that is told once. `words` is the vocabulary.
    """
    classes: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for triple in part.triples:
        thing, kind = triple.subject, triple.object
        if triple.predicate != TYPE or not isinstance(kind, NamedNode):
            continue
        if isinstance(thing, NamedNode) and thing.value.startswith(ns.ID):
            classes[thing].append(kind)
    pairs = aligned(words)
    classes_seen = words.subclasses(targets.classes)
    judged = {each.value for each in classes_seen if isinstance(each, NamedNode)}
    for thing in [each for each in classes if each not in seen][:SHOWN]:
        kinds = classes[thing]
        if not any(kind.value.startswith(ns.BASE) for kind in kinds):
            found = [each for kind in kinds[:SHOWN] for each in ours(kind.value, pairs)]
            yield _finding(part, thing, kinds[0], [each for each in found if each in judged])


def overlooked(part: Part, found: Sequence[Finding]) -> Iterator[Finding]:
    """The properties of other vocabularies that stand where one that is asked for is missing."""
    missing = {
        (finding.focus_node, tail(finding.path.iri)): finding.path.iri
        for finding in found
        if finding.code == MISSING and isinstance(finding.path, Predicate)
    }
    slips = {finding.misspelt.written for finding in found if finding.misspelt}
    told: set[NamedNode] = set()
    for triple in part.triples if missing else ():
        iri = triple.predicate.value
        if iri in slips or iri.removesuffix(tail(iri)) in slips:
            continue  # told as a slip, or its namespace is
        name = tail(by_habit(iri) or iri)
        right = missing.get((part.own(subject_of(triple)), name))
        if right and triple.predicate not in told and len(told) < SHOWN:
            told.add(triple.predicate)
            yield _overlooked(part, triple, right)


def _overlooked(part: Part, triple: Triple, right: str) -> Finding:
    place = part.place(triple)
    return Finding(
        severity="warning",
        code="unknown-term",
        message=Message("No shape looks at {term}.", term=part.names.term(triple.predicate)),
        file=part.contribution.name,
        span=place.predicate if place else None,
        help=with_prefixes(meant(part.borrowing.iri(right)), part.borrowing),
        focus_node=part.own(subject_of(triple)),
        path=Predicate(triple.predicate.value),
        see_also=ns.SR.removesuffix("#"),
        misspelt=Misspelling(triple.predicate.value, right),
    )


def renamed(part: Part, words: Graph) -> tuple[Message, Span | None]:
    """What the classes of a file are called here, and where the first of them stands; nothing where
    there is nothing like them."""
    pairs = aligned(words)
    places: dict[str, Triple] = {}
    for triple in part.triples:
        if triple.predicate == TYPE and isinstance(triple.object, NamedNode):
            places.setdefault(triple.object.value, triple)
    found = {kind: right[0] for kind in list(places)[:SHOWN] if (right := ours(kind, pairs))}
    if not found:
        return Message(), None
    lines = [
        Message(
            "{theirs} is called {ours} here",
            theirs=part.names.iri(kind),
            ours=part.borrowing.iri(right),
        )
        for kind, right in found.items()
    ]
    place = part.place(places[next(iter(found))])
    span = place.object if place else None
    return with_prefixes(joined(lines), part.borrowing), span


def _finding(part: Part, thing: NamedNode, kind: NamedNode, right: list[str]) -> Finding:
    help_ = (
        with_prefixes(meant(part.borrowing.iri(right[0])), part.borrowing)
        if right
        else Message("the classes that exist are listed at {page}", page=ns.SR.removesuffix("#"))
    )
    place = part.place(Triple(thing, TYPE, kind))
    return Finding(
        severity="warning",
        code="unseen-thing",
        message=Message(
            "No shape looks at {thing}: {kind} is no class that is judged.",
            thing=part.names.term(thing),
            kind=part.names.term(kind),
        ),
        file=part.contribution.name,
        span=place.object if place else part.subject(thing),
        help=help_,
        focus_node=part.own(thing),
        value=kind,
        see_also=ns.SR.removesuffix("#"),
    )
