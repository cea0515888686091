"""Context: what of the published data a judgement sees, and what it replaces."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat

from smartregions import namespaces as ns
from smartregions.corpus import Corpus
from smartregions.errors import ServiceError
from smartregions.turtle.read import Contribution
from smartregions.validation import Context, packaged
from smartregions.validation.graph import Term
from smartregions.validation.published import Published
from smartregions.validation.reach import EVERYWHERE, Reach, reaches
from smartregions.validation.shapes import Shapes
from smartregions.validation.targets import Targets

Contribute = Callable[..., Contribution]
BRETAGNE = NamedNode(ns.ID + "region/bretagne")
FRANCE = NamedNode(ns.ID + "region/france")
HEADER = """
@prefix ex: <http://ex/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def node(name: str) -> NamedNode:
    return NamedNode(f"http://ex/{name}")


def shapes(text: str) -> Shapes:
    quads = pyoxigraph.parse(HEADER + text, format=RdfFormat.TURTLE)
    return Shapes(tuple(quad.triple for quad in quads))


def chain(length: int) -> bytes:
    """A file in which n0 leads to n1, n1 to n2, and each has a name."""
    links = "".join(
        f"<http://ex/n{n}> <http://ex/next> <http://ex/n{n + 1}> ." for n in range(length)
    )
    names = "".join(f'<http://ex/n{n}> <http://ex/name> "{n}" .' for n in range(length))
    return (links + names).encode()


def described(published: Published, reach: Reach, near: str = "n0") -> set[str]:
    """The nodes about which anything comes back."""
    found = published.around([node(near)], [], reach)
    return {str(triple.subject) for triple in found}


@pytest.mark.parametrize("steps", [0, 1, 2, 5])
def test_a_reach_of_some_steps_describes_the_nodes_that_many_steps_away(steps: int) -> None:
    reach = Reach(frozenset({node("next")}), frozenset(), steps)
    expected = {f"<http://ex/n{n}>" for n in range(steps + 1)}
    assert described(Published([chain(20)]), reach) == expected


def test_a_property_that_no_shape_follows_is_not_followed() -> None:
    reach = Reach(frozenset({node("other")}), frozenset(), 5)
    assert described(Published([chain(20)]), reach) == {"<http://ex/n0>"}


def test_a_property_may_be_followed_backwards() -> None:
    reach = Reach(frozenset(), frozenset({node("next")}), 2)
    found = described(Published([chain(20)]), reach, near="n7")
    assert found == {"<http://ex/n5>", "<http://ex/n6>", "<http://ex/n7>"}


def test_what_is_one_step_away_already_is_followed_one_step_less() -> None:
    """The objects of a contribution stand one step from the nodes that are judged."""
    reach = Reach(frozenset({node("next")}), frozenset(), 1)
    found = Published([chain(20)]).around([], [node("n3")], reach)
    assert {str(t.subject) for t in found} == {"<http://ex/n3>"}


def test_a_file_is_read_when_a_node_on_the_way_is_mentioned_in_it() -> None:
    """n1 is described in a file that says nothing of n0; a third file is not even Turtle."""
    files = [
        b"<http://ex/n0> <http://ex/next> <http://ex/n1> .",
        b'@prefix e: <http://ex/> . e:n1 e:name "one" .',
        b"<http://ex/unrelated> this is not Turtle",
    ]
    reach = Reach(frozenset({node("next")}), frozenset(), 1)
    assert described(Published(files), reach) == {"<http://ex/n0>", "<http://ex/n1>"}


def test_a_name_that_turtle_must_escape_is_found_all_the_same() -> None:
    data = b"@prefix e: <http://ex/> . e:a\\'b e:name 1 ."
    found = Published([data]).around([node("a'b")], [], Reach(frozenset(), frozenset(), 0))
    assert len(found) == 1


def test_many_nodes_find_what_each_would_find() -> None:
    """Beyond a number of nodes the files are not searched but read: with the same outcome."""
    reach = Reach(frozenset(), frozenset(), 0)
    nodes = [node(f"n{n}") for n in range(1_000)]
    found = Published([chain(20), b"<http://ex/n999> <http://ex/name> 1 ."]).around(
        nodes, [], reach
    )
    assert {str(t.subject) for t in found} == {f"<http://ex/n{n}>" for n in [*range(20), 999]}


def test_the_reach_of_shapes_is_the_longest_way_through_nested_ones() -> None:
    (core,) = reaches(
        shapes("""
        ex:S a sh:NodeShape ; sh:property ex:P .
        ex:P sh:path ( ex:a [ sh:inversePath ex:b ] ) ; sh:node ex:N .
        ex:N sh:property [ sh:path ex:c ; sh:or ( [ sh:property [ sh:path ex:d ] ] ) ] .
        """)
    )
    assert core.forwards == {node("a"), node("c"), node("d")}
    assert core.backwards == {node("b")}
    assert core.steps == 4


