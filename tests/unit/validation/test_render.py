"""The six renderings of a report, each against what reads it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from smartregions import namespaces as ns
from smartregions.messages import Message, plain
from smartregions.turtle.locate import Span
from smartregions.validation.graph import TYPE, Graph
from smartregions.validation.paths import Inverse, Predicate, Repeat, Sequence, from_graph
from smartregions.validation.render import MEDIA_TYPES, render
from smartregions.validation.render.turtle import our
from smartregions.validation.report import FileReport, Finding, Report
from smartregions.validation.shapes import sh

SARIF = Path(__file__).parents[2] / "conformance" / "sarif-schema-2.1.0.json"
"""The OASIS schema of SARIF 2.1.0 (final), as the package schemastore 0.2.3 carries it."""

HOSTILE = (
    '</title></style></script><img src=x onerror=alert(1)>"&\x1b]0;own\x07\u202e%0A::error::\n::x'
)
PATH = Sequence((Predicate(ns.SR + "region"), Inverse(Predicate("http://other/p"))))

MISSING = Finding(
    severity="violation",
    code="MinCountConstraintComponent",
    message=plain("Give the role."),
    file="a.ttl",
    span=Span(3, 1, 3, 8),
    help=plain("add: sr:role role:leading ;\none of: role:leading, role:participating"),
    focus_node=NamedNode("http://ex/a"),
    path=Predicate(ns.SR + "role"),
    shape=NamedNode(ns.SHAPE + "Participation-role"),
    see_also="https://example.org/role",
)
WRONG = Finding(
    severity="warning",
    code="ClassConstraintComponent",
    message=plain("Name a region."),
    file="a.ttl",
    span=Span(4, 13, 4, 16),
    focus_node=BlankNode("x"),
    path=PATH,
    value=Literal("a\nb", language="fr"),
    shape=BlankNode("anonymous"),
)
UNREAD = Finding(
    severity="violation",
    code="syntax",
    message=plain("A semicolon is missing."),
    file="b.ttl",
    span=Span(1, 5, 2, 3),
    see_also="https://www.w3.org/TR/turtle/#sec-grammar",
)
NOTE = replace(MISSING, severity="info", code="unknown-term", span=None, help=Message(), path=None)
REPORT = Report(
    files=(
        FileReport(
            file="a.ttl",
            findings=(MISSING, WRONG),
            triples=7,
            focus_nodes=2,
            prefixes={"sr": ns.SR, "other": "http://other/"},
            lines={3: "ex:a a sr:P ;", 4: "\tsr:region 𝔸日ab ."},
        ),
        FileReport(file="b.ttl", findings=(UNREAD,), lines={1: "a b c d e f"}),
    ),
    engine="fast",
    shapes_version="1.2.3",
    shapes_sha256="0123456789abcdef" * 4,
)
CLEAN = replace(REPORT, files=(FileReport("ok.ttl", (), 3, 1),))


def hostile() -> Report:
    """A contributor may write anything, and choose the name of the file."""
    finding = replace(
        MISSING,
        message=plain(HOSTILE),
        help=plain(HOSTILE),
        file=HOSTILE,
        value=Literal(HOSTILE),
        see_also=HOSTILE,
    )
    file = FileReport(HOSTILE, (finding,), 1, 1, {"p": HOSTILE}, {3: HOSTILE.replace("\n", " ")})
    return replace(REPORT, files=(file,))


def test_the_text_is_that_of_a_good_compiler() -> None:
    """Place, severity and code; the line; a caret under the span; what to do; a link."""
    assert render(REPORT, "text").splitlines()[:8] == [
        "a.ttl:3:1: violation[MinCountConstraintComponent]: Give the role.",
        "     3 | ex:a a sr:P ;",
        "       | ^^^^^^^",
        "   help: add: sr:role role:leading ;",
        "         one of: role:leading, role:participating",
        "  about: <http://ex/a> sr:role",
        "  shape: https://w3id.org/smart-regions/shapes#Participation-role",
        "    see: https://example.org/role",
    ]


def test_the_caret_stands_under_what_it_means() -> None:
    """A tab stays a tab, and a character that is two columns wide gets two carets."""
    lines = render(REPORT, "text").splitlines()
    source = lines.index("     4 | \tsr:region 𝔸日ab .")
    assert lines[source + 1] == "       | \t           ^^^^"
    assert lines[source + 2] == '  about: _:x sr:region/(^other:p) "a\\nb"@fr'


def test_a_value_that_is_the_focus_node_itself_is_told_once() -> None:
    itself = replace(MISSING, path=None, value=MISSING.focus_node)
    other = replace(itself, value=NamedNode("http://ex/b"))
    file = replace(REPORT.files[0], findings=(itself, other))
    about = [line for line in render(replace(REPORT, files=(file,)), "text").splitlines()
             if line.startswith("  about")]  # fmt: skip
    assert about == ["  about: <http://ex/a>", "  about: <http://ex/a> <http://ex/b>"]


def test_a_span_of_several_lines_is_underlined_to_the_end_of_the_first() -> None:
    assert "       |     ^^^^^^^\n" in render(REPORT, "text")


def test_a_long_line_is_shown_around_the_fault() -> None:
    line = "x" * 5_000 + "FAULT" + "y" * 5_000
    finding = replace(MISSING, span=Span(3, 5_001, 3, 5_006))
    file = FileReport("a.ttl", (finding,), lines={3: line})
    shown, carets = render(replace(REPORT, files=(file,)), "text").splitlines()[1:3]
    assert len(shown) < 200
    assert [shown[i] for i, c in enumerate(carets) if c == "^"] == list("FAULT")


def test_the_last_lines_say_the_verdict_and_what_it_was_reached_with() -> None:
    assert render(REPORT, "text").splitlines()[-2:] == [
        "Could not be judged: 2 violations, 1 warning (2 files, 7 triples, 2 nodes).",
        "  shapes 1.2.3, engine fast",
    ]
    assert render(CLEAN, "text").startswith("Accepted: no findings (1 file, 3 triples, 1 node).")


def test_colour_is_there_when_asked_for_and_changes_no_word() -> None:
    painted = render(REPORT, "text", colour=True)
    assert "\x1b[1;31mviolation" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == render(REPORT, "text")


def test_no_text_of_a_contribution_steers_the_terminal() -> None:
    shown = render(hostile(), "text")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


def test_ten_thousand_findings_are_counted_and_a_hundred_shown() -> None:
    many = FileReport("a.ttl", (MISSING,) * 10_000)
    shown = render(replace(REPORT, files=(many,)), "text")
    assert shown.count("Give the role.") == 100
    assert "9900 more findings" in shown and "10000 violations" in shown


def test_json_has_the_keys_that_are_promised() -> None:
    content = json.loads(render(REPORT, "json"))
    assert content["conforms"] is False
    assert list(content) == ["conforms", "judged", "language", "files", "engine", "shapes"]
    assert content["shapes"] == {"version": "1.2.3", "sha256": REPORT.shapes_sha256}
    first, second = content["files"]
    assert list(first) == ["file", "conforms", "triples", "focusNodes", "omitted", "findings"]
    assert (second["file"], second["conforms"], second["triples"]) == ("b.ttl", False, 0)
    assert first["findings"] == [
        {
            "severity": "violation",
            "code": "MinCountConstraintComponent",
            "message": "Give the role.",
            "help": "add: sr:role role:leading ;\none of: role:leading, role:participating",
            "focusNode": "http://ex/a",
            "path": "sr:role",
            "value": None,
            "shape": "https://w3id.org/smart-regions/shapes#Participation-role",
            "line": 3,
            "column": 1,
            "endLine": 3,
            "endColumn": 8,
            "seeAlso": "https://example.org/role",
            "cause": None,
            "causeLine": None,
            "causeColumn": None,
        },
        {
            "severity": "warning",
            "code": "ClassConstraintComponent",
            "message": "Name a region.",
            "help": "",
            "focusNode": "_:x",
            "path": "sr:region/(^other:p)",
            "value": '"a\\nb"@fr',
            "shape": None,
            "line": 4,
            "column": 13,
            "endLine": 4,
            "endColumn": 16,
            "seeAlso": None,
            "cause": None,
            "causeLine": None,
            "causeColumn": None,
        },
    ]


def sarif(report: Report) -> Any:
    log = json.loads(render(report, "sarif"))
    jsonschema.Draft7Validator(json.loads(SARIF.read_text())).validate(log)
    return log["runs"][0]


def test_sarif_is_valid_and_says_where_and_how_grave() -> None:
    run = sarif(REPORT)
    assert [r["level"] for r in run["results"]] == ["error", "warning", "error"]
    assert [run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] for r in run["results"]] == [
        "MinCountConstraintComponent",
        "ClassConstraintComponent",
        "syntax",
    ]
    place = run["results"][2]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "b.ttl", "index": 1}
    assert place["region"] == {"startLine": 1, "startColumn": 5, "endLine": 2, "endColumn": 3}
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"] == [{"executionSuccessful": False, "exitCode": 2}]


@pytest.mark.parametrize("report", [CLEAN, hostile(), replace(REPORT, shapes_version="")])
def test_sarif_is_valid_whatever_the_report(report: Report) -> None:
    sarif(report)


def test_sarif_names_a_file_by_an_address() -> None:
    names = {"data/été 1.ttl": "data/%C3%A9t%C3%A9%201.ttl", "/abs/a.ttl": "file:///abs/a.ttl"}
    for name, uri in names.items():
        run = sarif(replace(REPORT, files=(FileReport(name, (replace(NOTE, file=name),)),)))
        assert run["artifacts"][0]["location"]["uri"] == uri


def test_github_annotates_the_lines() -> None:
    """Columns are given within one line only: an annotation has no others."""
    assert render(REPORT, "github").splitlines() == [
        "::error file=a.ttl,line=3,endLine=3,col=1,endColumn=8,title=MinCountConstraintComponent"
        "::Give the role.%0Aadd: sr:role role:leading ;%0Aone of: role:leading, role:participating",
        "::warning file=a.ttl,line=4,endLine=4,col=13,endColumn=16,"
        "title=ClassConstraintComponent::Name a region.",
        "::error file=b.ttl,line=1,endLine=2,title=syntax::A semicolon is missing.",
        "Could not be judged: 2 violations, 1 warning (2 files, 7 triples, 2 nodes). "
        "(shapes 1.2.3 sha256:0123456789ab, engine fast)",
    ]


def test_no_text_of_a_contribution_becomes_a_command_of_its_own() -> None:
    lines = render(hostile(), "github").splitlines()
    assert [line for line in lines if line.startswith("::")] == [lines[0]]
    properties = lines[0].split("::")[1]
    assert properties.count("file=") == 1 and "%3A%3Aerror" in properties


def rdf(report: Report) -> Graph:
    text = render(report, "turtle")
    return Graph(quad.triple for quad in pyoxigraph.parse(text, format=RdfFormat.TURTLE))


def test_turtle_is_a_standard_report() -> None:
    """SHACL 3.6: one report, its results, each with what the standard demands of one."""
    graph = rdf(REPORT)
    (report,) = graph.subjects(TYPE, sh("ValidationReport"))
    assert [str(o) for o in graph.objects(report, sh("conforms"))] == [str(Literal(False))]
    results = graph.objects(report, sh("result"))
    assert len(results) == 3
    for result in results:
        for needed in ("focusNode", "resultSeverity", "sourceConstraintComponent"):
            assert len(graph.objects(result, sh(needed))) == 1
    missing, wrong, unread = results
    assert graph.value(missing, sh("resultPath")) == NamedNode(ns.SR + "role")
    assert graph.value(missing, sh("sourceShape")) == MISSING.shape
    assert graph.value(missing, sh("resultSeverity")) == sh("Violation")
    assert graph.value(missing, sh("sourceConstraintComponent")) == sh(
        "MinCountConstraintComponent"
    )
    assert graph.value(wrong, sh("value")) == WRONG.value
    path = graph.value(wrong, sh("resultPath"))
    assert path is not None and from_graph(graph, path) == PATH
    assert graph.value(unread, sh("sourceConstraintComponent")) == our("syntax")


def test_turtle_has_the_places_beside_the_standard() -> None:
    graph = rdf(REPORT)
    (report,) = graph.subjects(TYPE, sh("ValidationReport"))
    _, wrong, _ = graph.objects(report, sh("result"))
    place = [graph.value(wrong, our(n)) for n in ("line", "column", "endLine", "endColumn")]
    assert place == [Literal(4), Literal(13), Literal(4), Literal(16)]
    file = graph.value(wrong, our("file"))
    assert file is not None and graph.value(file, our("name")) == Literal("a.ttl")
    assert graph.value(report, our("accepted")) == Literal(False)


def test_a_warning_is_accepted_though_the_standard_says_that_it_does_not_conform() -> None:
    graph = rdf(replace(REPORT, files=(FileReport("a.ttl", (WRONG,), 7, 2),)))
    (report,) = graph.subjects(TYPE, sh("ValidationReport"))
    assert graph.value(report, sh("conforms")) == Literal(False)
    assert graph.value(report, our("accepted")) == Literal(True)


def test_every_kind_of_path_survives_turtle() -> None:
    path = Sequence((Repeat(Predicate("http://ex/a"), "*"), Repeat(PATH, "+"), Repeat(PATH, "?")))
    graph = rdf(replace(REPORT, files=(FileReport("a.ttl", (replace(WRONG, path=path),)),)))
    ((_, node),) = graph.pairs(sh("resultPath"))
    assert from_graph(graph, node) == path


class Page(HTMLParser):
    """What a browser would make of a page: tags, addresses, texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.attributes: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(name for name, _ in attrs)
        self.links.extend(value or "" for name, value in attrs if name in ("href", "src"))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_html_is_one_page_with_the_faults_marked() -> None:
    page = Page(render(REPORT, "html"))
    assert {"script", "link", "img", "iframe"}.isdisjoint(page.tags)
    assert page.links == [MISSING.see_also, UNREAD.see_also]
    text = "".join(page.texts)
    for expected in (
        "Could not be judged",
        "a.ttl",
        "Line 3, column 1: violation",
        "Give the role.",
    ):
        assert expected in text
    assert render(REPORT, "html").count("<mark>") == 3
    assert "𝔸<mark>日ab</mark> ." in render(REPORT, "html")


