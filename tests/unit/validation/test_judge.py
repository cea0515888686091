"""The judgement: what is found, where it stands, and what to write instead.

Every text begins on line 6, behind five prefixes (see conftest). Lines and columns are counted by
hand, from 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.errors import CannotJudge, TurtleSyntaxError
from smartregions.turtle.read import Contribution, read
from smartregions.validation import Context, Finding, Report, Unread, judge
from smartregions.validation.engines.compare import ill_formed
from smartregions.validation.engines.result import Result
from smartregions.validation.names import Names
from smartregions.validation.paths import Predicate
from smartregions.validation.published import Published
from smartregions.validation.render import render
from smartregions.validation.shapes import Shapes

Judged = Callable[..., Report]
Contribute = Callable[..., Contribution]

CLAIM = Result(
    focus_node=NamedNode("http://ex/a"),
    path=None,
    value=None,
    component="",
    severity=ns.SH + "Violation",
    shape=NamedNode("http://ex/S"),
)

ENGINES = pytest.mark.parametrize("engine", ["fast", "reference", "both"])

GOOD = """\
part:a a sr:Participation ;
  sr:region region:bretagne ;
  sr:role role:leading ;
  sr:from "2024-01-01"^^xsd:date .
"""


def findings(report: Report) -> list[Finding]:
    return [finding for file in report.files for finding in file.findings]


def only(report: Report) -> Finding:
    (finding,) = findings(report)
    return finding


def place(finding: Finding) -> tuple[int, int, int, int]:
    span = finding.span
    assert span is not None
    return span.line, span.column, span.end_line, span.end_column


def told(report: Report) -> list[tuple[str, int, int]]:
    return [(f.code.removesuffix("ConstraintComponent"), *place(f)[:2]) for f in findings(report)]


@ENGINES
def test_a_contribution_that_is_right_is_accepted(judged: Judged, engine: str) -> None:
    report = judged(GOOD, engine=engine)
    assert findings(report) == []
    assert (report.conforms, report.exit_code, report.engine) == (True, 0, engine)
    (file,) = report.files
    assert (file.file, file.triples, file.focus_nodes) == ("a.ttl", 4, 1)


CASES = {
    "missing property": (
        "part:a a sr:Participation ;\n  sr:role role:leading .",
        ("MinCountConstraintComponent", (6, 1, 6, 7), "sr:region", None),
        "add: sr:region ... ;\none of: region:bretagne, region:france",
    ),
    "missing property with an example": (
        "region:x a sr:Region .",
        ("MinCountConstraintComponent", (6, 1, 6, 9), "sr:name", None),
        'add, for example: sr:name "Bretagne"@fr ;',
    ),
    "unknown thing": (
        GOOD.replace("region:bretagne", "region:bretange"),
        ("ClassConstraintComponent", (7, 13, 7, 28), "sr:region", "region:bretange"),
        "did you mean region:bretagne?",
    ),
    "value not in the list": (
        GOOD.replace("role:leading", "role:leding"),
        ("InConstraintComponent", (8, 11, 8, 22), "sr:role", "role:leding"),
        "did you mean role:leading?\none of: role:leading, role:participating",
    ),
    "wrong datatype, right form": (
        GOOD.replace("^^xsd:date", ""),
        ("DatatypeConstraintComponent", (9, 11, 9, 23), "sr:from", '"2024-01-01"'),
        'write: "2024-01-01"^^xsd:date',
    ),
    "wrong datatype, wrong form": (
        GOOD.replace('"2024-01-01"^^xsd:date', "2024"),
        ("DatatypeConstraintComponent", (9, 11, 9, 15), "sr:from", "2024"),
        'write, for example: "2024-01-31"^^xsd:date',
    ),
    "text without a language": (
        'region:x a sr:Region ;\n  sr:name "x" .',
        ("DatatypeConstraintComponent", (7, 11, 7, 14), "sr:name", '"x"'),
        'write the language that this text is in; if it is English: "x"@en',
    ),
    "one value too many": (
        GOOD.replace("sr:from", 'sr:from "2023-01-01"^^xsd:date ;\n  sr:from'),
        ("MaxCountConstraintComponent", (10, 11, 10, 33), "sr:from", None),
        "keep one value of sr:from and delete the others (they stand on lines 9, 10)",
    ),
    "a language twice": (
        'region:x a sr:Region ;\n  sr:name "a"@fr ,\n    "b"@FR .',
        ("UniqueLangConstraintComponent", (8, 5, 8, 11), "sr:name", None),
        "keep one sr:name for each language",
    ),
    "text for an IRI": (
        'region:x a sr:Region ;\n  sr:name "x"@en ;\n  sr:within "https://example.org/x" .',
        ("NodeKindConstraintComponent", (8, 13, 8, 36), "sr:within", '"https://example.org/x"'),
        "write: <https://example.org/x>",
    ),
    "SPARQL": (
        GOOD.replace(" .\n", ' ;\n  sr:to "2023-12-31"^^xsd:date .\n'),
        ("SPARQLConstraintComponent", (10, 9, 10, 31), "sr:to", '"2023-12-31"^^xsd:date'),
        "",
    ),
}


@ENGINES
@pytest.mark.parametrize("case", sorted(CASES))
def test_a_fault_is_found_where_it_stands_with_what_to_write(
    judged: Judged, case: str, engine: str
) -> None:
    """One fault, one finding, but for the class of a value that is no IRI at all."""
    text, (code, where, path, value), help_ = CASES[case]
    report = judged(text, engine=engine)
    found = [f for f in findings(report) if f.code == code]
    also = {f.code for f in findings(report)} - {code}
    assert also <= ({"ClassConstraintComponent"} if case == "text for an IRI" else set())
    (finding,) = found
    names = Names(report.files[0].prefixes)
    assert place(finding) == where
    assert finding.path is not None and names.path(finding.path) == path
    assert (None if finding.value is None else names.term(finding.value)) == value
    assert finding.help == help_


def test_a_finding_has_the_words_the_shape_and_the_link_of_its_shape(judged: Judged) -> None:
    finding = only(judged("region:x a sr:Region ."))
    assert finding.message == "Name the region, once for each language."
    assert finding.shape == NamedNode(ns.SHAPE + "Region-name")
    assert finding.see_also == "https://example.org/naming"
    assert finding.focus_node == NamedNode(ns.ID + "region/x")


def test_a_shape_without_a_link_is_explained_by_the_standard(judged: Judged) -> None:
    finding = only(judged(GOOD.replace("role:leading", '"leading"')))
    assert finding.see_also == "https://www.w3.org/TR/shacl/#InConstraintComponent"


def test_a_message_with_a_value_in_it_is_filled_in(judged: Judged) -> None:
    text = GOOD.replace(" .\n", ' ;\n  sr:to "2023-12-31"^^xsd:date .\n')
    assert only(judged(text)).message == "It ends (2023-12-31) before it begins."


def test_a_value_at_the_end_of_a_longer_path_is_shown_where_it_is_written(judged: Judged) -> None:
    """The region lies in one that is no country; the last step is what would have to change."""
    text = """part:a a sr:Participation ; sr:role role:leading ;
  sr:region region:x .
