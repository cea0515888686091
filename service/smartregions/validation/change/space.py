"""The subject space: who contributes describes things of their own, and nobody else's.

What a file says of a subject enters the default graph, where it stands beside what the owner of
that subject says. So every subject lies in the contributor's space; what others own may be
referred to as a value. Two subjects are always one's own: the graph that is written, and its
dataset, which the catalogue describes. See docs/decisions/0011.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from smartregions import namespaces as ns
from smartregions.messages import Message, either
from smartregions.registry.holder import covers
from smartregions.validation.change.written import subjects
from smartregions.validation.parts import Part
from smartregions.validation.report import Finding

CODE = "outside-space"
SHOWN = 3
LINK = ns.SR.removesuffix("#")


def outside(part: Part, graph: str, spaces: Sequence[str]) -> Iterator[Finding]:
    """One finding for each subject that lies in none of the spaces, where it stands first."""
    own = {graph, ns.DATASET + graph.removeprefix(ns.GRAPH)}
    for subject in subjects(part.triples):
        if not isinstance(subject, NamedNode) or subject.value in own:
            continue
        if not covers(spaces, subject.value):
            yield Finding(
                severity="violation",
                code=CODE,
                message=Message("{term} is not yours to describe.", term=part.names.term(subject)),
                file=part.contribution.name,
                span=part.subject(subject),
                help=_help(spaces),
                focus_node=subject,
                see_also=LINK,
            )


def _help(spaces: Sequence[str]) -> Message:
    if not spaces:
        return Message("ask the operator for a space of IRIs in which you may describe things")
    begins = either(f"<{space}...>" for space in spaces[:SHOWN])
    if len(spaces) > SHOWN:
        begins = Message("{some} or another of yours", some=begins)
    return Message(
        "describe things whose IRI begins with {begins}; refer to others as values only",
        begins=begins,
    )
