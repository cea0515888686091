"""What the order of a query's patterns costs, before and after `reorder`; nothing is asserted.

    python tests/benchmarks/reordering.py [triples ...]

The data are made up in the form of the real: few regions, skewed numbers of actors per region and
of projects per actor, one project in thirty with funding, one actor in fifty with a homepage. Each
query is written as most people would: the thing asked about first, what restricts it last.
Times are those of the processor, the best of five, in a process that is ended after ten seconds.
"""

from __future__ import annotations

import argparse
import os
import signal
import time
from collections.abc import Callable, Iterator
from random import Random

from pyoxigraph import NamedNode, RdfFormat, Store

from smartregions.namespaces import ID, SCHEME, SR
from smartregions.sparql.reorder import reorder
from smartregions.sparql.statistics import Statistics, measure
from smartregions.sparql.tokens import tokens

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
GRAPH = "https://w3id.org/smart-regions/graph/made-up"
PROLOGUE = (
    f"PREFIX sr: <{SR}> PREFIX rdfs: <{RDFS}> PREFIX dcterms: <{DCTERMS}> "
    f"PREFIX foaf: <{FOAF}> PREFIX region: <{ID}region/> PREFIX actor: <{ID}actor/> "
    f"PREFIX source: <{ID}source/> PREFIX country: <{ID}country/> PREFIX phase: <{SCHEME}phase/> "
    f"PREFIX helix: <{SCHEME}helix/> PREFIX type: <{SCHEME}actor-type/> "
    f"PREFIX role: <{SCHEME}participant-role/>\n"
)
REGIONS, SOURCES = 100, 300
SECONDS = 10

QUERIES = {
    "co-operation of two regions": """SELECT ?project {
  ?one sr:project ?project . ?other sr:project ?project .
  ?one sr:participant ?a . ?other sr:participant ?b .
  ?a sr:region region:20 . ?b sr:region region:30 }""",
    "co-operation network": """SELECT ?r ?s (COUNT(DISTINCT ?project) AS ?joint) {
  ?one sr:project ?project ; sr:participant ?a . ?other sr:project ?project ; sr:participant ?b .
  ?a sr:region ?r . ?b sr:region ?s . ?r sr:country country:3 . ?s sr:country country:4 }
GROUP BY ?r ?s""",
    "co-operation of those with a page": """SELECT ?a ?b {
  ?one sr:project ?project . ?one sr:participant ?a . ?other sr:project ?project .
  ?other sr:participant ?b . ?a rdfs:label ?la . ?b rdfs:label ?lb .
  ?a foaf:homepage ?pa . ?b foaf:homepage ?pb }""",
    "partners of an actor": """SELECT DISTINCT ?b ?label {
  ?other a sr:ProjectParticipation ; sr:project ?project ; sr:participant ?b .
  ?b rdfs:label ?label . ?one sr:project ?project ; sr:participant actor:90 }""",
    "the same, blank nodes": """SELECT DISTINCT ?b {
  [] sr:participantRole role:partner ; sr:project ?project ; sr:participant ?b .
  [] sr:project ?project ; sr:participant actor:90 }""",
    "money of projects": """SELECT ?project ?label ?amount {
  ?project rdfs:label ?label ; dcterms:source ?source ; sr:phase ?phase ; sr:funding ?funding .
  ?funding sr:amount ?amount }""",
    "money of a class": """SELECT ?project ?amount {
  ?project a sr:Project ; sr:funding ?funding . ?funding a sr:Funding ; sr:amount ?amount }""",
    "pages by country": """SELECT ?country ?page {
  ?region sr:country ?country . ?actor sr:region ?region . ?actor foaf:homepage ?page }""",
    "several conditions": """SELECT ?actor {
  ?actor sr:helix helix:industry ; sr:actorType type:3 ; sr:region region:7 ;
    dcterms:source source:7 }""",
    "two classes": """SELECT ?actor ?region {
  ?actor a sr:Actor . ?region a sr:Region . ?actor sr:region ?region .
  ?region sr:country country:3 }""",
    "EXISTS": """SELECT ?actor { ?actor foaf:homepage ?page FILTER EXISTS {
  ?one sr:participantRole role:lead . ?one sr:participant ?actor } }""",
    "NOT EXISTS, three patterns": """SELECT ?actor { ?actor foaf:homepage ?page FILTER NOT EXISTS {
  ?project sr:funding ?funding . ?one sr:project ?project . ?one sr:participant ?actor } }""",
    "OPTIONAL": """SELECT ?actor ?project { ?actor foaf:homepage ?page OPTIONAL {
  ?project sr:phase phase:4 . ?one sr:project ?project . ?one sr:participant ?actor } }""",
    "UNION": """SELECT ?x ?label { ?x rdfs:label ?label {
  ?one sr:participant ?a . ?one sr:project ?x . ?a foaf:homepage ?page } UNION {
  ?x dcterms:source source:5 . ?x sr:funding ?funding } }""",
    "sub-select": """SELECT ?label ?n { ?x rdfs:label ?label {
  SELECT ?x (COUNT(*) AS ?n) { ?one sr:participant ?x . ?one sr:project ?k . ?k sr:funding ?f .
  ?x foaf:homepage ?page } GROUP BY ?x } }""",
    "paths": """SELECT ?region ?amount {
  ?project ^sr:project/sr:participant/sr:region ?region . ?project sr:phase phase:3 .
  ?project sr:funding/sr:amount ?amount }""",
    "FILTER in between": """SELECT ?a ?l { ?a rdfs:label ?l . FILTER(STRLEN(?l) > 3)
  ?a sr:region ?r . FILTER(?r != region:1) ?a foaf:homepage ?page }""",
    "well written": """SELECT ?project { ?a foaf:homepage ?page . ?one sr:participant ?a .
  ?one sr:project ?project . ?project sr:phase phase:3 }""",
}


