"""The documentation tells of every term and shape, and links them to one another."""

from __future__ import annotations

import re

import pytest

from smartregions import corpus
from smartregions import namespaces as ns
from smartregions.documentation.reading import Documentation, Reader
from smartregions.documentation.shapes import NodeShape
from smartregions.documentation.vocabulary import Entry
from smartregions.library.shelf import load
from smartregions.turtle.read import read
from smartregions.validation import judge, packaged

CORPUS = corpus.find()
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in ns.PREFIXES.items())


@pytest.fixture(scope="module")
def read_from() -> Documentation:
    return Reader(CORPUS, load(CORPUS.queries)).documentation("en")


def entries(known: Documentation) -> dict[str, Entry]:
    return {e.local: e for module in known.ontology.modules for e in module.entries}


def shapes(known: Documentation) -> dict[str, NodeShape]:
    return {s.local: s for file in known.shapes for s in file.shapes}


def declared(folder: str, kinds: str) -> set[str]:
    """The local names that a folder's files declare at the beginning of a line."""
    text = "\n".join(path.read_text("utf-8") for path in (CORPUS.root / folder).glob("*.ttl"))
    return set(re.findall(rf"^(?:sr|shape):([\w-]+) a (?:{kinds})", text, re.MULTILINE))


def test_every_term_is_told_of(read_from: Documentation) -> None:
    kinds = "owl:Class|owl:ObjectProperty|owl:DatatypeProperty"
    assert set(entries(read_from)) == declared("ontology", kinds)


def test_every_shape_is_told_of(read_from: Documentation) -> None:
    assert set(shapes(read_from)) == declared("shapes", "sh:NodeShape")
    inner = {p.local for shape in shapes(read_from).values() for p in shape.properties}
    assert inner == declared("shapes", "sh:PropertyShape")


def test_what_a_shape_wants_is_told_in_the_order_of_the_shapes(
    read_from: Documentation,
) -> None:
    told = [shape.local for shape in shapes(read_from)["Region"].properties]
    wanted = ["Region-country", "Region-within", "Region-nutsUnit", "Region-seat"]
    assert [name for name in told if name in wanted] == wanted


def test_a_term_has_its_definition_alignments_questions_shapes_and_an_example(
    read_from: Documentation,
) -> None:
    actor = entries(read_from)["Actor"]
    told = {r.predicate: [value.name for value in r.values] for r in actor.relations}
    assert "org:Organization" in told["rdfs:subClassOf"]
    assert "sr:holder" in told["^rdfs:range"]
    assert actor.definition
    assert "actors/by-region" in [path for path, _ in actor.questions]
    assert "/shapes#Actor" in [reference.href for reference in actor.shapes]
    assert " a sr:Actor ;" in actor.example


def test_a_shape_tells_its_demands_and_a_statement_that_it_accepts(
    read_from: Documentation,
) -> None:
    (shape,) = (p for p in shapes(read_from)["Actor"].properties if p.local == "Actor-helix")
    assert (shape.path, shape.severity) == ("sr:helix", "Violation")
    assert [(d.predicate, d.values[0].href) for d in shape.demands] == [
        ("sh:node", "/shapes#Helix")
    ]
    assert re.fullmatch(r"actor:\S+ sr:helix helix:\S+ \.", shape.snippet)


def test_what_a_shape_forbids_has_no_example(read_from: Documentation) -> None:
    (shape,) = (p for p in shapes(read_from)["Contact"].properties if p.local == "Contact-address")
    assert shape.snippet == ""
    assert shape.path.startswith("foaf:mbox|")


def test_examples_of_classes_are_accepted_by_the_shapes(read_from: Documentation) -> None:
    texts = [e.example for e in entries(read_from).values() if e.kind == "class" and e.example]
    contribution = read((PREFIXES + "\n".join(texts)).encode(), "examples.ttl")
    report = judge([contribution], packaged(CORPUS))
    assert len(texts) > 15
    assert report.conforms, [f.message for file in report.files for f in file.findings]


def test_every_link_to_a_term_or_shape_has_its_anchor(read_from: Documentation) -> None:
    pages = {"/ontology": set(entries(read_from)), "/shapes": set(shapes(read_from))}
    pages["/shapes"] |= {p.local for s in shapes(read_from).values() for p in s.properties}
    relations = [r for e in entries(read_from).values() for r in e.relations]
    for shape in shapes(read_from).values():
        relations += [*shape.targets, *shape.demands]
        relations += [demand for inner in shape.properties for demand in inner.demands]
    links = [value.href for relation in relations for value in relation.values if value.href]
    own = [link.split("#") for link in links if link.startswith("/")]
    assert own
    assert not [link for link in own if link[1] not in pages[link[0]]]


def test_the_diagram_has_each_class_once_and_no_box_over_another(read_from: Documentation) -> None:
    boxes = read_from.diagram.boxes
    classes = [e.iri for e in entries(read_from).values() if e.kind == "class"]
    assert read_from.diagram.across > 8 * max(len(box.label) for box in boxes)
    assert sorted(box.name for box in boxes) == sorted(classes)
    for one in boxes:
        assert one.x + read_from.diagram.across <= read_from.diagram.width
        assert one.y + one.height <= read_from.diagram.height
        for other in boxes:
            apart = one.x != other.x or one.y + one.height <= other.y or other.y < one.y
            assert one is other or apart
