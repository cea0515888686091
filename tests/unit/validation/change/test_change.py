"""What a person is told of a change: findings to the line, what breaks elsewhere, whose it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, parse

from smartregions import corpus
from smartregions import namespaces as ns
from smartregions.contribution import documents, receive
from smartregions.index.dataset import with_merge
from smartregions.index.quads import stored_form
from smartregions.turtle.read import Contribution, read
from smartregions.validation import Finding
from smartregions.validation.change import (
    Change,
    Judgement,
    Rules,
    delete,
    judge_change,
    post,
    put,
    rules_of,
    update,
)
from smartregions.validation.change import breaks as breaking
from smartregions.validation.change.change import stored
from smartregions.validation.change.state import State, in_graph, vocabulary_store
from smartregions.validation.receipt import basis_of, read_receipt, receipt

PREFIXES = f"""\
@prefix sr: <{ns.SR}> .
@prefix region: <{ns.ID}region/> .
@prefix part: <{ns.ID}participation/> .
@prefix partnership: <{ns.ID}partnership/> .
@prefix rdfs: <{ns.RDFS}> .
@prefix xsd: <{ns.XSD}> .
@prefix ex: <http://ex/> .
"""
"""Seven lines; what a test adds begins on line 8."""
REGION = 'region:r a sr:Region ; rdfs:label "R"@en .'
PART = "part:p sr:participatingRegion region:r ."
REGIONS, PARTS = ns.GRAPH + "regions", ns.GRAPH + "parts"


@pytest.fixture(scope="module")
def rules() -> Rules:
    return rules_of(corpus.find()).prepared()


@pytest.fixture
def store() -> Store:
    store = Store()
    for graph, text in ((REGIONS, REGION), (PARTS, PART)):
        triples = parse((PREFIXES + text).encode(), format=RdfFormat.TURTLE)
        store.bulk_extend(with_merge(in_graph(q.triple, NamedNode(graph)) for q in triples))
    return store


def sent(text: str) -> Contribution:
    return read((PREFIXES + text).encode(), "sent.ttl")


def breaks(judgement: Judgement) -> list[Finding]:
    found = [f for file in judgement.report.files for f in file.findings]
    return [finding for finding in found if finding.code.startswith("breaks-")]


def test_a_deletion_that_breaks_another_graph_is_rejected(store: Store, rules: Rules) -> None:
    judgement = judge_change([delete(store, REGIONS)], store, rules)
    assert not judgement.accepted
    (finding,) = (f for f in breaks(judgement) if "participatingRegion" in str(f.path))
    assert finding.code == "breaks-other-graph"
    assert finding.focus_node == NamedNode(ns.ID + "participation/p")
    assert f"of the graph <{PARTS}>" in finding.message
    assert f"<{ns.ID}region/r>" in finding.help and f"<{PARTS}>" in finding.help
    assert finding.span is None


def test_a_replacement_points_to_what_it_says_now(store: Store, rules: Rules) -> None:
    text = '\nregion:r a ex:Other ; rdfs:label "R"@en .'
    judgement = judge_change([put(store, REGIONS, sent(text))], store, rules)
    (finding,) = (f for f in breaks(judgement) if "participatingRegion" in str(f.path))
    assert finding.span is not None
    assert (finding.span.line, finding.span.column) == (9, 1)


def test_what_another_graph_states_as_well_breaks_nothing(store: Store, rules: Rules) -> None:
    other = NamedNode(ns.GRAPH + "other")
    store.bulk_extend(
        with_merge(
            in_graph(quad.triple, other)
            for quad in list(store.quads_for_pattern(None, None, None, NamedNode(REGIONS)))
        )
    )
    assert judge_change([delete(store, REGIONS)], store, rules).accepted


def test_what_was_wrong_before_is_not_told_again(store: Store, rules: Rules) -> None:
    """The participation lacks a label, a partnership and a source; that is not the change's."""
    judgement = judge_change([post(store, REGIONS, sent(REGION), 1)], store, rules)
    assert breaks(judgement) == []


def test_two_graphs_that_change_together_are_judged_together(store: Store, rules: Rules) -> None:
    both = [delete(store, REGIONS), delete(store, PARTS)]
    assert judge_change(both, store, rules).accepted
    assert not judge_change(both[:1], store, rules).accepted


def test_an_update_has_a_report_for_each_graph_and_no_places(store: Store, rules: Rules) -> None:
    nameless = Triple(
        NamedNode(ns.ID + "region/q"), NamedNode(ns.RDF + "type"), NamedNode(ns.SR + "Region")
    )
    judgement = judge_change(
        [update(REGIONS, [nameless], []), update(ns.GRAPH + "new", [nameless], [])], store, rules
    )
    assert not judgement.accepted
    assert [file.file for file in judgement.report.files] == [ns.GRAPH + "new", REGIONS] or [
        file.file for file in judgement.report.files
    ] == [REGIONS, ns.GRAPH + "new"]
    findings = [f for file in judgement.report.files for f in file.findings]
    assert findings and all(finding.span is None for finding in findings)


