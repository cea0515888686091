"""What is said to the person who mends the file, on faults that our own shapes find."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from smartregions import corpus
from smartregions.turtle.read import read
from smartregions.validation import Context, judge, packaged

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@cache
def context() -> Context:
    return packaged(corpus.find(), published=False)


@pytest.mark.parametrize(
    ("example", "place", "help_"),
    [
        (
            "Source/no-page",
            "source:page a",
            "add, for example: sr:page <https://example.org/page> ;",
        ),
        ("Capability/no-class", "capability:", "say what it is: capability:cyber-range a sr:Cap"),
        ("Actor/unknown-helix", "helix:goverment", "did you mean helix:government?"),
        ("Region/code-of-another-version", "nuts2024:FR52", "A unit of NUTS 2016, 2021 or 2024"),
        ("Paged/text", '"https://example.org/cyber"', "write: <https://example.org/cyber>"),
        ("Dated/end-before-start-by-year", '"2017"^^', "The end is not before the start."),
        (
            "Named/no-language",
            '"Bretagne Next" ',
            "write the language that this text is in, as other texts here do: "
            '"Bretagne Next"@en or "Bretagne Next"@fr',
        ),
        ("Funding/no-currency", "funding:", "add: sr:currency ... ;\none of: currency:EUR, "),
        ("Sourced/missing", "actor:bretagne-next a", "add, for example: dcterms:source source:"),
    ],
)
def test_a_fault_is_placed_and_it_is_said_what_to_write(
    example: str, place: str, help_: str
) -> None:
    path = EXAMPLES / f"{example}.ttl"
    lines = path.read_text().splitlines()
    findings = judge([read(path.read_bytes(), path.name)], context()).files[0].findings
    (told,) = {finding.help for finding in findings if finding.shape}
    (span,) = {finding.span for finding in findings if finding.shape}
    assert span is not None
    assert lines[span.line - 1][span.column - 1 :].startswith(place)
    assert told.startswith(help_)


def test_what_a_query_found_is_named_in_the_prefixes_of_the_file() -> None:
    path = EXAMPLES / "NutsUnit" / "version-of-another-unit.ttl"
    findings = judge([read(path.read_bytes(), path.name)], context()).files[0].findings
    (told,) = {finding.message for finding in findings}
    assert "this unit would be nuts2021:FI193: correct" in told


def test_what_leads_to_a_thing_is_added_at_the_other_one() -> None:
    """`^sr:funding` is SPARQL: no file can hold it."""
    prefixes = "@prefix sr: <https://w3id.org/smart-regions/ontology#> . @prefix x: <https://x/> ."
    findings = judge([read(f"{prefixes} x:f a sr:Funding .".encode(), "a.ttl")], context())
    helps = [finding.help for finding in findings.files[0].findings]
    assert "add a value: ... sr:funding x:f ." in helps
    assert not [each for each in helps if "^sr:" in each]


FAULTS = sorted(path for path in EXAMPLES.glob("*/*.ttl") if path.stem != "valid")
USED = re.compile(r"@prefix (\S+):")
FORMS = {
    r"add(?:, for example)?: (.+) ;": "[] {} .",
    r"(?:say what it is|or describe it in this file): (.+ \.)": "{}",
    r"write(?:, for example)?: (\S.*)": "[] <p:p> {} .",
    r"write the language [^:]*: (\S.*?)(?: or .*)?": "[] <p:p> {} .",
    r"did you mean (\S+)\?": "[] <p:p> {} .",
    r"one of: (\S+?)(?:, .*)?": "[] <p:p> {} .",
}
"""How a line of help says what to write, and a statement with what it says."""


def few_prefixes(text: str) -> str:
    """The text without the prefixes of which it makes no use: most files declare no others."""
    body = re.sub(r"^@prefix[^\n]*\n", "", text, flags=re.MULTILINE)
    lines = text.splitlines(keepends=True)
    kept = (
        line
        for line in lines
        if not (match := USED.match(line)) or re.search(rf"(?<![\w-]){match[1]}:", body)
    )
    return "".join(kept)


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_whatever_is_said_to_be_written_is_turtle_in_the_file(path: Path) -> None:
    text = few_prefixes(path.read_text("utf-8"))
    head = "".join(re.findall(r"^@prefix[^\n]*\n", text, re.MULTILINE))
    for finding in judge([read(text.encode(), path.name)], context()).files[0].findings:
        declared = " ".join(re.findall(r"@prefix \S+ <\S+> \.", finding.help))
        for line, (form, statement) in product(finding.help.splitlines(), FORMS.items()):
            if match := re.fullmatch(form, line):
                written = statement.format(match[1].replace(" ...", " []"))
                whole = f"{head}{declared}\n{written}".encode()
                assert list(pyoxigraph.parse(whole, format=RdfFormat.TURTLE)), whole
