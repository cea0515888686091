"""The catalogue of the packaged data: what portals and their shapes make of it.

Sizes and hashes are those of bytes that a server really serves.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

import dcatap as official_shapes
import offering
from smartregions import namespaces as ns
from smartregions.catalogue import dcatap, dcatap2
from smartregions.catalogue.harvest.advertised import Feeds, advertised
from smartregions.catalogue.harvest.check import Plan, check
from smartregions.catalogue.harvest.closure import payload
from smartregions.catalogue.harvest.conformity import ShapesFile, Verdict, judged, shapes_file
from smartregions.catalogue.harvest.fetching import HttpClient
from smartregions.catalogue.harvest.identifiers import identifier, normalised
from smartregions.catalogue.harvest.judging import Measure
from smartregions.catalogue.harvest.links import Links
from smartregions.catalogue.harvest.traps import KEYWORD
from smartregions.catalogue.offered import CATALOGUE_GRAPH
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.stubs import KINDS
from smartregions.catalogue.terms import (
    AUTHORITY,
    CATALOGUE,
    DATASET,
    DISTRIBUTION,
    SPDX,
    dcat,
    dct,
    skos,
)
from smartregions.catalogue.writing import FORMS, written
from smartregions.errors import ServiceError
from smartregions.validation.engines.reference import validate as by_pyshacl
from smartregions.validation.graph import ntriples
from webserver import Reply, Site

NOW = datetime(2027, 1, 1, tzinfo=UTC)
ENDINGS = {
    "turtle": ("ttl", "text/turtle"),
    "rdfxml": ("rdf", "application/rdf+xml"),
    "jsonld": ("jsonld", "application/ld+json"),
    "ntriples": ("nt", "application/n-triples"),
}
FILES = ("shapes", "range", "deprecateduris", "shapes_recommended", "mdr-vocabularies.shape")


@pytest.fixture
def site(offered: Site) -> Site:
    return offered


@pytest.fixture
def said(triples: tuple[Triple, ...]) -> Statements:
    return Statements(triples)


def official(release: str, *names: str) -> list[ShapesFile]:
    paths = [official_shapes.official(release, f"{name}.ttl") for name in names]
    return [file for p in paths if (file := shapes_file(p.name, p.read_bytes()))]


def served(site: Site, triples: tuple[Triple, ...]) -> str:
    """The catalogue on the site in every format, by negotiation and by suffix."""
    bodies = {kind: Reply(written(triples, form), kind) for form, (_, kind) in ENDINGS.items()}
    site.routes["/catalog"] = lambda asked: bodies.get(asked.accept, bodies["text/turtle"])
    for ending, kind in ENDINGS.values():
        site.routes[f"/catalog.{ending}"] = bodies[kind]
    return site.at("/catalog")


def test_every_graph_is_one_dataset_of_the_catalogue(said: Statements, site: Site) -> None:
    wanted = {ns.DATASET + graph.removeprefix(ns.GRAPH) for graph in offering.graphs()}
    assert {ns.DATASET + name for name in ("ontology", "schemes", "shapes", "actors")} <= wanted
    assert {node.value for node in said.typed(DATASET)} == wanted
    (catalog,) = said.typed(CATALOGUE)
    assert {node.value for node in said.objects(catalog, dcat("dataset"))} == wanted


def test_no_path_leads_from_a_dataset_to_another_or_to_the_catalogue(said: Statements) -> None:
    for node in said.typed(DATASET):
        taken = payload(said, node)
        assert taken.foreign == ()
        assert taken.catalogues == ()
        assert len(taken.triples) > 30


@pytest.mark.parametrize("name", ["sparql", "oai", "feed"])
def test_the_services_are_linked_from_the_catalogue_only(
    said: Statements, triples: tuple[Triple, ...], site: Site, name: str
) -> None:
    service = NamedNode(f"{ns.BASE}service/{name}")
    linked = [t for t in triples if t.object == service]
    assert [(t.subject, t.predicate) for t in linked] == [(dcatap.CATALOG, dcat("service"))]
    assert said.value(service, dcat("endpointURL")) == NamedNode(site.at(f"/{name}"))


def test_a_harvester_finds_the_feeds_by_what_they_conform_to(said: Statements, site: Site) -> None:
    assert advertised(said) == Feeds(site.at("/oai"), site.at("/feed"))


def test_what_a_dataset_was_made_from_is_told_in_words(said: Statements) -> None:
    node = NamedNode(ns.DATASET + "regions")
    assert said.objects(node, dct("source")) == []
    (statement,) = said.objects(node, dct("provenance"))
    english, french = sorted(said.texts(statement, NamedNode(ns.RDFS + "label")), reverse=True)
    assert "Made from NUTS 2016, 2021 and 2024 <" in english and ns.DATASET + "nuts" in english
    assert "à partir de NUTS 2016, 2021 et 2024 <" in french and ns.DATASET + "nuts" in french


@pytest.mark.parametrize("name", ["title", "description"])
def test_texts_are_in_english_and_french_once_each(said: Statements, name: str) -> None:
    """Of the catalogue and its services, which are ours, of the datasets, of their files."""
    for kind in (DATASET, DISTRIBUTION, CATALOGUE, dcat("DataService")):
        for node in said.typed(kind):
            texts = [o for o in said.objects(node, dct(name)) if isinstance(o, Literal)]
            tags = sorted(text.language or "" for text in texts)
            assert tags == (["en"] if texts[0].value == "Smart Regions" else ["en", "fr"]), node


def test_identifiers_are_the_iris_and_stay_apart_in_the_hub(said: Statements) -> None:
    names = [identifier(said, node) for node in said.typed(DATASET)]
    assert names == [node.value for node in said.typed(DATASET)]
    assert len({normalised(name or "") for name in names}) == len(names)


def test_keywords_are_such_as_ckan_takes(triples: tuple[Triple, ...]) -> None:
    words = [t.object for t in triples if t.predicate == dcat("keyword")]
    assert len(words) > 30
    assert all(isinstance(word, Literal) and KEYWORD.fullmatch(word.value) for word in words)


def test_the_title_of_the_licence_is_the_one_in_the_register_of_ckan(said: Statements) -> None:
    licence = NamedNode(AUTHORITY + "licence/CC_BY_4_0")
    assert said.objects(licence, dct("title")) == [Literal("Creative Commons Attribution")]
    for node in said.typed(dcat("Distribution")):
        assert said.objects(node, dct("license")) == [licence]


def test_size_and_hash_are_those_of_the_bytes_that_are_served(
    said: Statements, triples: tuple[Triple, ...]
) -> None:
    client = HttpClient()
    distributions = said.typed(dcat("Distribution"))
    assert len(distributions) == 2 * len(offering.graphs())
    for node in distributions:
        (address,) = said.objects(node, dcat("downloadURL"))
        body = client.get(address.value).body
        (checksum,) = said.objects(node, NamedNode(SPDX + "checksum"))
        assert said.texts(node, dcat("byteSize")) == [str(len(body))]
        digest = hashlib.sha256(body).hexdigest()
        assert said.texts(checksum, NamedNode(SPDX + "checksumValue")) == [digest]


def test_every_concept_of_an_authority_is_typed_labelled_and_in_a_titled_scheme(
    said: Statements, triples: tuple[Triple, ...]
) -> None:
    concepts = {
        t.object: KINDS[t.predicate]
        for t in triples
        if t.predicate in KINDS
        and isinstance(t.object, NamedNode)
        and (t.object.value.startswith(AUTHORITY) or "purl.org/adms" in t.object.value)
    }
    assert len(concepts) > 30
    for node, kind in concepts.items():
        assert said.is_a(node, kind), node
        assert said.texts(node, skos("prefLabel")), node
        (scheme,) = said.objects(node, skos("inScheme"))
        assert said.texts(scheme, dct("title")), scheme


def test_the_place_of_a_graph_is_countries_beside_nuts_codes(said: Statements) -> None:
    node = NamedNode(ns.DATASET + "cybersecurity")
    places = {place.value for place in said.objects(node, dct("spatial"))}
    assert AUTHORITY + "country/FRA" in places
    assert "http://data.europa.eu/nuts/code/FRH0" in places
    assert said.texts(NamedNode("http://data.europa.eu/nuts/code/FRH0"), skos("prefLabel")) == [
        "Bretagne"
    ]


def test_the_time_of_a_graph_is_from_its_first_date_to_its_last(said: Statements) -> None:
    """The dates in data/cybersecurity.ttl run from 2017-12-07 to 2023-06-26."""
    (time,) = said.objects(NamedNode(ns.DATASET + "cybersecurity"), dct("temporal"))
    assert said.texts(time, dcat("startDate")) == ["2017-12-07"]
    assert said.texts(time, dcat("endDate")) == ["2023-06-26"]


def test_the_dates_of_a_dataset_are_those_of_its_changes(said: Statements, site: Site) -> None:
    """The data state later ones than this log has, which cannot be."""
    for source in offering.sources(site):
        node = NamedNode(source.dataset)
        assert said.texts(node, dct("issued")) == [source.issued]
        assert said.texts(node, dct("modified")) == [source.modified]
        assert said.texts(node, dcat("version")) == [str(source.change)]


@official_shapes.NEEDED
def test_the_catalogue_has_full_marks_over_http_and_nothing_is_lost(
    site: Site, triples: tuple[Triple, ...]
) -> None:
    """Warnings remain that no shape lets us mend: see the test of each release below."""
    client = HttpClient(60)
    measure = Measure(official("3.0.1", *FILES), Links(client), NOW)
    report = check(client, served(site, triples), Plan(measure, feeds=None, pause=0))
    assert [f for f in report.findings if f.severity == "violation"] == []
    assert {score.points for score in report.scores} == {405}
    assert (report.points, report.most_points, report.rating) == (405, 405, "Excellent")
    assert all(r.same and r.status == 200 for r in report.representations)
    assert set(report.counts) <= {"NodeConstraintComponent", "MinCountConstraintComponent"}


def found(release: str, name: str, triples: tuple[Triple, ...]) -> list[Verdict]:
    return list(judged(official(release, name), Statements(triples)))


@official_shapes.NEEDED
@pytest.mark.parametrize("release", ["3.0.1", "2.1.1"])
@pytest.mark.parametrize("name", ["shapes", "range", "deprecateduris"])
def test_the_official_shapes_conform(release: str, name: str, triples: tuple[Triple, ...]) -> None:
    view = triples if release == "3.0.1" else dcatap2.dcat_ap_2(triples)
    assert [verdict.message for verdict in found(release, name, view)] == []


@official_shapes.NEEDED
@pytest.mark.parametrize("release", ["3.0.1", "2.1.1"])
def test_of_the_vocabularies_only_our_publisher_and_the_nuts_codes_are_warned_of(
    release: str, triples: tuple[Triple, ...]
) -> None:
    """The publisher is no body of the Union's table, and NUTS codes stand beside countries."""
    view = triples if release == "3.0.1" else dcatap2.dcat_ap_2(triples)
    warned = found(release, "mdr-vocabularies.shape", view)
    assert not any(verdict.is_violation for verdict in warned)
    values = Counter((v.path, (v.result.value or v.result.focus_node).value) for v in warned)
    assert {path for path, _ in values} == {"dct:publisher", "dct:spatial"}
    for path, value in values:
        space = ns.ID if path == "dct:publisher" else "http://data.europa.eu/nuts/code/"
        assert value.startswith(space)