def data(triples: int) -> Iterator[str]:
    """About that many triples in N-Triples; the same number gives the same text."""
    random = Random(triples)
    projects, actors = triples // 27, triples // 60
    for n in range(REGIONS):
        country = {"country": _id("country", n % 20)}
        yield thing(random, "Region", _id("region", n), country)
    for n in range(actors):
        yield thing(random, "Actor", _id("actor", n), actor(random, n))
    for n in range(projects):
        phase = {"phase": _concept("phase", random.randrange(6))}
        money = {} if n % 30 else {"funding": _id("funding", n)}
        yield thing(random, "Project", _id("project", n), phase | money)
        if money:
            yield thing(random, "Funding", _id("funding", n), {"amount": f'"{n}"'})
    for n in range(projects * 3):
        taking_part = {
            "project": _id("project", random.randrange(projects)),
            "participant": _id("actor", int(random.paretovariate(0.6)) % actors),
            "participantRole": _concept("participant-role", "partner" if n % 9 else "lead"),
        }
        yield thing(random, "ProjectParticipation", _id("project-participation", n), taking_part)


def actor(random: Random, number: int) -> dict[str, str]:
    """The properties of an actor; most are of the first few regions."""
    properties = {
        "region": _id("region", int(random.paretovariate(0.8)) % REGIONS),
        "helix": _concept("helix", random.choice(("academia", "industry"))),
        "actorType": _concept("actor-type", random.randrange(12)),
    }
    page = {} if number % 50 else {FOAF + "homepage": f"<https://{number}.example/>"}
    return properties | page


def thing(random: Random, kind: str, subject: str, properties: dict[str, str]) -> str:
    """The triples of one thing; names without a namespace are of the ontology."""
    lines = [
        f"{subject} <{RDF}type> <{SR}{kind}> .\n",
        f'{subject} <{RDFS}label> "{subject[1:-1]}"@en .\n',
        f"{subject} <{DCTERMS}source> {_id('source', random.randrange(SOURCES))} .\n",
    ]
    for name, value in properties.items():
        lines.append(f"{subject} <{name if ':' in name else SR + name}> {value} .\n")
    return "".join(lines)


def _id(kind: str, name: object) -> str:
    return f"<{ID}{kind}/{name}>"


def _concept(scheme: str, name: object) -> str:
    return f"<{SCHEME}{scheme}/{name}>"


def filled(triples: int) -> Store:
    """A store as the index holds it: a named graph, and the merge of all as the default graph."""
    store = Store()
    text = "".join(data(triples)).encode()
    store.bulk_load(text, RdfFormat.N_TRIPLES)
    store.bulk_load(text, RdfFormat.N_TRIPLES, to_graph=NamedNode(GRAPH))
    return store


def best(work: Callable[[], object], times: int) -> float:
    """The least processor time that the work took, in seconds."""
    took = []
    for _ in range(times):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return min(took)


def milliseconds(store: Store, text: str) -> float | None:
    """The time of a query in a process of its own; None if it was ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(SECONDS)
        took = best(lambda: list(store.query(text)), 5)  # type: ignore[arg-type]
        os.write(writing, str(took * 1000).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return float(said) if said else None


def report(triples: int) -> None:
    """Print a table for data of this size."""
    store = filled(triples)
    started = time.process_time()
    statistics = measure(store)
    took = time.process_time() - started
    print(f"\n{statistics.any.triples:,.0f} triples; measured in {took:.3f} s")
    print(f"{'query':34} {'as written':>12} {'reordered':>12} {'ratio':>8} {'µs':>5} {'µs*':>5}")
    for name, query in QUERIES.items():
        row(store, statistics, name, PROLOGUE + query)
    print("µs: of reorder(), with the tokens known; µs*: the tokens read as well")


def row(store: Store, statistics: Statistics, name: str, text: str) -> None:
    """Print what one query costs in both orders, and what it costs to find the other."""
    read = list(tokens(text))
    known = best(lambda: reorder(text, statistics, read), 50) * 1e6
    unknown = best(lambda: reorder(text, statistics), 50) * 1e6
    other = reorder(text, statistics)
    before, after = milliseconds(store, text), milliseconds(store, other)
    ratio = "same" if other == text else _ratio(before, after)
    times = f"{_shown(before)} {_shown(after)}"
    print(f"{name:34} {times} {ratio:>8} {known:5.0f} {unknown:5.0f}", flush=True)


def _ratio(before: float | None, after: float | None) -> str:
    if after is None:
        return "-"
    return f"> {SECONDS * 1000 / after:.0f}" if before is None else f"{before / after:.1f}"


def _shown(took: float | None) -> str:
    return f"> {SECONDS} s".rjust(12) if took is None else f"{took:9.2f} ms"


def main() -> None:
    """Print a table for each size asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("triples", type=int, nargs="*", default=[100_000, 1_000_000])
    for triples in parser.parse_args().triples:
        report(triples)


if __name__ == "__main__":
    main()