def test_the_old_part_of_the_same_graph_may_break_too(store: Store, rules: Rules) -> None:
    """A second region with the class taken away by an update of its graph."""
    kind = next(store.quads_for_pattern(None, NamedNode(ns.RDF + "type"), None, NamedNode(REGIONS)))
    store.bulk_extend(
        with_merge(
            in_graph(quad.triple, NamedNode(REGIONS))
            for quad in parse((PREFIXES + PART).encode(), format=RdfFormat.TURTLE)
        )
    )
    store.remove_graph(NamedNode(PARTS))
    judgement = judge_change([update(REGIONS, [], [kind.triple])], store, rules)
    assert {finding.code for finding in breaks(judgement)} == {"breaks-this-graph"}


def test_blank_nodes_of_a_text_are_never_those_of_the_store(store: Store, rules: Rules) -> None:
    """Whatever a contributor calls theirs (security: labels that collide)."""
    first = put(store, ns.GRAPH + "a", sent("_:b0 a ex:A ."))
    label = next(iter(first.edit.added)).subject
    assert isinstance(label, BlankNode)
    store.bulk_extend(with_merge(in_graph(t, first.edit.graph) for t in first.edit.added))
    again = post(store, ns.GRAPH + "a", sent(f"{label} a ex:B ."), 7)
    assert {t.subject for t in again.edit.added}.isdisjoint({label})
    twice = [post(store, ns.GRAPH + "a", sent("_:b0 a ex:A ."), number) for number in (1, 2)]
    assert twice[0].edit.added.isdisjoint(twice[1].edit.added)


def test_what_is_judged_is_what_is_stored(store: Store) -> None:
    text = """ex:a ex:p 01, 1, "x"@EN, "x"@en, [ ex:p 1.50 ],
        "2024-01-01T00:00:00+00:00"^^xsd:dateTime ."""
    change = put(store, ns.GRAPH + "a", sent(text), "label")
    assert change.ntriples == stored_form(sent(text).triples, "label")
    assert len(change.stated) == len(sent(text).triples)
    again = Store()
    again.bulk_extend(in_graph(triple, change.edit.graph) for triple in change.edit.added)
    assert {quad.triple for quad in again} == change.edit.added


def test_a_value_is_told_as_it_is_written(store: Store, rules: Rules) -> None:
    text = '\nregion:q a sr:Region ; rdfs:label "Q"@en ; sr:country 01 .'
    judgement = judge_change([put(store, ns.GRAPH + "q", sent(text))], store, rules)
    values = {(f.value, f.span.line if f.span else 0) for f in judgement.report.files[0].findings}
    assert (Literal("01", datatype=NamedNode(ns.XSD + "integer")), 9) in values


def test_what_is_sent_in_json_ld_has_its_places(store: Store, rules: Rules) -> None:
    text = f'{{"@id": "{ns.ID}region/q",\n"@type": "{ns.SR}Region", "{ns.SR}country": "x"}}'
    received = receive(text.encode(), "application/ld+json", "sent.jsonld")
    judgement = judge_change([put(store, ns.GRAPH + "q", received.contribution)], store, rules)
    (finding,) = (f for f in judgement.report.files[0].findings if f.value == Literal("x"))
    assert finding.span is not None
    assert (finding.span.line, finding.span.column) == (2, len(text.split("\n")[1]) - 3)