region:x a sr:Region ; sr:name "x"@en ;
  sr:within region:bretagne .
"""
    finding = only(judged(text))
    assert (finding.severity, finding.code) == ("info", "ClassConstraintComponent")
    assert place(finding) == (9, 13, 9, 28)


def test_what_is_published_beside_the_file_counts(judged: Judged) -> None:
    """A third name for a published region is one too many for neither file, a second French is."""
    assert told(judged('region:bretagne a sr:Region ; sr:name "Brittany"@en .')) == []
    again = judged('region:bretagne a sr:Region ;\n  sr:name "Bretagne "@fr .')
    assert [f.code for f in findings(again)] == ["UniqueLangConstraintComponent"]


def test_what_is_wrong_with_published_data_is_not_the_contributors_fault(
    context: Context, contribution: Contribute
) -> None:
    """The published region has no name; the file only refers to it."""
    nameless = f"<{ns.ID}region/bad> a <{ns.SR}Region> .".encode()
    beside = replace(context, published=Published([nameless]))
    text = GOOD.replace("region:bretagne", "region:bad")
    assert findings(judge([contribution(text)], beside)) == []


def test_a_type_that_is_published_makes_a_focus_node(judged: Judged) -> None:
    """The file says one thing more of a region without repeating what it is."""
    report = judged("region:bretagne sr:within region:nowhere .")
    assert report.files[0].focus_nodes == 1
    assert told(report) == [("Class", 6, 27)]


def test_a_nameless_thing_is_found_once(judged: Judged) -> None:
    """As a value that must be an IRI the shape finds it; as a subject our own check does."""
    value = judged(
        'region:x a sr:Region ; sr:name "x"@en ;\n  sr:within [ a sr:Country ; sr:name "y"@en ] .'
    )
    assert told(value) == [("NodeKind", 7, 13)]
    subject = judged('[] a sr:Region ; sr:name "x"@en .')
    finding = only(subject)
    assert (finding.code, finding.severity, place(finding)[:2]) == (
        "blank-node",
        "violation",
        (6, 1),
    )
    assert finding.help.startswith("give it an IRI")


@ENGINES
@pytest.mark.parametrize(
    ("literal", "help_"),
    [
        ('"2023-02-29"^^xsd:date', 'write year-month-day, for example: "2024-01-31"^^xsd:date'),
        ('"2024/2/9"^^xsd:date', 'write: "2024-02-09"^^xsd:date'),
        (
            '"yesterday"^^xsd:dateTime',
            'write date, T, time, for example: "2024-01-31T09:30:00Z"^^xsd:dateTime',
        ),
        *(
            (
                f'"{sign}{"9" * 20}-01-31"^^xsd:date',
                'write year-month-day, for example: "2024-01-31"^^xsd:date',
            )
            for sign in ("", "-")
        ),
        ('"1950x"^^xsd:gYear', 'write a year of four digits, for example: "2024"^^xsd:gYear'),
    ],
)
def test_an_ill_formed_literal_is_found_whatever_the_engine_thinks_of_it(
    judged: Judged, literal: str, help_: str, engine: str
) -> None:
    """Once: that it has the wrong datatype too goes without saying; both engines may judge it."""
    report = judged(GOOD.replace('"2024-01-01"^^xsd:date', literal), engine=engine)
    found = [f for f in findings(report) if f.code == "ill-formed-literal"]
    (finding,) = found
    assert place(finding) == (9, 11, 9, 11 + len(literal))
    assert (finding.severity, finding.help) == ("violation", help_)
    assert not report.conforms


def test_an_ill_formed_literal_hides_what_follows_from_it() -> None:
    """That a date is none of two datatypes is no second fault when it is no date at all."""
    ill = replace(CLAIM, value=Literal("2024-02-30", datatype=NamedNode(ns.XSD + "date")))
    well = replace(CLAIM, value=Literal("2024-02-29", datatype=NamedNode(ns.XSD + "date")))
    for name in ("Or", "Node", "MinInclusive", "LessThan"):
        component = f"{ns.SH}{name}ConstraintComponent"
        assert ill_formed(replace(ill, component=component))
        assert not ill_formed(replace(well, component=component))
    assert not ill_formed(replace(ill, component=ns.SH + "NodeKindConstraintComponent"))


def test_a_term_that_does_not_exist_is_found_where_it_stands(judged: Judged) -> None:
    report = judged(GOOD.replace("sr:from", "sr:form"))
    assert told(report) == [("unknown-term", 9, 3)]
    assert only(report).path == Predicate(ns.SR + "form")
    assert only(report).value == Literal("2024-01-01", datatype=NamedNode(ns.XSD + "date"))
    assert told(judged(GOOD + "region:x a sr:Regoin .")) == [("unknown-term", 10, 12)]


def test_an_unknown_term_on_which_a_shape_insists_is_told_once(judged: Judged) -> None:
    """The scheme's concept does not exist, and the list of roles does not hold it: one finding."""
    assert told(judged(GOOD.replace("role:leading", "role:leding"))) == [("In", 8, 11)]


