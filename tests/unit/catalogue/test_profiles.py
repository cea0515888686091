"""The catalogue in other words: DCAT-AP 2.1.1, schema.org, VoID."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Triple

import offering
from smartregions import namespaces as ns
from smartregions.catalogue import void
from smartregions.catalogue.dcatap import CATALOG
from smartregions.catalogue.dcatap2 import dcat_ap_2
from smartregions.catalogue.schemaorg import schema, schema_org
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import SPDX, TYPE, dcat, dct
from webserver import Site


@pytest.fixture
def site(offered: Site) -> Site:
    return offered


def test_the_view_of_2_1_1_has_decimal_sizes_and_no_checksum(triples: tuple[Triple, ...]) -> None:
    view = dcat_ap_2(triples)
    sizes = [t.object for t in view if t.predicate == dcat("byteSize")]
    assert len(sizes) == 2 * len(offering.graphs())
    assert {s.datatype.value for s in sizes if isinstance(s, Literal)} == {ns.XSD + "decimal"}
    assert not any(SPDX in str(triple) for triple in view)
    assert {t.predicate for t in triples} - {t.predicate for t in view} == {
        dcat("version"),
        *(NamedNode(SPDX + n) for n in ("checksum", "algorithm", "checksumValue")),
    }


def test_a_search_engine_finds_what_it_requires_of_every_dataset(
    triples: tuple[Triple, ...],
) -> None:
    said = Statements(schema_org(triples))
    datasets = said.typed(schema("Dataset"))
    assert len(datasets) == len(offering.graphs())
    for node in datasets:
        assert len(said.texts(node, schema("name"))) == 1
        (text,) = said.texts(node, schema("description"))
        assert 50 <= len(text) <= 5_000
        for name in ("license", "creator", "identifier", "keywords", "url", "temporalCoverage"):
            assert said.objects(node, schema(name)), (node, name)
        assert said.objects(node, schema("includedInDataCatalog")) == [CATALOG]
        for place in said.objects(node, schema("spatialCoverage")):
            assert said.is_a(place, schema("Place")) and said.texts(place, schema("name"))


def test_every_file_is_a_download_with_address_type_and_size(triples: tuple[Triple, ...]) -> None:
    before, said = Statements(triples), Statements(schema_org(triples))
    files = said.typed(schema("DataDownload"))
    assert len(files) == 2 * len(offering.graphs())
    for node in files:
        assert said.objects(node, schema("contentUrl")) == before.objects(node, dcat("downloadURL"))
        (size,) = before.texts(node, dcat("byteSize"))
        assert said.texts(node, schema("contentSize")) == [f"{size} B"]
    types = {text for node in files for text in said.texts(node, schema("encodingFormat"))}
    assert types == {"text/turtle", "application/n-triples"}


def test_a_short_description_is_made_long_enough() -> None:
    node = NamedNode("http://e/d")
    triples = [
        Triple(node, TYPE, dcat("Dataset")),
        Triple(node, dct("title"), Literal("Towns", language="en")),
        Triple(node, dct("description"), Literal("Towns.", language="en")),
    ]
    (text,) = Statements(schema_org(triples)).texts(node, schema("description"))
    assert text.startswith("Towns: Towns.") and len(text) >= 50


def test_void_counts_what_each_graph_holds(site: Site) -> None:
    said = Statements(offering.described(offering.deployment(site), offering.sources(site)))
    for graph, triples in offering.graphs().items():
        node = NamedNode(graph)
        assert said.texts(node, void.void("triples")) == [str(len(set(triples)))]
        subjects = {t.subject for t in triples}
        assert said.texts(node, void.void("distinctSubjects")) == [str(len(subjects))]
        of_parts = 0
        for part in said.objects(node, void.void("propertyPartition")):
            of_parts += int(said.texts(part, void.void("triples"))[0])
        assert of_parts == len(set(triples))
        dumps = {value.value for value in said.objects(node, void.void("dataDump"))}
        name = graph.removeprefix(ns.GRAPH)
        assert dumps == {site.at(f"/graph/{name}.ttl"), site.at(f"/graph/{name}.nt")}


def test_void_counts_the_links_from_ours_to_others_by_property_and_space(site: Site) -> None:
    """A link to ourselves, and a property that is no link, count nothing."""
    ours, same = NamedNode(ns.ID + "region/a"), NamedNode(ns.OWL + "sameAs")
    triples = [
        Triple(ours, same, NamedNode("http://www.wikidata.org/entity/Q1")),
        Triple(ours, same, NamedNode("http://www.wikidata.org/entity/Q2")),
        Triple(ours, same, NamedNode(ns.ID + "region/b")),
        Triple(ours, NamedNode("http://e/p"), NamedNode("http://www.wikidata.org/entity/Q3")),
    ]
    (first, *_) = offering.sources(site)
    source = type(first)(ns.GRAPH + "x", 1, first.issued, first.modified, triples)
    said = Statements(offering.described(offering.deployment(site), [source]))
    (linkset,) = said.typed(void.void("Linkset"))
    assert said.texts(linkset, void.void("triples")) == ["2"]
    assert said.objects(linkset, void.void("linkPredicate")) == [same]
    (target,) = said.objects(linkset, void.void("objectsTarget"))
    assert said.texts(target, void.void("uriSpace")) == ["http://www.wikidata.org/"]
    assert linkset in said.objects(NamedNode(source.graph), void.void("subset"))


def test_void_leads_from_the_document_to_every_graph(site: Site) -> None:
    said = Statements(offering.described(offering.deployment(site), offering.sources(site)))
    subsets = {node.value for node in said.objects(void.WHOLE, void.void("subset"))}
    assert subsets == set(offering.graphs())
