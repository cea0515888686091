"""Made-up data of partnerships in the terms of our ontology, for load tests only.

It has what the questions need and `generate.py` beside this folder leaves out: partnerships that
share regions, fields of knowledge, needs and offers, and projects with participants from several
regions. The same size and seed give the same triples, as long as the ontology's schemes stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pyoxigraph
from pyoxigraph import NamedNode

from smartregions.namespaces import DCTERMS, FOAF, ID, PREFIXES, RDF, RDFS, SCHEME, SKOS, SR, XSD

TRIPLES_PER_REGION = 4_000
ACTORS_PER_PROJECT = 4
FORGETTING = 50
"""One actor in so many names no helix, one in as many no home page."""
WORDS = (
    "quantum", "maritime", "forensic", "industrial", "medical", "cloud", "railway", "energy",
    "satellite", "municipal", "financial", "mobile", "digital", "rural", "embedded", "harbour",
)  # fmt: skip
TYPES = ("Institute", "Centre", "Cluster", "Agency", "Company", "Laboratory", "School", "Network")


@dataclass(frozen=True, slots=True)
class Term:
    """A term as N-Triples writes it."""

    text: str


Block = tuple[str, str, Mapping[str, Sequence[Term]]]
"""Kind of thing (a folder of `id/`), name, and what is said of it."""


def iri(address: str) -> Term:
    """The term of an absolute IRI."""
    return Term(f"<{address}>")


def thing(kind: str, name: str | int) -> Term:
    """The term of a thing of ours."""
    return iri(f"{ID}{kind}/{name}")


def text(words: str, language: str = "en") -> Term:
    """A literal with a language; the words need no escape."""
    return Term(f'"{words}"@{language}')


def typed(form: str | int, datatype: str) -> Term:
    """A literal of an XSD type."""
    return Term(f'"{form}"^^<{XSD}{datatype}>')


def schemes(folder: Path) -> dict[str, list[Term]]:
    """The concepts of each scheme in a folder of Turtle files, in order of their IRIs."""
    found: dict[str, set[str]] = {}
    for path in sorted(folder.glob("*.ttl")):
        for quad in pyoxigraph.parse(path=path):
            if quad.predicate.value == SKOS + "inScheme" and isinstance(quad.subject, NamedNode):
                found.setdefault(str(quad.object)[1:-1], set()).add(quad.subject.value)
    return {scheme: [iri(concept) for concept in sorted(found[scheme])] for scheme in found}


class Maker:
    """Makes things that point only to things made before."""

    def __init__(self, triples: int, seed: int, concepts: dict[str, list[Term]]) -> None:
        self.regions = max(12, triples // TRIPLES_PER_REGION)
        self.partnerships = max(3, self.regions // 8)
        self._random = Random(seed)
        self._concepts = concepts
        self._capabilities = self._projects = 0
        segments = self._of("value-chain")
        self._segments = [self._random.sample(segments, 6) for _ in range(self.regions)]

    def things(self) -> Iterator[Block]:
        """Regions and partnerships, then actors without end with what they do."""
        yield from self._sources(0)
        for number in range(self.partnerships):
            yield self._partnership(number)
        for number in range(self.regions):
            yield from self._region(number)
        actor = 0
        while True:
            yield from self._actor(actor)
            actor += 1

    def _of(self, scheme: str) -> list[Term]:
        return self._concepts[SCHEME + scheme]

    def _any(self, scheme: str) -> Term:
        return self._random.choice(self._of(scheme))

    def _day(self) -> Term:
        random = self._random
        return typed(f"20{random.randint(14, 25)}-{random.randint(1, 12):02}-15", "date")

    def _sources(self, number: int) -> Iterator[Block]:
        said = {
            RDFS + "label": [text(f"example.org, page {number}")],
            DCTERMS + "title": [text(f"Made-up page {number}")],
            DCTERMS + "issued": [self._day()],
            SR + "page": [iri(f"https://example.org/pages/{number}")],
        }
        yield "source", str(number), {RDF + "type": [iri(SR + "Source")]} | said

    def _partnership(self, number: int) -> Block:
        said = {
            RDF + "type": [iri(SR + "Partnership")],
            RDFS + "label": [
                text(f"Partnership for {WORDS[number % len(WORDS)]} security {number}")
            ],
            SR + "valueChainScheme": [iri(SCHEME + "value-chain")],
            DCTERMS + "source": [thing("source", 0)],
        }
        return "partnership", str(number), said

    def _region(self, number: int) -> Iterator[Block]:
        countries = self._concepts[PREFIXES["country"].rstrip("/")]
        yield (
            "region",
            str(number),
            {
                RDF + "type": [iri(SR + "Region")],
                RDFS + "label": [text(f"Region {number}"), text(f"Région {number}", "fr")],
                SR + "country": [self._random.choice(countries)],
                DCTERMS + "source": [thing("source", 0)],
            },
        )
        for partnership in self._random.sample(range(self.partnerships), 2):
            yield (
                "participation",
                f"{partnership}-{number}",
                {
                    RDF + "type": [iri(SR + "RegionParticipation")],
                    SR + "partnership": [thing("partnership", partnership)],
                    SR + "participatingRegion": [thing("region", number)],
                    SR + "role": [self._any("partnership-role")],
                    SR + "startDate": [self._day()],
                    DCTERMS + "source": [thing("source", 0)],
                },
            )

    def _actor(self, number: int) -> Iterator[Block]:
        home = self._random.randrange(self.regions)
        if number % 10 == 0:
            yield from self._sources(number + 1)
        source = {DCTERMS + "source": [thing("source", number - number % 10 + 1)]}
        word = f"{self._random.choice(WORDS)} {self._random.choice(WORDS)}"
        said = {
            RDF + "type": [iri(SR + "Actor")],
            RDFS + "label": [text(f"{self._random.choice(TYPES)} of {word} security {number}")],
            SR + "actorType": [self._any("actor-type")],
            SR + "locatedIn": [thing("region", home)],
            SR + "actsFor": [thing("region", home)],
        }
        if number % FORGETTING:
            said[SR + "helix"] = [self._any("helix")]
        if number % FORGETTING != 1:
            said[FOAF + "homepage"] = [iri(f"https://example.org/actors/{number}")]
        yield "actor", str(number), said | source
        for _ in range(self._random.choice((1, 1, 1, 2))):
            yield self._capability(number, home, source)
        if number % ACTORS_PER_PROJECT == ACTORS_PER_PROJECT - 1:
            yield from self._project(number, source)

    def _capability(self, actor: int, home: int, source: dict[str, list[Term]]) -> Block:
        self._capabilities += 1
        fields = self._concepts[PREFIXES["jrc"] + "knowledge_domain"]
        said = {
            RDF + "type": [iri(SR + "Capability")],
            RDFS + "label": [text(f"{self._random.choice(WORDS)} security testing")],
            DCTERMS + "description": [text(f"What organisation {actor} says of its work.")],
            SR + "holder": [thing("actor", actor)],
            SR + "region": [thing("region", home)],
            SR + "capabilityKind": [self._any("capability-kind")],
            SR + "segment": [self._random.choice(self._segments[home])],
            SR + "field": self._random.sample(fields, self._random.choice((1, 1, 2))),
        }
        return "capability", str(self._capabilities), said | source

    def _project(self, actors: int, source: dict[str, list[Term]]) -> Iterator[Block]:
        self._projects += 1
        number = self._projects
        begin = self._random.randint(2014, 2025)
        said = {
            RDF + "type": [iri(SR + "Project")],
            RDFS + "label": [text(f"Project {number} on {self._random.choice(WORDS)} security")],
            SR + "acronym": [Term(f'"PRO{number}"')],
            SR + "phase": [self._any("project-phase")],
            SR + "startDate": [typed(begin, "gYear")],
            SR + "endDate": [typed(begin + self._random.randint(1, 4), "gYear")],
            SR + "funding": [thing("funding", number)],
        }
        yield "project", str(number), said | source
        yield "funding", str(number), self._funding() | source
        for place in range(self._random.randint(2, 6)):
            yield (
                "project-participation",
                f"{number}-{place}",
                {
                    RDF + "type": [iri(SR + "ProjectParticipation")],
                    SR + "project": [thing("project", number)],
                    SR + "participant": [thing("actor", self._random.randrange(actors + 1))],
                    SR + "participantRole": [self._any("participant-role")],
                    SR + "region": [thing("region", self._random.randrange(self.regions))],
                }
                | source,
            )

    def _funding(self) -> dict[str, list[Term]]:
        return {
            RDF + "type": [iri(SR + "Funding")],
            SR + "amount": [typed(self._random.randint(10, 5_000) * 1_000, "decimal")],
            SR + "amountKind": [self._any("amount-kind")],
            SR + "currency": [iri(PREFIXES["currency"] + "EUR")],
            SR + "fund": [Term('"ERDF"')],
        }


def lines(triples: int, schemes_folder: Path, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Kind of thing and N-Triples line, that many or up to a block fewer."""
    left = triples
    for kind, name, said in Maker(triples, seed, schemes(schemes_folder)).things():
        left -= sum(len(objects) for objects in said.values())
        if left < 0:
            return
        subject = thing(kind, name).text
        for predicate, objects in said.items():
            for value in objects:
                yield kind, f"{subject} <{predicate}> {value.text} .\n"