def test_a_term_that_one_of_the_files_defines_exists(judged: Judged) -> None:
    own = "<https://w3id.org/smart-regions/scheme/own/first>"
    text = (
        GOOD
        + f"region:x a sr:Region ; sr:name 'x'@en ; sr:within region:france ; <http://x/> {own} ."
    )
    assert told(judged(text)) == [("unknown-term", 10, 79)]
    assert told(judged(text, f"{own} a <http://www.w3.org/2004/02/skos/core#Concept> .")) == [
        ("no-focus-node", 1, 1)
    ]


def test_a_withdrawn_term_is_accepted_with_a_warning(judged: Judged) -> None:
    report = judged('region:x a sr:Region ; sr:name "x"@en ; sr:inside region:france .')
    assert told(report) == [("deprecated-term", 6, 41)]
    assert (report.conforms, report.exit_code) == (True, 0)


def test_a_namespace_that_is_nearly_right_is_shown_where_it_is_declared(judged: Judged) -> None:
    report = judged("@prefix skos: <http://www.w3.org/2004/02/skos/core/> .\n" + GOOD)
    finding = only(report)
    assert (finding.code, place(finding)[0]) == ("unknown-term", 6)
    assert finding.help == "did you mean: @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."


def test_a_namespace_of_ours_that_is_nearly_right_is_told_once_and_rejects(judged: Judged) -> None:
    report = judged("@prefix sr: <https://w3id.org/smart-regions/ontology> .\n" + GOOD)
    finding = only(report)
    assert (finding.code, finding.severity, place(finding)[0]) == ("no-focus-node", "violation", 6)
    assert finding.help == f"did you mean: @prefix sr: <{ns.SR}> ."
    assert (report.conforms, report.exit_code) == (False, 2)
    other = "@prefix o: <https://w3id.org/smart-regions/ontology> . part:a o:role role:leading .\n"
    seen = judged(other + GOOD)
    assert (only(seen).code, place(only(seen))[0], seen.exit_code) == ("unknown-term", 6, 1)