def test_a_document_too_long_for_places_names_subject_and_path(
    store: Store, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MOST_PLACED", 10)
    text = f'{{"@id": "{ns.ID}region/q", "@type": "{ns.SR}Region", "{ns.SR}country": "x"}}'
    received = receive(text.encode(), "application/ld+json", "sent.jsonld")
    judgement = judge_change([put(store, ns.GRAPH + "q", received.contribution)], store, rules)
    findings = judgement.report.files[0].findings
    (finding,) = (f for f in findings if f.value == Literal("x"))
    assert finding.focus_node == NamedNode(ns.ID + "region/q")
    assert finding.path is not None and all(f.span is None for f in findings)
    assert "too long" in finding.message and "lignes" in finding.message.told("fr")
    nothing = receive(b"[]", "application/ld+json", "sent.jsonld")
    empty = judge_change([put(store, ns.GRAPH + "q", nothing.contribution)], store, rules)
    assert not empty.judged and not empty.accepted


def test_what_is_sent_in_rdf_xml_has_its_places(store: Store, rules: Rules) -> None:
    text = (
        f'<rdf:RDF xmlns:rdf="{ns.RDF}" xmlns:sr="{ns.SR}">\n'
        f'<sr:Region rdf:about="{ns.ID}region/q">\n<sr:country>x</sr:country></sr:Region></rdf:RDF>'
    )
    received = receive(text.encode(), "application/rdf+xml", "sent.rdf")
    judgement = judge_change([put(store, ns.GRAPH + "q", received.contribution)], store, rules)
    (file,) = judgement.report.files
    (finding,) = (f for f in file.findings if f.value == Literal("x"))
    assert finding.span is not None and (finding.span.line, finding.span.column) == (3, 13)
    assert file.lines[3] == "<sr:country>x</sr:country></sr:Region></rdf:RDF>"


@pytest.mark.parametrize(
    ("subject", "lies_outside"),
    [
        (ns.ID + "actor/mine/x", False),
        (ns.ID + "actor/mine", True),
        (ns.ID + "actor/yours/x", True),
        (ns.GRAPH + "mine", False),
        (ns.DATASET + "mine", False),
        (ns.GRAPH + "yours", True),
        (ns.SR + "Region", True),
    ],
)
def test_others_things_are_not_described(
    store: Store, rules: Rules, subject: str, lies_outside: bool
) -> None:
    text = f"\n<{subject}> rdfs:seeAlso region:r .\n[] rdfs:seeAlso region:r ."
    change = put(store, ns.GRAPH + "mine", sent(text))
    space = [ns.ID + "actor/mine/"]
    found = judge_change([change], store, rules, spaces=space).report.files[0].findings
    outside = [finding for finding in found if finding.code == "outside-space"]
    assert len(outside) == lies_outside
    if outside:
        assert outside[0].span is not None and outside[0].span.line == 9
        assert space[0] in outside[0].help
    everywhere = judge_change([change], store, rules).report.files[0].findings
    assert all(finding.code != "outside-space" for finding in everywhere)


@pytest.mark.parametrize(
    ("rejecting", "accepted"),
    [
        ({"violation"}, False),
        (set(), True),
        ({"breaks-other-graph"}, False),
        ({"outside-space"}, True),
        ({"warning"}, True),
    ],
)
def test_which_findings_reject_is_a_setting(
    store: Store, rules: Rules, rejecting: set[str], accepted: bool
) -> None:
    chosen = replace(rules, rejecting=frozenset(rejecting))
    assert judge_change([delete(store, REGIONS)], store, chosen).accepted is accepted


def test_the_vocabulary_of_a_store_counts_for_nothing(store: Store, rules: Rules) -> None:
    """Shapes, ontology and schemes are those of the corpus, whatever a graph of theirs holds."""
    claim = Triple(NamedNode("http://ex/C"), NamedNode("http://ex/p"), Literal("x"))
    for graph in (ns.ONTOLOGY_GRAPH, ns.SCHEMES_GRAPH, ns.SHAPES_GRAPH):
        store.add(in_graph(claim, NamedNode(graph)))
    assert not State(store, rules.vocabulary).holds(claim)
    assert State(store, vocabulary_store([claim])).holds(claim)


def test_every_triple_of_a_text_has_its_stored_form_in_order() -> None:
    contribution = sent("ex:a ex:p 01 . ex:b ex:p 1 . _:x ex:p _:y .")
    first, second, third = stored(contribution, "l")
    assert first.object == second.object == Literal("1", datatype=NamedNode(ns.XSD + "integer"))
    lines = {f"{triple} .\n".encode() for triple in (first, second, third)}
    assert b"".join(sorted(lines)) == stored_form(contribution.triples, "l")


def test_a_change_of_nothing_is_judged(store: Store, rules: Rules) -> None:
    judgement = judge_change([delete(store, ns.GRAPH + "nowhere")], store, rules)
    assert judgement.accepted and judgement.complete
    assert isinstance(judgement.report.files[0].file, str)


def test_a_change_is_named_after_its_file_or_its_graph(store: Store) -> None:
    assert put(store, REGIONS, sent("")).name == "sent.ttl"
    change: Change = delete(store, REGIONS)
    assert change.name == REGIONS


def test_a_change_has_a_receipt(store: Store, rules: Rules) -> None:
    change = put(store, ns.GRAPH + "q", sent("region:q a sr:Region ."))
    judgement = judge_change([change], store, rules)
    digest = sent("region:q a sr:Region .").sha256
    issued = receipt(judgement.report, {"sent.ttl": digest}, rules.basis(17, "ab"), False)
    assert issued.verdict == "rejected"
    assert (issued.basis.change, issued.basis.published) == (17, "ab")
    assert issued.basis.shapes_sha256 == rules.context.shapes.sha256
    assert issued.basis.ontology_sha256 == basis_of(corpus.find()).ontology_sha256
    assert issued.files[0].sha256 == digest
    assert read_receipt(issued.text) == issued


def test_it_is_said_when_more_may_break(
    store: Store, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = "".join(f"part:p{n} sr:participatingRegion region:r .\n" for n in range(5))
    store.bulk_extend(
        with_merge(
            in_graph(quad.triple, NamedNode(PARTS))
            for quad in parse((PREFIXES + parts).encode(), format=RdfFormat.TURTLE)
        )
    )
    whole = judge_change([delete(store, REGIONS)], store, rules)
    monkeypatch.setattr(breaking, "MOST", 2)
    monkeypatch.setattr(breaking, "BATCH", 1)
    part = judge_change([delete(store, REGIONS)], store, rules)
    assert whole.complete and not part.complete and not part.accepted
    assert len(breaks(part)) < len(breaks(whole))
    assert "More may break" in breaks(part)[-1].message
