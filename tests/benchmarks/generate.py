"""Made-up data in the form of the real, for load tests only; nothing of it is published.

    python tests/benchmarks/generate.py 200000 [--faults 0.1] > data.ttl

The same arguments give the same text. One block in `1 / faults` has one fault: a name without
language, a region that is not there, a date that does not exist, an address written as text.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from random import Random

PREFIXES = """\
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix partnership: <https://w3id.org/smart-regions/id/partnership/> .
@prefix participation: <https://w3id.org/smart-regions/id/participation/> .
@prefix platform: <https://w3id.org/smart-regions/id/platform/> .
@prefix region: <https://w3id.org/smart-regions/id/region/> .
@prefix actor: <https://w3id.org/smart-regions/id/actor/> .
@prefix capability: <https://w3id.org/smart-regions/id/capability/> .
@prefix project: <https://w3id.org/smart-regions/id/project/> .
@prefix taking-part: <https://w3id.org/smart-regions/id/project-participation/> .
@prefix funding: <https://w3id.org/smart-regions/id/funding/> .
@prefix source: <https://w3id.org/smart-regions/id/source/> .
@prefix role: <https://w3id.org/smart-regions/scheme/partnership-role/> .
@prefix helix: <https://w3id.org/smart-regions/scheme/helix/> .
@prefix actor-type: <https://w3id.org/smart-regions/scheme/actor-type/> .
@prefix kind: <https://w3id.org/smart-regions/scheme/capability-kind/> .
@prefix segment: <https://w3id.org/smart-regions/scheme/value-chain/> .
@prefix phase: <https://w3id.org/smart-regions/scheme/project-phase/> .
@prefix participant-role: <https://w3id.org/smart-regions/scheme/participant-role/> .
@prefix amount-kind: <https://w3id.org/smart-regions/scheme/amount-kind/> .
@prefix scheme: <https://w3id.org/smart-regions/scheme/> .
@prefix country: <http://publications.europa.eu/resource/authority/country/> .
@prefix currency: <http://publications.europa.eu/resource/authority/currency/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
START = """\
partnership:made-up a sr:Partnership ;
  rdfs:label "Made-up partnership"@en ;
  sr:thematicPlatform platform:made-up ;
  sr:valueChainScheme scheme:value-chain ;
  dcterms:source source:m0 .

platform:made-up a sr:ThematicPlatform ;
  rdfs:label "Made-up platform"@en ;
  dcterms:source source:m0 .
"""
START_TRIPLES = 8

COUNTRIES = ("FRA", "ESP", "FIN", "EST", "LUX", "DEU", "ITA", "BEL")
HELICES = ("academia", "industry", "government", "civil-society")
TYPES = ("agency", "association", "cluster", "company", "research-organisation", "university")
KINDS = ("supply", "demand", "research", "test-infrastructure", "training", "finance")
FAULTS = (
    ('"@en ;', '" ;'),
    ("region:m", "region:missing"),
    ('-15"^^xsd:date', '-32"^^xsd:date'),
    ("<https://example.org/p", '"https://example.org/p'),
)
"""What stands in a good block, and what in one with a fault."""


def blocks(random: Random) -> Iterator[tuple[int, str]]:
    """Blocks without end, each with its number of triples: one region, its actors, their work."""
    number = 0
    while True:
        yield 6, source(number, random)
        yield 4, region(number, random)
        yield 6, participation(number, random)
        for _ in range(10):
            number += 1
            yield 8, actor(number, random)
            yield 9, capability(number, random)
            if number % 5 == 1:
                yield 5, project(number, random)
                yield 7, funding(number, random)
            yield 6, taking_part(number, random)


def near(number: int, every: int = 10) -> int:
    """The number of the region, source or project to which a thing belongs."""
    return number - 1 - (number - 1) % every if number else 0


def source(n: int, random: Random) -> str:
    day = f"20{random.randint(18, 25)}-{random.randint(1, 12):02}-15"
    return f"""source:m{n} a sr:Source ;
  rdfs:label "example.org, page {n}"@en ;
  sr:page <https://example.org/p{n}> ;
  dcterms:title "Page {n} of the made-up report"@en ;
  dcterms:language "en" ;
  dcterms:issued "{day}"^^xsd:date ."""