@official_shapes.NEEDED
@pytest.mark.parametrize("release", ["3.0.1", "2.1.1"])
def test_of_the_recommendations_only_what_may_not_or_cannot_be_said_is_missing(
    release: str, triples: tuple[Triple, ...]
) -> None:
    """The outlines of NUTS units may not be passed on, and countries are those of the table.

    Of which type the publisher is, no source says.
    """
    view = triples if release == "3.0.1" else dcatap2.dcat_ap_2(triples)
    missing = Counter(verdict.path for verdict in found(release, "shapes_recommended", view))
    assert set(missing) == {"dcat:bbox", "dcat:centroid", "dct:type"}
    assert missing["dct:type"] == 1


@official_shapes.NEEDED
@pytest.mark.parametrize("name", ["dcat-ap-SHACL.ttl", "ranges.ttl"])
def test_the_generated_shapes_of_the_release_conform(
    name: str, triples: tuple[Triple, ...]
) -> None:
    path = official_shapes.FOLDER / "releases/3.0.1/shacl" / name
    file = shapes_file(name, path.read_bytes())
    assert file is not None
    assert [verdict.message for verdict in judged([file], Statements(triples))] == []


@official_shapes.NEEDED
def test_the_reference_engine_agrees(triples: tuple[Triple, ...]) -> None:
    for file in official("3.0.1", "shapes", "range"):
        assert by_pyshacl(ntriples(triples), (), file.shapes.ntriples) == []


