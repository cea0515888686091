"""`turtle.format`: one form, nothing lost, nothing changed."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from smartregions.errors import NotFormattable, TurtleSyntaxError
from smartregions.turtle.format import canonical
from smartregions.turtle.read import read

E = "@prefix e: <http://e/> .\n"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def check(before: str, after: str) -> None:
    assert canonical(before.encode(), "x.ttl") == after
    assert canonical(after.encode(), "x.ttl") == after


def isomorphic(one: Iterable[Triple], other: Iterable[Triple]) -> bool:
    graphs = []
    for triples in (one, other):
        graph = pyoxigraph.Dataset(pyoxigraph.Quad(*triple) for triple in triples)
        graph.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        graphs.append(graph)
    return graphs[0] == graphs[1]


def test_prefixes_of_the_project_come_in_its_order_and_others_by_name() -> None:
    check(
        "@prefix z: <http://z/> . @prefix b: <http://b/> . @prefix skos: "
        "<http://www.w3.org/2004/02/skos/core#> . @prefix un: <http://unused/> .\n"
        "z:s skos:note b:o ; <http://purl.org/dc/terms/title> 'x' .",
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix b: <http://b/> .\n"
        "@prefix z: <http://z/> .\n"
        "\n"
        "z:s\n"
        '  dcterms:title "x" ;\n'
        "  skos:note b:o .\n",
    )


def test_the_projects_own_name_for_a_namespace_wins() -> None:
    check(
        "@prefix dct: <http://purl.org/dc/terms/> . @prefix e: <http://e/> . e:s dct:title 'x' .",
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix e: <http://e/> .\n"
        "\n"
        'e:s dcterms:title "x" .\n',
    )


def test_a_files_own_meaning_of_a_name_stays() -> None:
    check(
        "@prefix schema: <https://schema.org/> . schema:s schema:p <http://schema.org/o> .",
        "@prefix schema: <https://schema.org/> .\n\nschema:s schema:p <http://schema.org/o> .\n",
    )


def test_the_longest_namespace_and_the_first_of_two_names_win() -> None:
    check(
        "@prefix b: <http://e/x#> . @prefix a: <http://e/x#> . @prefix e: <http://e/> .\n"
        "e:s e:p b:o .",
        "@prefix a: <http://e/x#> .\n@prefix e: <http://e/> .\n\ne:s e:p a:o .\n",
    )


def test_an_iri_whose_local_name_needs_an_escape_is_written_in_full() -> None:
    check(
        E + "e:s e:p e:a\\/b, e:c\\,d, e:, e:%41, e:x-, e:a.b, <http://e/a.>, <http://e/-a> .",
        E + "\n"
        "e:s\n"
        "  e:p\n"
        "    <http://e/>,\n"
        "    e:%41,\n"
        "    <http://e/-a>,\n"
        "    <http://e/a.>,\n"
        "    e:a.b,\n"
        "    <http://e/a/b>,\n"
        "    <http://e/c,d>,\n"
        "    e:x- .\n",
    )


def test_headers_first_then_subjects_by_iri() -> None:
    check(
        "@prefix e: <http://e/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "e:b e:p 1 . e:a e:p 1 . e:z a skos:ConceptScheme . e:y a "
        "<http://www.w3.org/2002/07/owl#Ontology> .",
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix e: <http://e/> .\n"
        "\n"
        "e:y a owl:Ontology .\n\n"
        "e:z a skos:ConceptScheme .\n\n"
        "e:a e:p 1 .\n\n"
        "e:b e:p 1 .\n",
    )


def test_predicates_in_one_order() -> None:
    head = (
        "@prefix sr: <https://w3id.org/smart-regions/ontology#> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix e: <http://e/> .\n"
    )
    body = [
        "a e:C, e:D",
        'rdfs:label "l"',
        'skos:definition "d"',
        'dcterms:description "d"',
        "sr:a 1",
        "sr:b 1",
        "dcterms:source e:o",
        "e:p 1",
        "rdfs:isDefinedBy e:o",
    ]
    check(
        f"{head}e:s {' ; '.join(reversed(body))} .",
        f"{head}\ne:s " + " ;\n  ".join(body) + " .\n",
    )


def test_objects_sorted_iris_then_literals_then_blank_nodes() -> None:
    check(
        E + """e:s e:p [ e:q 1 ], "b"@fr, "a"@fr, "c"@en, e:o, (), "z", e:n .""",
        E
        + """
