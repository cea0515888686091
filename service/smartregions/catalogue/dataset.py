"""One named graph as a dcat:Dataset of the harvest view.

From here no path leads to another dataset or to the catalogue (see `harvest.closure`): what it was
made from is told in words, as provenance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.coverage import Period
from smartregions.catalogue.dating import dates
from smartregions.catalogue.distribution import distribution, iri
from smartregions.catalogue.locating import Located, places
from smartregions.catalogue.offered import Deployment, Source
from smartregions.catalogue.statements import About
from smartregions.catalogue.terms import AUTHORITY, DATASET, LABEL, TYPE, dcat, dct
from smartregions.catalogue.worded import worded
from smartregions.messages import Message, Written, joined
from smartregions.validation.graph import Term

Said = list[tuple[NamedNode, Term]]

CONTACT = NamedNode(ns.BASE + "catalog#contact")
PUBLIC = NamedNode(AUTHORITY + "access-right/PUBLIC")
IRREGULAR = NamedNode(AUTHORITY + "frequency/IRREG")
TAKEN_OVER = (dcat("theme"), dct("language"), NamedNode(ns.PROV + "wasDerivedFrom"))
"""What is said of the dataset and holds in the harvest view as it is."""
LONGEST_KEYWORD = 100


@dataclass(frozen=True)
class Known:
    """Where the statements about a dataset are taken from."""

    described: About
    """The catalogue's own graph, or that and the graph that is described."""
    facts: About
    """All graphs: what regions, codes and publishers are called."""
    located: Located
    """All graphs: where things are."""
    whole: Period | None
    """The time that all graphs together are about."""


def dataset(source: Source, known: Known, deployment: Deployment) -> Iterator[Triple]:
    """The dataset with its distributions, period, rights and provenance."""
    node = NamedNode(source.dataset)
    titles = _titles(source, known)
    common = _common(source, known)
    yield from (Triple(node, p, v) for p, v in _said(source, known, deployment))
    yield from _rights(common, known, deployment)
    for file in source.files:
        yield Triple(node, dcat("distribution"), iri(source, file))
        yield from distribution(source, file, titles, common)
    yield from _temporal(node, source.found.period or known.whole)
    yield from _provenance(node, known)


def keywords(texts: list[Literal]) -> list[Literal]:
    """The keywords as CKAN takes them: no punctuation but hyphen, underscore and full stop."""
    parts = (
        (re.sub(r"[^\w\-.]+", " ", part).strip()[:LONGEST_KEYWORD].strip(), text.language)
        for text in texts
        for part in text.value.split(",")
    )
    kept = dict.fromkeys((word, language) for word, language in parts if len(word) > 1)
    return [Literal(word, language=language) for word, language in kept]


def _titles(source: Source, known: Known) -> list[Literal]:
    stated = _literals(known, source, "title")
    return stated or [Literal(source.title or source.name, language="en")]


def _literals(known: Known, source: Source, name: str) -> list[Literal]:
    values = known.described.objects(NamedNode(source.dataset), dct(name))
    return [value for value in values if isinstance(value, Literal)]


def _said(source: Source, known: Known, deployment: Deployment) -> Said:
    node = NamedNode(source.dataset)
    described = known.described
    plain = Message("The named graph {name}, as it was contributed.", name=source.name)
    descriptions = _literals(known, source, "description") or worded(plain)
    words = [o for o in described.objects(node, dcat("keyword")) if isinstance(o, Literal)]
    publisher = described.value(node, dct("publisher")) or NamedNode(deployment.publisher)
    said: Said = [
        (TYPE, DATASET),
        (dct("identifier"), Literal(source.dataset)),
        *((dct("title"), title) for title in _titles(source, known)),
        *((dct("description"), text) for text in descriptions),
        *((dcat("keyword"), word) for word in keywords(words)),
        *((name, value) for name in TAKEN_OVER for value in described.objects(node, name)),
        *((dct("spatial"), place) for place in _places(source, known)),
        (dct("publisher"), publisher),
        (dcat("contactPoint"), CONTACT),
        (dct("accessRights"), PUBLIC),
        (dct("accrualPeriodicity"), IRREGULAR),
        (dct("hasPart"), NamedNode(source.graph)),
        (dcat("version"), Literal(str(source.change))),
        *_dates(source, known),
    ]
    if source.page:
        said.append((dcat("landingPage"), NamedNode(source.page)))
    return said


def _places(source: Source, known: Known) -> list[Term]:
    stated = known.described.objects(NamedNode(source.dataset), dct("spatial"))
    return stated or list(places(source.found, known.located, known.facts))


def _dates(source: Source, known: Known) -> Said:
    told = dates(source, known.described)
    return [(dct("issued"), told.issued), (dct("modified"), told.modified)]


def _common(source: Source, known: Known) -> Said:
    """What the distributions share with their dataset."""
    node = NamedNode(source.dataset)
    licences = known.described.objects(node, dct("license"))
    rights = known.described.value(node, dct("rights")) or NamedNode(f"{node.value}#rights")
    languages = known.described.objects(node, dct("language"))
    return [
        *((dct("license"), licence) for licence in licences[:1]),
        (dct("rights"), rights),
        *((dct("language"), language) for language in languages),
        *_dates(source, known),
    ]


def _rights(common: Said, known: Known, deployment: Deployment) -> Iterator[Triple]:
    rights = next(value for name, value in common if name == dct("rights"))
    assert isinstance(rights, NamedNode)
    plain = Message(
        "Published by {whole}; the sources are named in the data.", whole=deployment.title
    )
    labels = known.described.objects(rights, LABEL) or worded(plain)
    yield Triple(rights, TYPE, dct("RightsStatement"))
    yield from (Triple(rights, LABEL, label) for label in labels)


def _temporal(node: NamedNode, span: Period | None) -> Iterator[Triple]:
    if span is None:
        return
    time = NamedNode(f"{node.value}#temporal")
    yield Triple(node, dct("temporal"), time)
    yield Triple(time, TYPE, dct("PeriodOfTime"))
    yield Triple(time, dcat("startDate"), span.start)
    yield Triple(time, dcat("endDate"), span.end)


def _provenance(node: NamedNode, known: Known) -> Iterator[Triple]:
    """The datasets that this one was made from, in words: a link would lead to them."""
    sources = known.described.objects(node, dct("source"))
    if sources:
        names = joined((_title(known, source) for source in sources), between=", ")
        statement = NamedNode(f"{node.value}#provenance")
        yield Triple(node, dct("provenance"), statement)
        yield Triple(statement, TYPE, dct("ProvenanceStatement"))
        for text in worded(Message("Made from {names}.", names=names)):
            yield Triple(statement, LABEL, text)


def _title(known: Known, node: Term) -> Message:
    values = known.described.objects(node, dct("title"))
    titles = {v.language or "": v.value for v in values if isinstance(v, Literal)}
    title = Written(titles) if titles else Message("the source")
    return joined((title, f"<{node.value}>"), between=" ")