SCRIPT = """
import hashlib, offering
from offering import Graph, catalogue
from smartregions.catalogue.offered import Deployment, File
from smartregions.catalogue.writing import FORMS, written, FORMS
sources = [
    Graph(g, 1, "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", t,
           [File("turtle", "http://e/" + g[-5:], 1, "ab")])
    for g, t in offering.graphs().items()
]
triples = catalogue(Deployment("http://e/"), sources)
for form in FORMS:
    print(form, hashlib.sha256(written(triples, form)).hexdigest())
"""


def test_the_same_data_gives_the_same_bytes_in_every_process() -> None:
    def run(seed: str) -> str:
        path = os.pathsep.join(
            [str(Path(offering.__file__).parent), os.environ.get("PYTHONPATH", "")]
        )
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
        return subprocess.run(
            [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True,
            check=True, timeout=120,
        ).stdout  # fmt: skip

    first = run("1")
    assert len(first.splitlines()) == 6
    assert first == run("2") == run("3")


@pytest.mark.parametrize("form", ["turtle", "rdfxml", "jsonld", "trig", "nquads"])
def test_every_format_holds_the_same_statements(form: str, triples: tuple[Triple, ...]) -> None:
    syntax = {"turtle": RdfFormat.TURTLE, "rdfxml": RdfFormat.RDF_XML,
              "jsonld": RdfFormat.JSON_LD, "trig": RdfFormat.TRIG,
              "nquads": RdfFormat.N_QUADS}[form]  # fmt: skip
    assert {q.triple for q in pyoxigraph.parse(written(triples, form), format=syntax)} == {*triples}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_order_of_the_statements_is_no_matter(form: str, triples: tuple[Triple, ...]) -> None:
    assert written(reversed(triples), form) == written(triples, form)


def test_a_change_of_one_graph_changes_the_description_of_that_graph_only(site: Site) -> None:
    before = offering.sources(site)
    changed = [
        offering.Graph(s.graph, 99, s.issued, "2026-12-31T00:00:00Z", s.triples, s.files)
        if s.name == "figures" else s
        for s in before
    ]  # fmt: skip
    one, two = (
        Statements(offering.catalogue(offering.deployment(site), sources))
        for sources in (before, changed)
    )
    differ = [
        n.value
        for n in one.typed(DATASET)
        if {*payload(one, n).triples} != {*payload(two, n).triples}
    ]
    assert differ == [ns.DATASET + "figures"]


def test_a_graph_that_no_catalogue_describes_is_offered_all_the_same(site: Site) -> None:
    source = offering.Graph(
        ns.GRAPH + "north", 1, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", (), title="North"
    )
    said = Statements(offering.catalogue(offering.deployment(site), [source]))
    node = NamedNode(source.dataset)
    assert said.texts(node, dct("title")) == ["North"]
    assert said.texts(node, dct("description"))
    assert said.objects(node, dct("temporal")) == []


def test_a_graph_describes_itself_only_where_the_catalogue_is_silent(site: Site) -> None:
    node, moment = NamedNode(ns.DATASET + "north"), "2026-01-01T00:00:00Z"
    own = [Triple(node, dct("title"), Literal("Own", language="en"))]
    other = [Triple(node, dct("title"), Literal("Ours", language="en"))]
    north = offering.Graph(ns.GRAPH + "north", 1, moment, moment, own)
    ours = offering.Graph(CATALOGUE_GRAPH, 2, moment, moment, other)
    stranger = offering.Graph(ns.GRAPH + "south", 3, moment, moment, other)
    titles = [
        Statements(offering.catalogue(offering.deployment(site), sources)).texts(node, dct("title"))
        for sources in ([north], [north, stranger], [north, ours])
    ]
    assert titles == [["Own"], ["Own"], ["Ours"]]


def test_graphs_that_a_portal_cannot_tell_apart_are_refused(site: Site) -> None:
    moment = "2026-01-01T00:00:00Z"
    alike = [offering.Graph(ns.GRAPH + n, 1, moment, moment, ()) for n in ("a-b", "A.b")]
    with pytest.raises(ServiceError, match="rename one"):
        offering.catalogue(offering.deployment(site), alike)


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        ("S3/RIS3", ["S3 RIS3"]),
        ("cyber, security", ["cyber", "security"]),
        ("a", []),
        ("x" * 120, ["x" * 100]),
        ("(énergie)", ["énergie"]),
    ],
)
def test_a_keyword_is_written_as_ckan_takes_it(site: Site, word: str, kept: list[str]) -> None:
    node, moment = NamedNode(ns.DATASET + "north"), "2026-01-01T00:00:00Z"
    source = offering.Graph(
        ns.GRAPH + "north", 1, moment, moment, [Triple(node, dcat("keyword"), Literal(word))]
    )
    said = Statements(offering.catalogue(offering.deployment(site), [source]))
    assert said.texts(node, dcat("keyword")) == kept