def test_a_path_without_end_and_a_recursive_shape_reach_everywhere() -> None:
    (endless,) = reaches(shapes("ex:P a sh:PropertyShape ; sh:path [ sh:zeroOrMorePath ex:a ] ."))
    (recursive,) = reaches(shapes("ex:S sh:property [ sh:path ex:a ; sh:node ex:S ] ."))
    assert endless.steps == recursive.steps == EVERYWHERE


def test_a_sparql_constraint_reaches_both_ways_along_the_properties_that_it_names() -> None:
    _, query = reaches(
        shapes('''
        ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "http://ex/" ] .
        ex:S sh:sparql [ sh:prefixes ex:prefixes ; sh:select """
          # ex:commented is not asked for
          SELECT $this WHERE { $this ex:a ?b . ?b <http://ex/c> "ex:quoted" }""" ] .
        ''')
    )
    assert query.forwards == query.backwards == {node("a"), node("c")}
    assert query.steps == 2


def test_a_repeated_property_in_sparql_reaches_everywhere() -> None:
    _, query = reaches(
        shapes('ex:S sh:sparql [ sh:select "SELECT $this WHERE { $this <http://ex/a>+ $this }" ] .')
    )
    assert query.steps == EVERYWHERE


def test_what_is_published_around_a_contribution_is_context(
    context: Context, contribution: Contribute
) -> None:
    """The region that is named, and the country in which it lies, two steps away."""
    around = context.around(
        [contribution("part:a a sr:Participation ; sr:region region:bretagne .")]
    )
    assert {t.subject for t in around} == {BRETAGNE, FRANCE}


def test_without_published_data_only_the_vocabulary_is_left(
    corpus: Corpus, contribution: Contribute
) -> None:
    alone = packaged(corpus, published=False)
    assert alone.around([contribution("part:a sr:region region:bretagne .")]) == ()
    assert len(alone.vocabulary) > 0


def test_a_contribution_replaces_the_data_file_of_its_name(
    corpus: Corpus, contribution: Contribute
) -> None:
    """Judged beside what it replaces, an unchanged file would state everything twice."""
    replaced = packaged(corpus, [Path("anywhere/regions.ttl")])
    assert replaced.around([contribution("part:a sr:region region:bretagne .")]) == ()


def test_an_ontology_module_is_replaced_by_itself_alone(corpus: Corpus) -> None:
    """A partner's `region.ttl` is no new version of our ontology's module of that name."""
    whole = len(packaged(corpus).vocabulary)
    assert len(packaged(corpus, [Path("elsewhere/region.ttl")]).vocabulary) == whole
    assert len(packaged(corpus, [corpus.ontology / "region.ttl"]).vocabulary) < whole


def test_version_and_digest_name_the_shapes(corpus: Corpus, tmp_path: Path) -> None:
    """The version is the ontology's; the digest changes with any byte of any shapes file."""
    context = packaged(corpus)
    assert context.shapes.version == "0.0.7"
    other = Corpus(tmp_path)
    other.shapes.mkdir()
    other.ontology.mkdir()
    (other.shapes / "region.ttl").write_bytes((corpus.shapes / "region.ttl").read_bytes())
    assert packaged(other).shapes.sha256 == context.shapes.sha256
    (other.shapes / "region.ttl").write_bytes(b"#\n" + (corpus.shapes / "region.ttl").read_bytes())
    assert packaged(other).shapes.sha256 != context.shapes.sha256


def test_a_corpus_that_is_not_turtle_is_our_fault(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    corpus.ontology.mkdir()
    (corpus.ontology / "a.ttl").write_text("not Turtle")
    with pytest.raises(ServiceError, match=r"a\.ttl"):
        packaged(corpus)


TARGETS = """
ex:ByClass a sh:NodeShape ; sh:targetClass ex:C .
ex:Implicit a sh:NodeShape , rdfs:Class .
ex:ByNode a sh:NodeShape ; sh:targetNode ex:n .
ex:BySubject a sh:NodeShape ; sh:targetSubjectsOf ex:p .
ex:ByObject a sh:NodeShape ; sh:targetObjectsOf ex:q .
ex:Off a sh:NodeShape ; sh:targetClass ex:Off ; sh:deactivated true .
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ex:a a ex:C .", {"a"}),
        ("ex:a a ex:Sub .", {"a"}),
        ("ex:a a ex:Implicit .", {"a"}),
        ("ex:n ex:x 1 .", {"n"}),
        ("ex:a ex:x ex:n .", set()),
        ("ex:a ex:p ex:b .", {"a"}),
        ("ex:a ex:q ex:b .", {"b"}),
        ("ex:a a ex:Off .", set()),
        ("ex:known ex:x 1 .", {"known"}),
        ("ex:a a ex:Other .", set()),
    ],
)
def test_focus_nodes_are_what_the_targets_select(text: str, expected: set[str]) -> None:
    """`Sub` is known to be below `C`, and `known` to be published as a `C`."""
    known = shapes(
        "ex:Sub rdfs:subClassOf ex:Mid . ex:Mid rdfs:subClassOf ex:C . ex:known a ex:Sub ."
    )
    found = Targets.of(shapes(TARGETS)).focus_nodes(shapes(text).triples, known.graph)
    expected_nodes: set[Term] = {node(name) for name in expected}
    assert found == expected_nodes
