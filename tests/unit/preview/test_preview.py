"""What a change would bring about, over a small world of regions and actors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from smartregions import corpus
from smartregions import namespaces as ns
from smartregions.index.dataset import with_merge
from smartregions.library.question import Question, question
from smartregions.library.shelf import load
from smartregions.preview import Preview, what_would_change
from smartregions.preview.answers import applied, changed_terms, concerned
from smartregions.preview.duplicates import normalised
from smartregions.turtle.read import read
from smartregions.validation.change import Change, Rules, delete, post, put, rules_of
from smartregions.validation.change.state import Edit

PREFIXES = """\
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix actor: <https://w3id.org/smart-regions/id/actor/> .
@prefix region: <https://w3id.org/smart-regions/id/region/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
REGIONS = """
region:r a sr:Region ; rdfs:label "Bretagne"@fr, "Brittany"@en .
region:s a sr:Region ; rdfs:label "Castilla"@en .
"""
ACTORS = """
actor:a a sr:Actor ; rdfs:label "Pôle d'excellence Cyber"@fr ; sr:actsFor region:r .
actor:b a sr:Actor ; rdfs:label "INCIBE"@en ; sr:actsFor region:s .
"""
COUNT = "SELECT ?r (COUNT(?a) AS ?n) WHERE { ?a sr:actsFor ?r } GROUP BY ?r"
PEOPLE = "SELECT ?p WHERE { ?p a sr:Person }"


def asked(name: str, body: str) -> Question:
    return question("t", name, f"#+ summary: {name}\nPREFIX sr: <{ns.SR}>\n{body}")


def graph(name: str) -> str:
    return ns.GRAPH + name


def quads(graphs: dict[str, str]) -> Iterable[Quad]:
    for name, text in graphs.items():
        for quad in parse((PREFIXES + text).encode(), format=RdfFormat.TURTLE):
            yield Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph(name)))


@pytest.fixture(scope="module")
def rules() -> Rules:
    return rules_of(corpus.find())


@pytest.fixture
def store() -> Store:
    store = Store()
    store.bulk_extend(with_merge(quads({"regions": REGIONS, "actors": ACTORS})))
    return store


Previewed = Callable[..., Preview]


@pytest.fixture
def previewed(store: Store, rules: Rules) -> Previewed:
    def run(change: Change, *questions: Question) -> Preview:
        return what_would_change([change], store, rules, questions, 60)

    return run


def replacing(store: Store, name: str, text: str) -> Change:
    return put(store, graph(name), read((PREFIXES + text).encode(), "a.ttl"))


def test_things_are_told_by_label_and_class(store: Store, previewed: Previewed) -> None:
    text = """
    actor:a a sr:Actor ; rdfs:label "Pôle d'excellence Cyber"@fr ; sr:actsFor region:s .
    actor:c a sr:Actor ; rdfs:label "Troisième"@fr, "Third"@en .
    """
    found = previewed(replacing(store, "actors", text))
    (added,), (changed,), (removed,) = (
        found.things.added,
        found.things.changed,
        found.things.removed,
    )
    assert (added.iri, added.label, added.type) == (ns.ID + "actor/c", "Third", ns.SR + "Actor")
    assert (changed.iri, changed.label) == (ns.ID + "actor/a", "Pôle d'excellence Cyber")
    assert (removed.iri, removed.label) == (ns.ID + "actor/b", "INCIBE")
    assert (found.triples_added, found.triples_removed) == (4, 4)


def test_what_another_graph_states_as_well_does_not_change(
    store: Store, previewed: Previewed
) -> None:
    store.bulk_extend(with_merge(quads({"more": ACTORS})))
    found = previewed(delete(store, graph("actors")))
    assert (found.triples_added, found.triples_removed) == (0, 0)
    assert found.things.removed == ()


def test_links_to_nothing(store: Store, previewed: Previewed) -> None:
    text = ACTORS + "actor:b sr:locatedIn region:nowhere ; rdfs:seeAlso <http://e/other> ."
    (link,) = previewed(replacing(store, "actors", text)).dead_links
    assert link.object == ns.ID + "region/nowhere"
    (left,) = previewed(
        replacing(store, "regions", REGIONS.replace("region:s", "region:t"))
    ).dead_links
    assert (left.subject, left.object) == (ns.ID + "actor/b", ns.ID + "region/s")


