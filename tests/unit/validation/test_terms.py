"""Terms that do not exist, terms that are withdrawn, namespaces that are nearly right."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat

from smartregions import namespaces as ns
from smartregions.turtle.read import read
from smartregions.validation import Context, judge
from smartregions.validation.names import Borrowing
from smartregions.validation.report import Finding
from smartregions.validation.spaces import mistaken_namespaces, namespace_slips
from smartregions.validation.terms import Slip, Terms

WRITTEN = Borrowing({"sr": ns.SR, "role": ns.SCHEME + "role/", "shape": ns.SHAPE})


def slips(context: Context, text: str, *defined: str) -> list[tuple[int, Slip]]:
    prologue = (
        f"@prefix sr: <{ns.SR}> . @prefix role: <{ns.SCHEME}role/> . @prefix x: <http://x/> . "
    )
    quads = pyoxigraph.parse(prologue + text, format=RdfFormat.TURTLE)
    terms = Terms(context.words, context.shapes.graph, map(NamedNode, defined))
    found = terms.slips([quad.triple for quad in quads], WRITTEN)
    return [(place, slip) for _, place, slip in found]


@pytest.mark.parametrize(
    ("text", "place", "meant"),
    [
        ("x:a a sr:Regoin .", 2, "sr:Region"),
        ("x:a sr:form 1 .", 1, "sr:from"),
        ("x:a sr:role role:Leading .", 2, "role:leading"),
        ("x:a sr:role role:leding .", 2, "role:leading"),
        ("x:a a <http://w3id.org/smart-regions/ontology#Region> .", 2, "sr:Region"),
        ("x:a a <https://w3id.org/smart-regions/ontology/Region> .", 2, "sr:Region"),
        ("x:a a <https://w3id.org/smart-regions/ontolgy#Region> .", 2, "sr:Region"),
        (f"x:a x:b <{ns.SHAPE}Region-nam> .", 2, "shape:Region-name"),
    ],
)
def test_a_term_that_does_not_exist_is_found_with_the_nearest_that_does(
    context: Context, text: str, place: int, meant: str
) -> None:
    ((found, slip),) = slips(context, text)
    assert (found, slip.code, slip.severity) == (place, "unknown-term", "violation")
    assert slip.help == f"did you mean {meant}?"


@pytest.mark.parametrize(
    "text",
    [
        "x:a a sr:Region ; sr:role role:leading .",
        f"<{ns.ID}region/new> x:b <{ns.GRAPH}new> .",
        f"<{ns.BASE}ontology> x:b <{ns.BASE}ontology/1.2> .",
        "x:a x:b <https://example.org/?from=https://w3id.org/smart-regions/nothing> .",
        'x:a x:b "https://w3id.org/smart-regions/ontology#Nothing" .',
    ],
)
def test_what_exists_or_is_not_ours_to_judge_is_left_alone(context: Context, text: str) -> None:
    assert slips(context, text) == []


def test_a_concept_that_the_files_define_exists(context: Context) -> None:
    """A partnership declares the segments of its own value chain."""
    own = ns.SCHEME + "own-chain/first"
    assert len(slips(context, f"x:a x:b <{own}> .")) == 1
    assert slips(context, f"x:a x:b <{own}> .", own) == []


def test_a_term_with_nothing_near_it_says_where_the_terms_are(context: Context) -> None:
    ((_, slip),) = slips(context, "x:a sr:somethingElseAltogether 1 .")
    assert slip.help == "the terms that exist are listed at https://w3id.org/smart-regions/ontology"


def test_a_withdrawn_term_is_a_warning_that_names_its_successor(context: Context) -> None:
    ((place, slip),) = slips(context, "x:a sr:inside x:b .")
    assert (place, slip.code, slip.severity) == (1, "deprecated-term", "warning")
    assert slip.help == "write: sr:within"


def test_every_place_of_a_wrong_term_is_found(context: Context) -> None:
    assert len(slips(context, "x:a sr:form 1 . x:b sr:form 2 .")) == 2


def test_ten_thousand_wrong_terms_do_not_take_ten_thousand_searches(context: Context) -> None:
    """Every one is found; for most of them nobody looks for the nearest."""
    text = " ".join(f"x:a sr:rule{n} 1 ." for n in range(10_000))
    assert len(slips(context, text)) == 10_000


@pytest.mark.parametrize(
    ("prefix", "namespace", "meant", "severity"),
    [
        ("skos", "http://www.w3.org/2004/02/skos#", ns.SKOS, "warning"),
        ("skos", "https://www.w3.org/2004/02/skos/core#", ns.SKOS, "violation"),
        ("s", "http://www.w3.org/2004/02/skos/core/", ns.SKOS, "violation"),
        ("xsd", "http://www.w3.org/2001/XMLSchema", ns.XSD, "violation"),
        ("dct", "http://purl.org/dc/term/", ns.DCTERMS, "violation"),
        ("sr", "http://w3id.org/smart-regions/ontology#", ns.SR, "violation"),
        ("sr", "https://w3id.org/smart-region/ontology#", ns.SR, "violation"),
    ],
)
def test_a_namespace_that_is_nearly_right_is_found(
    prefix: str, namespace: str, meant: str, severity: str
) -> None:
    ((name, slip),) = namespace_slips({prefix: namespace})
    assert (name, slip.code, slip.severity) == (prefix, "unknown-term", severity)
    assert slip.help == f"did you mean: @prefix {prefix}: <{meant}> ."


WRONG = {
    "sr": ns.SR.removesuffix("#"),
    "region": ns.ID.replace("https", "http") + "region/",
    "role": ns.SCHEME + "role/",
    "x": "http://x/",
    "skos": "http://www.w3.org/2004/02/skos#",
}


def written_wrong(context: Context, text: str, prefixes: dict[str, str]) -> list[Slip]:
    declared = "".join(f"@prefix {name}: <{iri}> . " for name, iri in prefixes.items())
    quads = pyoxigraph.parse(declared + text, format=RdfFormat.TURTLE)
    terms = Terms(context.words, context.shapes.graph, ())
    triples = [quad.triple for quad in quads]
    found = terms.slips(triples, Borrowing(prefixes), mistaken_namespaces(prefixes))
    return [slip for _, _, slip in found]


def test_terms_that_only_their_namespace_makes_wrong_are_not_told_again(context: Context) -> None:
    """They are right as soon as it is; the namespace is told, so nothing is valid by this."""
    assert written_wrong(context, "region:a a sr:Region ; sr:role role:leading .", WRONG) == []
    told = {prefix for prefix, slip in namespace_slips(WRONG) if slip.severity == "violation"}
    assert told == {"sr", "region"}


def test_terms_that_would_be_wrong_in_the_right_namespace_are_told(context: Context) -> None:
    (slip,) = written_wrong(context, "region:a a sr:Regoin ; sr:role role:leading .", WRONG)
    assert (slip.message, slip.help) == (
        "sr:Regoin does not exist.",
        f"did you mean <{ns.SR}Region>?",
    )


def test_without_a_finding_at_the_prefix_each_term_is_told(context: Context) -> None:
    right = WRONG | {"sr": ns.SR, "region": ns.ID + "region/"}
    wrong = f"<{WRONG['region']}a> a <{WRONG['sr']}Region> ; sr:role role:leading ."
    assert len(written_wrong(context, wrong, right)) == 3  # the subject in each of two triples


@pytest.mark.parametrize("namespace", sorted(ns.PREFIXES.values()))
def test_a_well_known_namespace_is_right_under_any_prefix(namespace: str) -> None:
    assert list(namespace_slips({"p": namespace})) == []


@pytest.mark.parametrize(
    ("prefix", "namespace"),
    [
        ("schema", "https://schema.org/"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("id", "https://example.org/id/"),
        ("actor", "https://w3id.org/smart-regions/id/actor/"),
        ("base", "https://w3id.org/smart-regions/"),
        ("own", "https://data.example.eu/terms#"),
    ],
)
def test_a_namespace_of_ones_own_is_right(prefix: str, namespace: str) -> None:
    assert list(namespace_slips({prefix: namespace})) == []


@pytest.mark.parametrize(
    ("fault", "help_", "prefix"),
    [
        (f"ex:a a <{ns.SR}Regoin> .", "did you mean sr:Region?", "sr"),
        (f"ex:a <{ns.SR}inside> ex:b .", "write: sr:within", "sr"),
        (f"ex:a a <{ns.SR}Region> ; ex:n '1,5'^^<{ns.XSD}decimal> .", 'write: "1.5"^^xsd:', "xsd"),
    ],
)
def test_what_is_meant_is_in_the_usual_prefix_which_is_to_be_declared_first(
    context: Context, fault: str, help_: str, prefix: str
) -> None:
    text = f"@prefix ex: <{ns.ID}region/> .\n{fault}\n"
    (told,) = (f.help for f in found_in(context, text) if f.help.startswith(help_))
    assert told.endswith(f"at the top of the file: @prefix {prefix}: <{ns.PREFIXES[prefix]}> .")
    declared = f"@prefix {prefix}: <{ns.PREFIXES[prefix]}> .\n"
    again = [f.help for f in found_in(context, declared + text)]
    assert told.splitlines()[0] in again


def test_a_file_without_prefixes_is_told_the_iri_in_full(context: Context) -> None:
    text = f"<{ns.ID}region/a> a <{ns.SR}Regoin> .\n"
    (told,) = (f.help for f in found_in(context, text) if f.code == "unknown-term")
    assert told == f"did you mean <{ns.SR}Region>?"


def found_in(context: Context, text: str) -> Sequence[Finding]:
    return judge([read(text.encode(), "a.ttl")], context).files[0].findings
