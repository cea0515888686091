"""Context: what of the published data a judgement sees, and what it replaces."""

from __future__ import annotations

import re
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
from smartregions.validation.graph import TYPE, Graph, Term
from smartregions.validation.paths import Alternative, Inverse, Predicate, Repeat, Sequence
from smartregions.validation.patterns import ANY, patterns
from smartregions.validation.published import Published
from smartregions.validation.reach import THIS, Way
from smartregions.validation.reach import ways as ways_of
from smartregions.validation.shapes import Shapes
from smartregions.validation.sources import Source
from smartregions.validation.surroundings import ANYTHING, surroundings
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
    names = range(length)
    links = "".join(f"<http://ex/n{n}> <http://ex/next> <http://ex/n{n + 1}> ." for n in names)
    return (links + "".join(f'<http://ex/n{n}> <http://ex/name> "{n}" .' for n in names)).encode()


def found(data: bytes | list[bytes], text: str, *given: Way) -> set[str]:
    """The subjects of what is found in published files from a contribution."""
    files = data if isinstance(data, list) else [data]
    around = surroundings(Published(files), Graph(), given, shapes(text).triples)
    return {str(triple.subject).removeprefix("<http://ex/").rstrip(">") for triple in around}


def way(start: str, end: str, name: str) -> Way:
    """A way along a property; along `^next` it is walked backwards."""
    return Way(start, end, node(name.removeprefix("^")), name.startswith("^"))


def test_what_is_published_of_the_contributions_own_subjects_is_found() -> None:
    """Its subjects are judged with all that is said of them; nothing else is looked at."""
    assert found(chain(9), "ex:n3 ex:other ex:n5 .") == {"n3"}


def test_a_way_leads_one_step() -> None:
    """The step itself is found, and what is said of the nodes that are judged; no more."""
    assert found(chain(9), "ex:n3 ex:other 1 .", way(THIS, "a", "next")) == {"n3"}
    assert found(chain(9), "ex:n3 ex:other 1 .", way(THIS, "a", "^next")) == {"n2", "n3"}


def test_a_way_leads_on_from_where_another_ends() -> None:
    ways = (way("b", "c", "next"), way(THIS, "a", "next"), Way("a", "b"))
    assert found(chain(9), "ex:n3 ex:other 1 .", *ways) == {"n3", "n4"}


def test_a_way_may_begin_with_a_statement_of_the_contribution() -> None:
    """ex:new is not published; the value that the contribution gives it is."""
    ways = (way(THIS, "a", "partner"), way("a", "b", "next"))
    assert found(chain(9), "ex:new ex:partner ex:n5 .", *ways) == {"n5"}
    assert found(chain(9), "ex:n5 ex:partner ex:new .", way(THIS, "a", "^partner")) == {"n5"}


def test_a_way_that_leads_to_its_own_end_is_walked_until_nothing_is_new() -> None:
    ways = (way(THIS, "a", "next"), way("a", "a", "next"))
    assert found(chain(9), "ex:n3 ex:other 1 .", *ways) == {f"n{n}" for n in range(3, 9)}
    circle = chain(2) + b"<http://ex/n2> <http://ex/next> <http://ex/n0> ."
    assert found(circle, "ex:n0 ex:other 1 .", *ways) == {"n0", "n1", "n2"}


def test_a_way_along_any_property_follows_every_one() -> None:
    ways = (Way(THIS, "a", ANYTHING), way("a", "b", "name"))
    assert found(chain(9), "ex:n3 ex:other 1 .", *ways) == {"n3", "n4"}


@pytest.mark.parametrize("number", [1, 1_000])
def test_a_way_leads_through_the_vocabulary(number: int) -> None:
    """From a concept to its scheme, which the vocabulary says, to who uses the scheme."""
    words = shapes("ex:concept ex:in ex:scheme .").graph
    data = b"<http://ex/user> <http://ex/uses> <http://ex/scheme> ."
    text = "".join(f"ex:s{n} ex:about ex:concept . " for n in range(number))
    ways = (way(THIS, "a", "about"), way("a", "b", "in"), way("b", "c", "^uses"))
    around = surroundings(Published([data]), words, ways, shapes(text).triples)
    assert [str(t.subject) for t in around] == ["<http://ex/user>"]


def test_many_nodes_find_what_each_would_find() -> None:
    """Beyond a number of nodes nothing is looked for: all is read, with the same outcome."""
    many = "".join(f"ex:n{n} ex:other 1 . " for n in range(0, 2_000, 2))
    expected = {f"n{n}" for n in range(20)}
    assert found(chain(20), many, way(THIS, "a", "next"), way("a", "b", "name")) == expected


BLOCKS = b"""# A comment.
@prefix e: <http://ex/> .

""" + b"\n\n".join(
    b'e:n%d e:name "%s" ;\n  e:next e:n%d .' % (n, b"x" * 60, n + 1) for n in range(1_000)
)
"""A file in canonical form, large enough to be read by blocks."""