def test_a_file_at_which_no_shape_looks_is_not_judged(judged: Judged) -> None:
    report = judged("<http://example.org/a> <http://example.org/b> 1 .")
    finding = only(report)
    assert (finding.code, place(finding)) == ("no-focus-node", (1, 1, 1, 57))
    assert finding.help == "say what each thing is: ... a sr:Participation, sr:Region"
    assert (report.conforms, report.exit_code) == (False, 2)


@pytest.mark.parametrize(
    ("namespace", "reason"),
    [
        ("https://w3id.org/smart-region/ontology#", "is not the well-known one."),
        ("http://w3id.org/smart-regions/ontology#", "is not the well-known one."),
        ("https://w3id.org/smart-rgions/onthology#", "is not the well-known one."),
        ("https://example.org/sr#", "here, which is not what is judged."),
    ],
)
def test_a_file_that_no_shape_sees_for_its_namespace_is_told_so_once(
    judged: Judged, namespace: str, reason: str
) -> None:
    """Nothing else of it has to be mended: the classes are right as soon as their prefix is."""
    report = judged(f"@prefix sr: <{namespace}> .\n" + GOOD)
    finding = only(report)
    assert finding.code == "no-focus-node" and place(finding)[0] == 6
    assert f"<{namespace}> {reason} No shape looks at anything in this file" in finding.message
    assert finding.help == f"did you mean: @prefix sr: <{ns.SR}> ."
    assert report.exit_code == 2


def test_who_declares_no_prefix_of_ours_is_told_which_to_write(context: Context) -> None:
    text = b"<http://example.org/a> <http://example.org/b> 1 ."
    finding = only(judge([read(text, "a.ttl")], context))
    assert finding.help == (
        f"say what each thing is: ... a sr:Participation, sr:Region\n"
        f"at the top of the file: @prefix sr: <{ns.SR}> ."
    )


def test_an_empty_file_is_not_judged(judged: Judged) -> None:
    finding = only(judged(""))
    assert finding.message == "This file is empty, so it could not be judged."


def test_files_are_judged_together(judged: Judged) -> None:
    """The region is in the second file; alone, the first is wrong."""
    first, second = GOOD.replace("bretagne", "new"), 'region:new a sr:Region ; sr:name "n"@en .'
    assert told(judged(first)) == [("Class", 7, 13)]
    report = judged(first, second)
    assert findings(report) == []
    assert [(f.file, f.triples, f.focus_nodes) for f in report.files] == [
        ("a.ttl", 4, 1),
        ("b.ttl", 2, 1),
    ]


def test_each_fault_is_told_of_the_file_in_which_it_stands(judged: Judged) -> None:
    """Two files speak of one region: the value is wrong in the second."""
    report = judged(
        'region:x a sr:Region ; sr:name "x"@en .', "region:x sr:within region:nowhere ."
    )
    assert [f.file for f in findings(report)] == ["b.ttl"]


def test_blank_nodes_of_two_files_are_kept_apart(judged: Judged) -> None:
    """Taken for one node, it would have a name; and each finding shows the label of its file."""
    report = judged(
        "_:x a sr:Region .", '_:x sr:name "x"@en .\nregion:y a sr:Region ; sr:name "y"@en .'
    )
    codes = [(f.file, f.code) for f in findings(report)]
    assert codes == [("a.ttl", "MinCountConstraintComponent"), ("a.ttl", "blank-node")]
    assert {f.focus_node for f in findings(report)} == {BlankNode("x")}


def test_files_and_findings_come_in_order(context: Context, contribution: Contribute) -> None:
    text = "region:z{0} a sr:Region .\nregion:a{0} a sr:Region ; sr:within region:n .\n"
    files = [contribution(text.format(name), f"{name}.ttl") for name in "bca"]
    report = judge(files, context)
    assert [file.file for file in report.files] == ["a.ttl", "b.ttl", "c.ttl"]
    places = [place(f)[:2] for f in report.files[0].findings]
    assert places == sorted(places) and len(places) == 3


def unread(text: str, name: str = "broken.ttl") -> Unread:
    with pytest.raises(TurtleSyntaxError) as raised:
        read(text.encode(), name)
    return Unread(name, text, raised.value)