@pytest.mark.parametrize(
    ("label", "region", "likely"),
    [
        ("Pole d’Excellence: CYBER", "r", True),
        ("Cyber pôle d'excellence", "r", True),
        ("Pôle d'excellence", "r", False),
        ("Pôle d'excellence Cyber", "s", False),
    ],
)
def test_likely_duplicates(
    store: Store, previewed: Previewed, label: str, region: str, likely: bool
) -> None:
    text = f'actor:new a sr:Actor ; rdfs:label "{label}"@fr ; sr:actsFor region:{region} .'
    found = previewed(replacing(store, "new", text)).duplicates
    assert [d.candidates[0].iri for d in found] == [ns.ID + "actor/a"] * likely


def test_a_thing_is_no_duplicate_of_itself(store: Store, previewed: Previewed) -> None:
    assert previewed(replacing(store, "more", ACTORS + REGIONS)).duplicates == ()


def test_a_name_is_compared_without_what_people_vary() -> None:
    assert normalised("Università  degli Studi (Genova)") == normalised(
        "GENOVA, universita degli studi"
    )
    assert normalised("???") == ""


def test_answers_that_differ_with_their_rows(store: Store, previewed: Previewed) -> None:
    more = read((PREFIXES + "actor:c sr:actsFor region:r .").encode(), "a.ttl")
    questions = [asked("count", COUNT), asked("people", PEOPLE)]
    found = previewed(post(store, graph("more"), more, 1), *questions).answers
    (one,) = found.differing
    assert one.question == "t/count"
    assert one.come == (f"<{ns.ID}region/r>\t2",)
    assert one.go == (f"<{ns.ID}region/r>\t1",)
    assert (one.comes, one.goes, one.columns) == (1, 1, "?r\t?n")
    assert found.unknown == ()


def test_the_store_is_as_it_was(store: Store, previewed: Previewed) -> None:
    before = set(store)
    previewed(replacing(store, "actors", REGIONS), asked("count", COUNT))
    previewed(delete(store, graph("regions")), asked("count", COUNT))
    assert set(store) == before


def test_the_default_graph_stays_the_merge_while_a_change_is_applied(store: Store) -> None:
    store.bulk_extend(with_merge(quads({"more": ACTORS})))
    gone, come = (
        delete(store, graph("actors")),
        replacing(store, "x", REGIONS + "region:q a sr:Region ."),
    )
    with applied(store, [gone.edit, come.edit]):
        named = {quad.triple for quad in store if isinstance(quad.graph_name, NamedNode)}
        assert {q.triple for q in store if not isinstance(q.graph_name, NamedNode)} == named
        assert not any(store.quads_for_pattern(None, None, None, NamedNode(graph("actors"))))


def test_what_there_was_no_time_for_is_said(store: Store, rules: Rules) -> None:
    seconds = count()
    change = replacing(store, "more", "actor:c a sr:Actor ; sr:actsFor region:r .")
    found = what_would_change(
        [change], store, rules, [asked("count", COUNT)], 0.5, lambda: float(next(seconds))
    )
    assert found.answers.unknown == ("t/count: there was no time left.",)
    assert any("no time to look for duplicates of 1" in line for line in found.unknown)
    assert any("chercher des doublons de 1" in line.told("fr") for line in found.unknown)
    assert any("1 questions could not be compared" in line for line in found.unknown)


def test_every_stored_question_is_asked_about_what_it_names(store: Store) -> None:
    """Skipping is right for the packaged questions: what is skipped has the same answer."""
    home = corpus.find()
    everything = frozenset({ns.RDF + "type", ns.SR + "Actor", ns.SR + "actsFor"})
    wanted = [one.path for one in load(home.queries) if concerned(one, everything)]
    assert "actors/by-region" in wanted
    assert "places/nuts-successors" not in wanted


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", True),
        ("SELECT * { ?s sr:p/!sr:q ?o }", True),
        ("SELECT * { ?s sr:p ?o }", False),
        ("SELECT * { ?s sr:p/^sr:actsFor* ?o }", True),
        ("SELECT * { ?s a ?class }", True),
        ("SELECT * { ?s a sr:Region }", False),
        ("SELECT * { GRAPH ?g { ?s a sr:Actor } }", True),
        ("DESCRIBE sr:x", True),
        ("SELECT * { ?s sr:p ?o FILTER NOT EXISTS { ?o sr:actsFor ?r } }", True),
    ],
)
def test_a_question_is_skipped_only_where_nothing_can_match(body: str, expected: bool) -> None:
    triples = parse(
        b"<http://e/a> a <%sActor> ; <%sactsFor> <http://e/b> ." % (ns.SR.encode(), ns.SR.encode()),
        format=RdfFormat.TURTLE,
    )
    edit = Edit(NamedNode("http://e/g"), frozenset(quad.triple for quad in triples))
    assert concerned(asked("q", body), changed_terms([edit])) is expected