def test_a_large_file_is_read_block_by_block() -> None:
    source = Source(BLOCKS)
    text = source.describing("http://ex/n500")
    assert text.startswith(b"# A comment.\n@prefix e:") and text.count(b"e:next") == 1
    assert source.describing("http://ex/n500") == b""
    assert source.describing("http://ex/nothing") == b""
    assert source.mentioning("http://ex/n7", "http://ex/next").count(b"e:next") > 1
    assert not source.exhausted


@pytest.mark.parametrize(
    "disguise",
    [
        BLOCKS.replace(b'"x', b'"""x', 1).replace(b'x" ;', b'x""" ;', 1),
        BLOCKS.replace(b"e:n5 e:name", b"_:label e:name", 1),
        BLOCKS + b"\n\n@prefix e: <http://other/> .\n\ne:n1 e:next e:n2 .",
        BLOCKS + b"\n\ne:n1 e:next e:n5 .",
        BLOCKS.replace(b" ;\n  e:next", b" ;\n\n  e:next", 1),
    ],
    ids=["long literal", "label", "second prefix", "subject twice", "blank line inside"],
)
def test_a_file_that_does_not_divide_into_blocks_is_read_as_a_whole(disguise: bytes) -> None:
    """Whatever its form, what is found is what a full read finds."""
    text = "ex:n0 ex:other 1 . ex:n1 ex:other 1 . ex:n4 ex:other 1 . ex:n500 ex:other 1 ."
    ways = (way(THIS, "a", "next"), way("a", "b", "next"), way(THIS, "c", "^next"))
    whole = Published([disguise])
    whole._read(Source.whole)
    expected = surroundings(whole, Graph(), ways, shapes(text).triples)
    by_parts = surroundings(Published([disguise]), Graph(), ways, shapes(text).triples)
    assert len(expected) > 8
    assert {str(t) for t in by_parts if t.subject.value != "label"} >= {
        str(t) for t in expected if not str(t).startswith("_:")
    }


def test_a_file_is_not_read_when_it_mentions_nothing_that_is_looked_for() -> None:
    """The second file is not even Turtle."""
    files = [b"<http://ex/n0> <http://ex/next> <http://ex/n1> .", b"<http://ex/x> is not Turtle"]
    assert found(files, "ex:n0 ex:other 1 .", way(THIS, "a", "next")) == {"n0"}


def test_a_name_that_turtle_must_escape_is_found_all_the_same() -> None:
    data = b"@prefix e: <http://ex/> . e:a\\'b e:name 1 ."
    assert found(data, "<http://ex/a'b> ex:other 1 .") == {"a'b"}


@pytest.mark.parametrize("iri", ["http://other/", "http://other/a'b", "http://other/x?y=1#z."])
@pytest.mark.parametrize("large", [False, True])
def test_an_unusual_name_is_found_where_it_stands_in_full(iri: str, large: bool) -> None:
    """And does not make every file be read: no prefix of theirs could hide it."""
    stated = b'<%s> <http://ex/name> "x" .' % iri.encode()
    rest = BLOCKS if large else chain(9)
    source = Source(rest + b"\n\n" + stated)
    assert b'"x"' in source.describing(iri)
    assert b'"x"' in Source(rest + b"\n\n" + stated).mentioning(iri, "http://ex/name")
    without = Source(rest)
    assert without.describing(iri) == b"" and not without.exhausted


def looks(text: str) -> set[tuple[str, str, str]]:
    """The ways of some shapes: start, property (with `^` when inverse), end, all by local name."""

    def short(place: str) -> str:
        return re.sub(r"<http://ex/(\w+)>", r"\1", place)

    return {
        (short(w.start), "^" * w.inverse + short(str(w.predicate or "")), short(w.end))
        for w in ways_of(shapes(text))
    }


def test_shapes_look_along_their_paths_and_those_of_nested_shapes() -> None:
    assert looks("""
        ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:P .
        ex:P sh:path ex:a ; sh:node ex:N ; sh:class ex:D .
        ex:N sh:or ( ex:O ) .
        ex:O sh:path [ sh:inversePath ex:c ] ; sh:lessThan ex:d .
        """) == {
        ("this", "", "at S"),
        ("at S", "", "at P"),
        ("at P", "a", "from P"),
        ("from P", "", "at N"),
        ("from P", str(TYPE), "class P"),
        ("at N", "", "at O"),
        ("at O", "^c", "from O"),
        ("at O", "d", "other O"),
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("( ex:a ex:b )", {("s", "a", "s a"), ("s a", "b", "e")}),
        ("[ sh:inversePath ( ex:a ex:b ) ]", {("s", "^b", "s b"), ("s b", "^a", "e")}),
        ("[ sh:alternativePath ( ex:a ex:b ) ]", {("s", "a", "e"), ("s", "b", "e")}),
        ("[ sh:zeroOrOnePath ex:a ]", {("s", "a", "e"), ("s", "", "e")}),
        ("[ sh:oneOrMorePath ex:a ]", {("s", "a", "e"), ("e", "a", "e")}),
        ("[ sh:zeroOrMorePath ex:a ]", {("s", "a", "e"), ("e", "a", "e"), ("s", "", "e")}),
    ],
)
def test_a_path_is_walked_as_it_is_built(path: str, expected: set[tuple[str, str, str]]) -> None:
    found = looks(f"ex:P a sh:PropertyShape ; sh:path {path} .")
    places = {"s": "at P", "e": "from P"}

    def named(place: str) -> str:
        return places[place[0]] + place[1:]

    assert found == {(named(start), step, named(end)) for start, step, end in expected}