e:s e:p e:n, e:o, (), "z", "c"@en, "a"@fr, "b"@fr, [ e:q 1 ] .
""",
    )


@pytest.mark.parametrize(
    "literal",
    ["1", "-1", "+01", "1.50", ".5", "-.5e3", "1E3", "1.e3", "true", "false", '"a"', '"1"@en-gb'],
)
def test_short_forms_keep_their_lexical_form(literal: str) -> None:
    check(f"{E}e:s e:p {literal} .", f"{E}\ne:s e:p {literal} .\n")


@pytest.mark.parametrize(
    ("value", "name"), [("1.", "decimal"), ("1", "boolean"), ("x", "integer"), ("1.5", "double")]
)
def test_what_has_no_short_form_is_quoted(value: str, name: str) -> None:
    check(
        f'{E}e:s e:p "{value}"^^<{XSD}{name}> .',
        f'@prefix xsd: <{XSD}> .\n{E}\ne:s e:p "{value}"^^xsd:{name} .\n',
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"'say \"hi\"'", r'"say \"hi\""'),
        (r"'tab\t'", r'"tab\t"'),
        (r"'\u0000\u007F\b'", r'"\u0000\u007F\u0008"'),
        ("'\\\\'", '"\\\\"'),
        ("'😀é'", '"😀é"'),
        (r"'\r'", r'"\r"'),
    ],
)
def test_strings(before: str, after: str) -> None:
    check(f"{E}e:s e:p {before} .", f"{E}\ne:s e:p {after} .\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"'a\nb'", '"""a\nb"""'),
        (r"'a\r\nb'", '"""a\\r\nb"""'),
        (r"'a\n\"\"\"b\"'", '"""a\n\\"""b\\""""'),
        (r"'a\n\"\"'", '"""a\n\\"\\""""'),
    ],
)
def test_strings_of_several_lines(before: str, after: str) -> None:
    check(f"{E}e:s e:p {before} .", f"{E}\ne:s\n  e:p {after} .\n")


def test_several_objects_break_where_they_do_not_fit() -> None:
    a, b = "a" * 40, "b" * 40
    check(
        f"{E}e:s e:p '{b}', '{a}', 'c' ; e:q 1, 2 .",
        f'{E}\ne:s\n  e:p "{a}", "{b}", "c" ;\n  e:q 1, 2 .\n',
    )
    check(
        f"{E}e:s e:p '{b}', '{a}', 'cccccc' .",
        f'{E}\ne:s\n  e:p\n    "{a}",\n    "{b}",\n    "cccccc" .\n',
    )


def test_blank_nodes_nest_and_break_where_they_do_not_fit() -> None:
    a, b = "a" * 40, "b" * 40
    check(
        f"{E}e:s e:p [ e:q '{b}' ; a e:C ; e:o '{a}' ], [ e:q 1 ] ; e:z [], ( 1 [ e:q 2 ] ) .",
        f"{E}\ne:s\n"
        "  e:p\n"
        "    [\n"
        "      a e:C ;\n"
        f'      e:o "{a}" ;\n'
        f'      e:q "{b}"\n'
        "    ],\n"
        "    [ e:q 1 ] ;\n"
        "  e:z ( 1 [ e:q 2 ] ), [] .\n",
    )


def test_a_long_collection_has_a_member_a_line() -> None:
    a, b = "a" * 50, "b" * 50
    check(
        f"{E}e:s e:p ( '{b}' ( 1 2 ) '{a}' ) .",
        f'{E}\ne:s\n  e:p (\n    "{b}"\n    ( 1 2 )\n    "{a}"\n  ) .\n',
    )


def test_shared_nodes_get_labels_and_others_none() -> None:
    check(
        f"{E}_:x e:p 1 . e:a e:p _:x . e:b e:p _:x . _:y e:q 2 . _:z e:q _:y .",
        f"{E}\ne:a e:p _:b1 .\n\ne:b e:p _:b1 .\n\n_:b1 e:p 1 .\n\n[] e:q [ e:q 2 ] .\n",
    )


def test_labels_do_not_depend_on_those_of_the_text() -> None:
    texts = [f"{E}_:{x} e:p _:{x} . _:{y} e:q _:{y} ." for x, y in ("ab", "ba")]
    assert canonical(texts[0].encode(), "x") == canonical(texts[1].encode(), "x")


def test_nodes_in_a_circle_keep_it() -> None:
    check(f"{E}_:x e:p _:x .", f"{E}\n_:b1 e:p _:b1 .\n")
    text = canonical(f"{E}_:x e:p _:y . _:y e:q _:x .".encode(), "x")
    assert text in (f"{E}\n_:b1 e:q [ e:p _:b1 ] .\n", f"{E}\n_:b1 e:p [ e:q _:b1 ] .\n")