def region(n: int, random: Random) -> str:
    return f"""region:m{n} a sr:Region ;
  rdfs:label "Region {n}"@en ;
  sr:country country:{random.choice(COUNTRIES)} ;
  dcterms:source source:m{n} ."""


def participation(n: int, random: Random) -> str:
    return f"""participation:m{n} a sr:RegionParticipation ;
  rdfs:label "Region {n} takes part"@en ;
  sr:partnership partnership:made-up ;
  sr:participatingRegion region:m{n} ;
  sr:role role:{"leading" if n == 0 else "participating"} ;
  dcterms:source source:m{n} ."""


def actor(n: int, random: Random) -> str:
    home = near(n)
    return f"""actor:m{n} a sr:Actor ;
  rdfs:label "Organisation {n}"@en ;
  sr:actorType actor-type:{random.choice(TYPES)} ;
  sr:helix helix:{random.choice(HELICES)} ;
  sr:actsFor region:m{home} ;
  sr:locatedIn region:m{home} ;
  foaf:homepage <https://example.org/{n}> ;
  dcterms:source source:m{home} ."""


def capability(n: int, random: Random) -> str:
    home = near(n)
    return f"""capability:m{n} a sr:Capability ;
  rdfs:label "Capability {n}"@en ;
  dcterms:description "Organisation {n} offers what a region of this size needs."@en ;
  sr:capabilityKind kind:{random.choice(KINDS)} ;
  sr:holder actor:m{n} ;
  sr:region region:m{home} ;
  sr:segment segment:test-certification ;
  dcterms:issued "2024-{random.randint(1, 12):02}-15"^^xsd:date ;
  dcterms:source source:m{home} ."""


def project(n: int, random: Random) -> str:
    return f"""project:m{n} a sr:Project ;
  rdfs:label "Project {n}"@en ;
  sr:phase phase:completed ;
  sr:funding funding:m{n} ;
  dcterms:source source:m{near(n)} ."""


def funding(n: int, random: Random) -> str:
    return f"""funding:m{n} a sr:Funding ;
  rdfs:label "Funding of project {n}"@en ;
  sr:amount {random.randint(10, 5_000) * 1_000} ;
  sr:amountKind amount-kind:eu-contribution ;
  sr:currency currency:EUR ;
  sr:fund "ERDF" ;
  dcterms:source source:m{near(n)} ."""


def taking_part(n: int, random: Random) -> str:
    return f"""taking-part:m{n} a sr:ProjectParticipation ;
  rdfs:label "Organisation {n} takes part in a project"@en ;
  sr:participant actor:m{n} ;
  sr:participantRole participant-role:partner ;
  sr:project project:m{near(n, 5) + 1} ;
  dcterms:source source:m{near(n)} ."""


def faulty(block: str, random: Random) -> str:
    """The block with one fault, if it has a place for it."""
    fitting = [fault for fault in FAULTS if fault[0] in block]
    if not fitting:
        return block
    good, bad = random.choice(fitting)
    if good.startswith("<"):
        head, _, tail = block.partition(good)
        return head + bad + tail.replace(">", '"', 1)
    return block.replace(good, bad, 1)


def generate(triples: int, faults: float = 0.1) -> Iterator[str]:
    """The text in pieces: about that many triples, and that share of blocks with a fault."""
    random = Random(triples)
    yield PREFIXES + "\n" + START
    left = triples - START_TRIPLES
    for size, block in blocks(random):
        left -= size
        if left < 0:
            return
        yield "\n" + (faulty(block, random) if random.random() < faults else block) + "\n"


def main() -> None:
    """Write the text to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("triples", type=int)
    parser.add_argument("--faults", type=float, default=0.1, help="share of blocks with a fault")
    arguments = parser.parse_args()
    for piece in generate(arguments.triples, arguments.faults):
        sys.stdout.write(piece)


if __name__ == "__main__":
    main()