def test_html_can_be_read_aloud() -> None:
    """Language, title, one first heading, no level left out, severity in words."""
    html = render(REPORT, "html")
    page = Page(html)
    assert '<html lang="en">' in html
    assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("title") == 1
    headings = [int(tag[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings == [1, 2, 3, 3, 2, 3]


def test_no_text_of_a_contribution_becomes_markup() -> None:
    page = Page(render(hostile(), "html"))
    assert {"img", "script"}.isdisjoint(page.tags)
    assert page.links == []
    assert not [name for name in page.attributes if name.startswith("on")]


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    finding = replace(MISSING, see_also="javascript:alert(1)")
    report = replace(REPORT, files=(FileReport("a.ttl", (finding,)),))
    assert Page(render(report, "html")).links == []


@pytest.mark.parametrize("form", sorted(MEDIA_TYPES))
def test_a_report_is_written_the_same_every_time(form: str) -> None:
    assert render(REPORT, form) == render(REPORT, form)


@pytest.mark.parametrize(
    ("findings", "conforms", "judged", "code"),
    [
        ((), True, True, 0),
        ((WRONG,), True, True, 0),
        ((NOTE,), True, True, 0),
        ((WRONG, MISSING), False, True, 1),
        ((UNREAD,), False, False, 2),
        ((replace(UNREAD, code="undeclared-prefix"),), False, False, 2),
        ((replace(UNREAD, code="no-focus-node"),), False, False, 2),
    ],
)
def test_only_a_violation_rejects_and_what_was_not_judged_is_not_valid(
    findings: tuple[Finding, ...], conforms: bool, judged: bool, code: int
) -> None:
    file = FileReport("a.ttl", findings)
    assert (file.conforms, file.judged) == (conforms, judged)
    report = replace(REPORT, files=(file, FileReport("ok.ttl", ())))
    assert (report.conforms, report.exit_code) == (conforms, code)