def test_a_shape_without_target_or_out_of_force_looks_at_nothing_by_itself() -> None:
    lone = "ex:S a sh:NodeShape ; sh:node ex:N ."
    off = lone + "ex:S sh:targetClass ex:C ; sh:deactivated true ."
    assert looks(lone) == looks(off) == {("at S", "", "at N")}


PREFIXED = {"ex": "http://ex/"}
A, B, C = (Predicate(f"http://ex/{letter}") for letter in "abc")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT $this WHERE { $this ex:a ?x . ?x ex:b ?y }", [("this", A, "x"), ("x", B, "y")]),
        (
            "ASK { ?this ex:a ?x ; ex:b ?y , ?z }",
            [("this", A, "x"), ("this", B, "y"), ("this", B, "z")],
        ),
        ("ASK { $this ex:a/^ex:b* ?x }", [("this", Sequence((A, Inverse(Repeat(B, "*")))), "x")]),
        ("ASK { $this (ex:a|ex:b)+ ?x }", [("this", Repeat(Alternative((A, B)), "+"), "x")]),
        ("ASK { $this ex:a? ?x }", [("this", Repeat(A, "?"), "x")]),
        ("ASK { $this a ex:C }", [("this", Predicate(TYPE.value), "<http://ex/C>")]),
        ("ASK { $this ?p ?x }", [("this", ANY, "x")]),
        ("ASK { $this ex:a [ ex:b ?x ] . }", [("[1", B, "x"), ("this", A, "[1")]),
        ("ASK { [] ex:a $this }", [("[1", A, "this")]),
        ("ASK { [ ex:a $this ] . }", [("[1", A, "this")]),
        (
            'SELECT ?x (COUNT(?y) AS ?n) WHERE { # ex:no ex:no ex:no\n $this ex:a "ex:no"@en , 5 ,'
            ' "x"^^ex:no . FILTER (?x < "}" && EXISTS { $this ex:b ?x }) BIND (ex:no(?x) AS ?z)'
            " VALUES (?v) { (ex:no) } OPTIONAL { ?x ex:c ?y } } GROUP BY ?x",
            [
                ("this", A, 'text "ex:no"'),
                ("this", A, "text 5"),
                ("this", A, 'text "x"'),
                ("x", C, "y"),
            ],
        ),
        ("ASK { FILTER NOT EXISTS { $this ex:a ?x } }", [("this", A, "x")]),
        ("ASK { { $this ex:a ?x } UNION { ?x ex:b $this } }", [("this", A, "x"), ("x", B, "this")]),
        ("PREFIX e: <http://ex/> ASK { $this e:a <http://ex/x> }", [("this", A, "<http://ex/x>")]),
        ("ASK { $this $PATH ?x }", [("this", C, "x")]),
    ],
)
def test_the_patterns_of_a_query_are_found(
    query: str, expected: list[tuple[str, object, str]]
) -> None:
    got = [(p.subject, p.path, p.object) for p in patterns(query, PREFIXED, C)]
    assert got == expected


def asked(query: str) -> list[Way]:
    text = f"""ex:p sh:declare [ sh:prefix "ex" ; sh:namespace "http://ex/" ] .
        ex:S sh:targetClass ex:C ; sh:sparql ex:Q . ex:Q sh:select "{query}" ."""
    return [w for w in ways_of(shapes(text)) if w.start != THIS]


def test_a_query_is_walked_from_this_and_backwards_only_where_it_has_to_be() -> None:
    found = asked("SELECT $this WHERE { ?z a ex:C ; ex:b ?y . $this ex:a ?y }")
    assert [(w.start.split()[-1], w.end.split()[-1]) for w in found] == [
        ("<http://ex/S>", "y"),
        ("y", "z"),
        ("z", "<http://ex/C>"),
    ]
    assert found[1].inverse and found[1].predicate == node("b")


def test_a_query_that_does_not_hang_together_is_walked_from_its_constants() -> None:
    found = asked("SELECT $this WHERE { $this ex:a ?x . ?z ex:b ex:c ; ex:d ?w }")
    assert [(w.start.split()[-1], w.end.split()[-1]) for w in found] == [
        ("<http://ex/S>", "x"),
        ("<http://ex/c>", "z"),
        ("z", "w"),
    ]


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
