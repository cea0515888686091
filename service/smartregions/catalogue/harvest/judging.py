"""One page, judged: traps, official shapes and points of each of its datasets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from smartregions import namespaces as ns
from smartregions.catalogue.harvest.closure import Payload
from smartregions.catalogue.harvest.conformity import ShapesFile, Verdict, judged
from smartregions.catalogue.harvest.digest import digest
from smartregions.catalogue.harvest.links import Links
from smartregions.catalogue.harvest.mqa import Reachable, Score, score
from smartregions.catalogue.harvest.pages import Page
from smartregions.catalogue.harvest.report import Finding, Severity
from smartregions.catalogue.harvest.representations import payloads
from smartregions.catalogue.harvest.traps import of_dataset
from smartregions.catalogue.statements import Statements, called
from smartregions.catalogue.terms import dcat
from smartregions.messages import Message, joined
from smartregions.validation.graph import Term

_SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {ns.SH + "Violation": "violation", ns.SH + "Warning": "warning", ns.SH + "Info": "info"}
)
ADDRESSES = (dcat("accessURL"), dcat("downloadURL"))

Owners = Mapping[Term, list[str]]


@dataclass(frozen=True)
class Judgement:
    """What is to be said of a page, and what is kept of each of its datasets."""

    findings: tuple[Finding, ...]
    scores: tuple[Score, ...]
    digests: Mapping[str, str]


@dataclass(frozen=True)
class Measure:
    """By what pages are judged."""

    shapes: Sequence[ShapesFile]
    links: Links | None
    """None: nobody asks whether links answer."""
    now: datetime


def judge(page: Page, measure: Measure) -> Judgement:
    """The verdict on a page that could be read. Raises CannotJudge and LimitReached."""
    whole = page.statements
    assert whole is not None
    taken_each = payloads(whole)
    verdicts = list(judged(measure.shapes, whole))
    owners = _owners(verdicts, taken_each)
    violating = frozenset(v.result.focus_node for v in verdicts if v.is_violation)
    if measure.links:
        measure.links.ask(address for taken in taken_each for address in links_of(whole, taken))
    found = [
        *(f for taken in taken_each for f in of_dataset(page.address, taken, whole, measure.now)),
        *(_told(page.address, verdict, owners) for verdict in verdicts),
        *(f for taken in taken_each for f in _dead(page.address, whole, taken, measure.links)),
    ]
    scores = [_score(whole, taken, violating, measure) for taken in taken_each]
    hashes = {called(taken.dataset): digest(taken.triples) for taken in taken_each}
    return Judgement(tuple(found), tuple(scores), hashes)


def links_of(whole: Statements, taken: Payload) -> Iterator[str]:
    """The addresses of a dataset's distributions."""
    for node in whole.objects(taken.dataset, dcat("distribution")):
        for predicate in ADDRESSES:
            yield from (value.value for value in whole.objects(node, predicate))


def _score(
    whole: Statements, taken: Payload, violating: frozenset[Term], measure: Measure
) -> Score:
    compliant = violating.isdisjoint(taken.nodes) if measure.shapes else None
    links = measure.links
    reachable: Reachable = links.reachable if links else lambda _address: None
    return score(whole, taken.dataset, reachable, compliant)


def _owners(verdicts: Iterable[Verdict], payloads: Iterable[Payload]) -> Owners:
    """The datasets in whose payload each focus node is."""
    concerned = {verdict.result.focus_node for verdict in verdicts}
    owners: dict[Term, list[str]] = {}
    for taken in payloads if concerned else ():
        for node in concerned & taken.nodes:
            owners.setdefault(node, []).append(called(taken.dataset))
    return owners


def _told(page: str, verdict: Verdict, owners: Owners) -> Finding:
    result = verdict.result
    concerned = owners.get(result.focus_node, [])
    more = Message("It concerns {n} datasets.", n=len(concerned))
    message = joined((verdict.message, more), " ") if len(concerned) > 1 else verdict.message
    return Finding(
        _SEVERITIES.get(result.severity, "violation"),
        result.component.removeprefix(ns.SH),
        message,
        verdict.help,
        page,
        concerned[0] if concerned else "",
        verdict.path,
    )


def _dead(page: str, whole: Statements, taken: Payload, links: Links | None) -> Iterator[Finding]:
    for address in dict.fromkeys(links_of(whole, taken)) if links else ():
        if told := links.told(address) if links else "":
            yield Finding(
                "warning",
                "dead-link",
                Message(
                    "HEAD <{address}>: {told}. Up to 80 points are lost.",
                    address=address,
                    told=told,
                ),
                Message("Let the address answer HEAD with 200."),
                page,
                called(taken.dataset),
                "dcat:accessURL, dcat:downloadURL",
            )