def test_a_text_that_is_no_turtle_is_told_beside_the_others(
    context: Context, contribution: Contribute
) -> None:
    broken = unread("@prefix sr: <http://sr/> .\nsr:a sr:b 'c' sr:d .\n")
    report = judge([contribution(GOOD)], context, unread=[broken])
    good, bad = report.files
    assert (good.file, good.conforms) == ("a.ttl", True)
    assert (bad.file, bad.conforms, bad.triples, bad.focus_nodes) == ("broken.ttl", False, 0, 0)
    finding = bad.findings[0]
    assert (finding.code, place(finding)[:2]) == ("syntax", (2, 15))
    assert bad.lines[2] == "sr:a sr:b 'c' sr:d ."
    assert report.exit_code == 2


def test_an_undeclared_prefix_is_told_with_the_usual_one(context: Context) -> None:
    report = judge([], context, unread=[unread("<http://a/> skos:prefLabel 'x' .")])
    finding = only(report)
    assert (finding.code, place(finding)[:2]) == ("undeclared-prefix", (1, 13))
    assert "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ." in finding.help
    assert report.exit_code == 2


def test_without_shapes_there_is_no_verdict(contribution: Contribute) -> None:
    with pytest.raises(CannotJudge):
        judge([contribution(GOOD)], Context(Shapes(())))


def test_a_report_names_its_shapes(judged: Judged, context: Context) -> None:
    report = judged(GOOD)
    assert report.shapes_version == "0.0.7"
    assert report.shapes_sha256 == context.shapes.sha256 and len(report.shapes_sha256) == 64


def test_shapes_in_a_contribution_judge_nothing(judged: Judged) -> None:
    """A contributor cannot bring, soften or switch off a shape."""
    text = """@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://w3id.org/smart-regions/shapes#Region-name> sh:deactivated true ; sh:severity sh:Info .
region:x a sr:Region .
<http://own/S> a sh:NodeShape ; sh:targetClass sr:Region ; sh:sparql [ sh:select "broken" ] .
"""
    assert told(judged(text)) == [("MinCount", 8, 1)]


def test_a_subclass_that_the_contribution_declares_is_judged_as_such(judged: Judged) -> None:
    text = "<http://x/Land> <http://www.w3.org/2000/01/rdf-schema#subClassOf> sr:Region .\n"
    assert told(judged(text + "region:x a <http://x/Land> .")) == [("MinCount", 7, 1)]


def test_classes_in_a_circle_or_a_long_chain_are_judged(judged: Judged) -> None:
    below = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
    circle = f"<http://x/0> {below} sr:Region . sr:Region {below} <http://x/0> .\n"
    links = "".join(f"<http://x/{n}> {below} <http://x/{n - 1}> .\n" for n in range(1, 3_000))
    report = judged(circle + links + "region:x a <http://x/2999> .")
    assert [f.code for f in findings(report)] == ["MinCountConstraintComponent"]


def test_three_thousand_faults_are_found_and_placed(judged: Judged) -> None:
    number = 3_000
    text = "".join(f"region:n{n} a sr:Region ;\n  sr:within region:m{n} .\n" for n in range(number))
    found = findings(judged(text))
    assert len(found) == 2 * number
    assert place(found[-1]) == (5 + 2 * number, 13, 5 + 2 * number, 13 + len("region:m2999"))


def test_a_value_that_is_published_already_is_told_as_such(judged: Judged) -> None:
    """The file states one name; with the published ones there are too many."""
    text = 'region:bretagne a sr:Region ;\n  sr:name "Brittany"@en ;\n  sr:name "Breizh"@br .'
    finding = only(judged(text))
    assert (finding.code, place(finding)[:2]) == ("MaxCountConstraintComponent", (6, 1))
    assert finding.help == "delete sr:name here: what is published states it already"
    again = only(judged('region:bretagne a sr:Region ; sr:name "Bretagne "@fr .'))
    assert again.help == "keep one sr:name for each language; what is published counts too"


def test_ten_million_characters_are_not_told_again(judged: Judged) -> None:
    """Neither as a value, nor where a message quotes one, nor as the line on which it stands."""
    long = "2" * 10_000_000
    text = GOOD.replace(" .\n", f' ;\n  sr:to "{long}"^^<http://x/own> .\n').replace("2024-01", "3")
    report = judged(text)
    assert {f.code for f in findings(report)} == {"SPARQLConstraintComponent", "ill-formed-literal"}
    for form in ("text", "json", "html", "sarif", "github"):
        assert len(render(report, form)) < 20_000
