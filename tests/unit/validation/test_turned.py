"""A relation the wrong way round is one slip: it is told, and what it brings follows from it."""

from __future__ import annotations

from functools import cache

import pytest

from smartregions import corpus
from smartregions import namespaces as ns
from smartregions.turtle.read import read
from smartregions.validation import Context, judge, packaged
from smartregions.validation.render import render
from smartregions.validation.report import Finding

HEAD = "".join(f"@prefix {p}: <{ns.PREFIXES[p]}> .\n" for p in ("actor", "capability", "region"))
HEAD += "".join(
    f"@prefix {p}: <{ns.PREFIXES[p]}> .\n" for p in ("sr", "rdfs", "project", "funding")
)
BODY = """\
actor:acme a sr:Actor ; rdfs:label "Acme"@en .
region:acme-land a sr:Region ; rdfs:label "Acme Land"@en .
capability:range a sr:Capability ; rdfs:label "Cyber range"@en .
project:work a sr:Project ; rdfs:label "Work"@en .
funding:money a sr:Funding ; rdfs:label "Money"@en .
"""
TURNED = {
    "both ends": (
        "actor:acme sr:holder capability:range .",
        "capability:range sr:holder actor:acme .",
        "sr:holder leads from sr:Capability to sr:Actor: this is the wrong way round.",
    ),
    "a region": (
        "region:acme-land sr:locatedIn actor:acme .",
        "actor:acme sr:locatedIn region:acme-land .",
        "sr:locatedIn leads from sr:Actor to sr:Region: this is the wrong way round.",
    ),
    "what is lacked at the subject": (
        "funding:money sr:funding project:work .",
        "project:work sr:funding funding:money .",
        "sr:funding leads from sr:Project to sr:Funding: this is the wrong way round.",
    ),
    "of anything": (
        "region:acme-land sr:region capability:range .",
        "capability:range sr:region region:acme-land .",
        "sr:region leads to sr:Region: this is the wrong way round.",
    ),
}


@cache
def context() -> Context:
    return packaged(corpus.find(), published=False)


def findings(*statements: str) -> list[Finding]:
    text = HEAD + BODY + "\n".join(statements) + "\n"
    return list(judge([read(text.encode(), "a.ttl")], context()).files[0].findings)


def told(found: list[Finding]) -> set[tuple[object, ...]]:
    return {(f.code, f.focus_node, f.path, str(f.message)) for f in found}


@pytest.mark.parametrize("case", TURNED)
def test_it_is_told_where_it_stands_with_what_to_write(case: str) -> None:
    wrong, right, message = TURNED[case]
    (slip,) = (f for f in findings(wrong) if f.code == "wrong-direction")
    assert (str(slip.message), slip.cause) == (message, None)
    assert slip.help == f"write it the other way round: {right}"
    value = wrong.split()[2]
    assert slip.span is not None
    column = wrong.index(value) + 1
    assert (slip.span.line, slip.span.column) == (13, column)
    assert (slip.span.end_line, slip.span.end_column) == (13, column + len(value))


@pytest.mark.parametrize("case", TURNED)
def test_what_is_gone_when_it_is_turned_follows_from_it_and_nothing_else_does(case: str) -> None:
    wrong, right, _ = TURNED[case]
    before, after = findings(wrong), findings(right)
    (slip,) = (f for f in before if f.code == "wrong-direction")
    assert not [f for f in after if f.code == "wrong-direction"]
    gone = told(before) - told(after) - told([slip])
    assert told([f for f in before if f.cause]) == gone
    assert all(f.cause is slip for f in before if f.cause)
    assert not told(after) - told(before)


@pytest.mark.parametrize(
    "statement",
    [
        "actor:acme sr:holder region:acme-land .",
        "actor:acme sr:holder actor:other . actor:other a sr:Actor .",
        "capability:range sr:holder capability:other .",
        "actor:acme sr:holder <https://x.example/> .",
    ],
)
def test_what_fits_neither_way_is_not_told_to_be_turned(statement: str) -> None:
    assert not [f for f in findings(statement) if f.code == "wrong-direction"]


def test_what_stands_for_itself_does_not_follow() -> None:
    """The actor is taken for a capability because of its segment, too."""
    also = "actor:acme sr:segment <https://w3id.org/smart-regions/scheme/value-chain/research> ."
    found = findings(TURNED["both ends"][0], also)
    (only,) = (f for f in found if "Only a capability" in f.message)
    assert only.cause is None


def test_a_published_end_is_known_for_what_it_is() -> None:
    text = HEAD + BODY + "region:bretagne sr:locatedIn actor:acme .\n"
    found = judge([read(text.encode(), "a.ttl")], packaged(corpus.find())).files[0].findings
    (slip,) = (f for f in found if f.code == "wrong-direction")
    assert slip.help.endswith("actor:acme sr:locatedIn region:bretagne .")


@pytest.mark.parametrize("form", ["text", "json", "sarif", "turtle", "html", "github"])
def test_every_format_tells_it_in_french_too(form: str) -> None:
    text = HEAD + BODY + TURNED["both ends"][0]
    report = judge([read(text.encode(), "a.ttl")], context())
    assert "wrong-direction" in render(report, form) or form == "github"
    assert "mauvais sens" in render(report, form, language="fr")
