"""A description is complete, bounded, and says how much there is."""

from __future__ import annotations

from urllib.parse import unquote

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from smartregions.index import Revision
from smartregions.index.dataset import as_stored
from smartregions.index.evaluation import Limits
from smartregions.namespaces import GRAPH, ID, SR
from smartregions.things import addresses, parcel
from smartregions.things.describing import Asked, describing, task
from smartregions.things.description import INCOMING, OUTGOING, Description
from smartregions.things.document import Document
from thingsworld import World

THING = ID + "region/x"
DOCUMENT = Document("http://e/doc/region/x")


def stored(*graphs: str, merges: bool = True) -> Store:
    store = Store()
    for number, text in enumerate(graphs):
        quads = (
            Quad(q.subject, q.predicate, q.object, NamedNode(f"{GRAPH}g{number}"))
            for q in parse(text.encode(), format=RdfFormat.TURTLE)
        )
        store.extend(as_stored(quads, merges))
    return store


def describe(store: Store, page: int = 1, merges: bool = True, iri: str = THING) -> Description:
    done = describing(merges, Limits())(store, Revision(1, ""), task(Asked((iri,), DOCUMENT, page)))
    return parcel.unpacked(done)


def test_a_statement_of_two_graphs_is_one_with_both() -> None:
    for merges in (True, False):
        text = f'<{THING}> <{SR}size> "1" .'
        found = describe(stored(text, text, merges=merges), merges=merges)
        assert [each.graphs for each in found.outgoing] == [(GRAPH + "g0", GRAPH + "g1")]


def test_nodes_within_a_thing_come_with_it_and_nothing_else_does() -> None:
    found = describe(
        stored(
            f"<{THING}> <{SR}a> [ <{SR}b> [ <{SR}c> <{THING}#part> ] ] ; <{SR}d> <{ID}other> ."
            f'<{THING}#part> <{SR}e> "part" . <{ID}other> <{SR}f> "other" .'
        )
    )
    assert sorted(each.triple.predicate.value[-1] for each in found.outgoing) == list("abcde")


def test_what_leads_to_a_thing_is_counted_and_comes_page_by_page() -> None:
    lines = [f"<{ID}s/{n:04}> <{SR}{'near' if n % 2 else 'in'}> <{THING}> ." for n in range(250)]
    store = stored(f'<{THING}> <{SR}size> "1" .' + "\n".join(lines))
    pages = [describe(store, page) for page in (1, 2, 3)]
    assert {page.pages for page in pages} == {3}
    assert pages[0].arriving == {SR + "near": 125, SR + "in": 125}
    assert [len(page.incoming) for page in pages] == [INCOMING, INCOMING, 50]
    every = {each.triple.subject.value for page in pages for each in page.incoming}
    assert len(every) == 250


def test_what_is_said_of_a_thing_comes_page_by_page() -> None:
    lines = [f'<{THING}> <{SR}name> "{n}" .' for n in range(OUTGOING + 5)]
    store = stored("\n".join(lines))
    pages = [describe(store, page) for page in (1, 2)]
    assert [len(page.outgoing) for page in pages] == [OUTGOING, 5]
    assert pages[0].said == OUTGOING + 5


def test_a_thing_that_is_only_mentioned_is_not_described() -> None:
    store = stored(f"<{ID}a/x> a <{SR}T> ; <{SR}near> <{THING}> . <{ID}region/y> a <{SR}T> .")
    done = describing(True, Limits())(store, Revision(1, ""), task(Asked((THING,), DOCUMENT)))
    assert done.values == {"near": [ID + "a/x", ID + "region/y"]}


def test_the_packaged_data_tell_apart_what_a_source_says_and_what_we_conclude(
    world: World,
) -> None:
    found = describe(world.store, iri=ID + "capability/c001")
    graphs = {each.triple.predicate.value: each.graphs for each in found.outgoing}
    assert graphs[SR + "capabilityKind"] == (GRAPH + "classification",)
    assert graphs[SR + "holder"] == (GRAPH + "capabilities",)
    assert {each.graph: each.title for each in found.datasets}[GRAPH + "classification"]


def test_an_address_leads_back_to_its_iri() -> None:
    for name in ("region/x", "agent/Ann%20%3C%26%3E", "actor/é", "change/1", "a/b%2Fc"):
        iri = ID + name
        path = addresses.path(iri)
        assert path is not None and path.startswith("doc/")
        decoded = unquote(path.removeprefix("doc/"))
        assert iri in addresses.candidates(ID, decoded), name
    assert addresses.path(SR + "Region") == "ontology#Region"
    assert addresses.path("http://elsewhere.example/x") is None
