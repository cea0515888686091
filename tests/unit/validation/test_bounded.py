"""A report that is sent: bounded, with the verdict of the whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode

from smartregions.messages import Written, plain
from smartregions.turtle.locate import Span
from smartregions.validation import FileReport, Finding, Report
from smartregions.validation.bounded import bounded
from smartregions.validation.render import MEDIA_TYPES, render, told_in
from smartregions.validation.report import Severity


def finding(severity: Severity, line: int, code: str = "x", value: str = "") -> Finding:
    return Finding(
        severity, code, plain("m" * 5_000), "a.ttl", Span(line, 1, line, 2),
        focus_node=NamedNode("http://e/" + "x" * 5_000), value=Literal(value or "v"),
    )  # fmt: skip


def report(*findings: Finding) -> Report:
    lines = {f.span.line: "l" * 50_000 for f in findings if f.span}
    return Report((FileReport("a.ttl", findings, lines=lines),), "fast", "1", "0")


def test_what_decides_is_kept_in_its_place() -> None:
    many = [finding("warning", line) for line in range(1, 200)]
    whole = report(*many, finding("violation", 200), finding("violation", 201, "no-focus-node"))
    short = bounded(whole)
    (file,) = short.files
    assert (len(file.findings), file.omitted) == (100, 101)
    assert [f.span.line for f in file.findings if f.span][-2:] == [200, 201]
    assert set(file.lines) == {f.span.line for f in file.findings if f.span}
    assert (short.conforms, short.exit_code) == (whole.conforms, whole.exit_code)
    few = bounded(whole, 1).files[0].findings
    assert [f.code for f in few] == ["no-focus-node"]


@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_every_format_says_how_much_is_left_out(form: str) -> None:
    assert "101" in render(bounded(report(*(finding("warning", n) for n in range(1, 202)))), form)


@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_nothing_in_it_is_without_end(form: str) -> None:
    long = report(*(finding("violation", n, value="y" * 10_000_000) for n in range(1, 4)))
    assert len(render(bounded(long), form)) < 50_000


LONG = 5_000
IRIS = (
    *(f"http://e/{'x' * more}{'%41' * LONG}" for more in range(3)),
    f"http://e:{'0' * LONG}/",
    f"http://[v1.{'a' * LONG}]/",
    f"{'a' * LONG}:x",
    f"urn:{'x' * LONG}",
)
TAGS = ("en-" + "-".join(["abcdefgh"] * LONG), "en-x-" + "-".join("a" * LONG))


@pytest.mark.parametrize("iri", IRIS, ids=range(len(IRIS)))
def test_a_long_iri_is_told_by_its_beginning_wherever_it_is_cut(iri: str) -> None:
    of_type = Literal("v", datatype=NamedNode(iri))
    long = [
        replace(finding("violation", 1), focus_node=NamedNode(iri), value=value)
        for value in (NamedNode(iri), of_type)
    ]
    for one in bounded(report(*long)).files[0].findings:
        datatype = one.value.datatype if isinstance(one.value, Literal) else one.value
        for shown in (one.focus_node, datatype):
            assert isinstance(shown, NamedNode)
            assert len(shown.value) < 1_100
            assert iri.startswith(shown.value.rstrip("…").removesuffix(":"))
            assert shown.value.endswith("…")


@pytest.mark.parametrize("tag", TAGS, ids=range(len(TAGS)))
def test_a_long_language_tag_is_told_by_its_first_parts(tag: str) -> None:
    long = replace(finding("violation", 1), value=Literal("v", language=tag))
    (one,) = bounded(report(long)).files[0].findings
    assert isinstance(one.value, Literal)
    assert one.value.language is not None
    assert tag.startswith(one.value.language + "-")
    assert len(one.value.language) < 300


HARD = ("m", '"', "\N{GRINNING FACE}", "\x01", "<")
"""Characters that take more than a byte, or are written as several in some format."""


@pytest.mark.parametrize("form", MEDIA_TYPES)
@pytest.mark.parametrize("character", HARD)
def test_a_report_of_the_longest_findings_is_less_than_a_megabyte(
    form: str, character: str
) -> None:
    long = [
        replace(finding("violation", n), message=plain(character * 5_000)) for n in range(1, 301)
    ]
    files = [replace(report(*long).files[0], file=f"{number}.ttl") for number in range(3)]
    short = bounded(replace(report(), files=tuple(files)))
    assert len(render(short, form).encode()) < 1_000_000
    assert all(len(file.findings) + file.omitted == 300 for file in short.files)
    counts = [len(file.findings) for file in short.files]
    assert min(counts) > 0
    assert max(counts) - min(counts) <= 1, "each file has its turn"


@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_a_report_of_long_findings_in_two_languages_is_less_than_a_megabyte(form: str) -> None:
    texts = Written({"en": "m" * 500, "fr": "f" * 5_000})
    long = [replace(finding("violation", n), message=texts, help=texts) for n in range(1, 101)]
    files = [replace(report(*long).files[0], file=f"{number}.ttl") for number in range(5)]
    short = bounded(replace(report(), files=tuple(files)), tags=told_in(form, "fr"))
    assert 200_000 < len(render(short, form, language="fr").encode()) < 1_000_000