def test_a_collection_that_holds_itself_is_no_collection() -> None:
    check(
        f"{E}_:x <{RDF}first> _:x ; <{RDF}rest> () .",
        f"@prefix rdf: <{RDF}> .\n\n_:b1\n  rdf:first _:b1 ;\n  rdf:rest () .\n",
    )


def test_a_cell_that_says_more_is_no_collection() -> None:
    check(
        f"{E}e:s e:p [ <{RDF}first> 1 ; <{RDF}rest> () ; e:q 2 ] .",
        f"@prefix rdf: <{RDF}> .\n{E}\ne:s e:p [ rdf:first 1 ; rdf:rest () ; e:q 2 ] .\n",
    )


def test_a_subject_that_is_a_collection() -> None:
    check(
        f"{E}( 1 ) e:p 2 .",
        f"@prefix rdf: <{RDF}> .\n{E}\n[]\n  rdf:first 1 ;\n  rdf:rest () ;\n  e:p 2 .\n",
    )


def test_the_header_is_kept() -> None:
    check(
        f"\n#  One \r\n\r\n  # two\n\n{E}e:s e:p 1 .",
        f"#  One\n\n# two\n{E}\ne:s e:p 1 .\n",
    )
    check("# only", "# only\n")
    check("", "")


def test_a_comment_elsewhere_is_refused_at_its_place() -> None:
    with pytest.raises(NotFormattable) as caught:
        canonical(f"# one\n{E}e:s e:p '# no', <http://e/#no> ; # yes\n e:q 1 . # and".encode(), "x")
    assert (caught.value.line, caught.value.column) == (3, 34)
    assert str(caught.value).startswith("x:3:34: this comment would be lost: move it to the top")


def test_deep_nesting_is_refused() -> None:
    def nested(levels: int) -> bytes:
        return f"{E}e:s e:p {'[ e:p ' * levels}1{']' * levels} .".encode()

    assert canonical(nested(32), "x")
    for levels in (33, 50_000):
        with pytest.raises(NotFormattable, match="more than 32 levels"):
            canonical(nested(levels), "x")


def test_a_text_that_is_not_turtle_is_refused() -> None:
    with pytest.raises(TurtleSyntaxError) as caught:
        canonical(b"e:s e:p 1 .", "a/b.ttl")
    assert caught.value.name == "a/b.ttl"


IRIS = st.sampled_from(
    ["http://e/a", "http://e/b/c", "http://e/", RDF + "nil", XSD + "date", RDF + "type"]
).map(NamedNode)
NODES = st.sampled_from("abcdef").map(BlankNode)
PREDICATES = st.sampled_from(
    [RDF + "first", RDF + "rest", RDF + "type", "http://e/p", "http://e/q/r"]
).map(NamedNode)
LITERALS = (
    st.text(max_size=8).map(Literal)
    | st.text(alphabet='"\\\n\r\t a', max_size=8).map(lambda text: Literal(text, language="en"))
    | st.sampled_from(["1", "+1.0", "1.", "1e3", "true", "x"]).flatmap(
        lambda value: st.sampled_from(["integer", "decimal", "double", "boolean", "date"]).map(
            lambda name: Literal(value, datatype=NamedNode(XSD + name))
        )
    )
)
TRIPLES = st.builds(Triple, IRIS | NODES, PREDICATES, IRIS | NODES | LITERALS)


@settings(max_examples=300, deadline=None)
@given(st.lists(TRIPLES, max_size=12))
def test_any_graph_survives_and_the_second_time_nothing_changes(triples: list[Triple]) -> None:
    text = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
    assert text is not None
    once = canonical(text, "x")
    assert isomorphic(read(once.encode(), "x").triples, triples)
    assert canonical(once.encode(), "x") == once


@settings(max_examples=100, deadline=None)
@given(st.lists(TRIPLES, max_size=8), st.randoms())
def test_the_form_depends_on_the_graph_alone(triples: list[Triple], random: object) -> None:
    names = dict(zip("abcdef", "fadbec", strict=True))

    def renamed(term: object) -> object:
        return BlankNode(names[term.value]) if isinstance(term, BlankNode) else term

    other = [Triple(*map(renamed, triple)) for triple in triples]  # type: ignore[arg-type]
    random.shuffle(other)  # type: ignore[attr-defined]
    one, two = (pyoxigraph.serialize(t, format=RdfFormat.N_TRIPLES) for t in (triples, other))
    assert one is not None and two is not None
    assert canonical(one, "x") == canonical(two, "x")
