"""What is published keeps the rules that contributors have to keep."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat, Triple

from smartregions import corpus
from smartregions.namespaces import ID, SH, SHAPE
from smartregions.turtle.read import read
from smartregions.validation import judge, packaged
from smartregions.validation.engines.compare import difference
from smartregions.validation.engines.result import Result
from smartregions.validation.graph import Term, object_of, subject_of
from smartregions.validation.judge import results
from smartregions.validation.shapes import Shapes

SOURCES = corpus.find().sources()
BY_BOTH = (
    *("actors", "capabilities", "catalogue", "cybersecurity", "figures"),
    *("partnership-sources", "places", "projects", "sources"),
)
"""The graphs that pySHACL judges within seconds; for the others it takes up to a minute each."""


def triples_of(sources: Iterable[corpus.Source]) -> list[Triple]:
    return [
        quad.triple
        for source in sources
        for quad in pyoxigraph.parse(
            path=str(source.path), format=RdfFormat.TURTLE, rename_blank_nodes=True
        )
    ]


@cache
def data() -> tuple[Triple, ...]:
    return tuple(triples_of(source for source in SOURCES if source.kind == "data"))


@cache
def vocabulary() -> tuple[Triple, ...]:
    return tuple(triples_of(s for s in SOURCES if s.kind in ("ontology", "schemes")))


def judged(triples: Iterable[Triple], engine: str) -> list[Result]:
    shapes = Shapes(tuple(triples_of(s for s in SOURCES if s.kind == "shapes")))
    return results([triples, vocabulary()], shapes, engine)


@cache
def by_fast() -> tuple[Result, ...]:
    return tuple(judged(data(), "fast"))


def violations(found: Iterable[Result]) -> list[Result]:
    return [result for result in found if result.severity == SH + "Violation"]


def looked_at(shape: str) -> set[str]:
    """Which things of the data a shape has something to say of."""
    found = [result for result in by_fast() if result.shape.value == SHAPE + shape]
    return {result.focus_node.value.removeprefix(ID) for result in found}


def reached(stem: str) -> list[Triple]:
    """A data file, and all that is said of what it names, step by step to the end."""
    described: dict[Term, list[Triple]] = {}
    for triple in data():
        described.setdefault(subject_of(triple), []).append(triple)
    start = triples_of(source for source in SOURCES if source.path.stem == stem)
    found: set[Triple] = set()
    front: set[Term] = {subject_of(triple) for triple in start}
    while front:
        new = {triple for node in front for triple in described.get(node, ())} - found
        found |= new
        front = {object_of(triple) for triple in new}
    return list(found)


def test_nothing_that_is_published_violates_a_shape() -> None:
    assert data()
    assert violations(by_fast()) == []


@pytest.mark.parametrize("stem", BY_BOTH)
def test_the_engines_find_the_same_in_a_graph_beside_all_that_it_names(stem: str) -> None:
    """`both` refuses to judge where they differ; docs/validating.md has a run over everything."""
    (source,) = (s for s in SOURCES if s.kind == "data" and s.path.stem == stem)
    context = packaged(corpus.find(), [source.path])
    report = judge([read(source.path.read_bytes(), source.path.name)], context, "both")
    assert report.conforms and report.files[0].focus_nodes


def test_the_reference_engine_finds_the_same_over_one_partnership() -> None:
    """The cybersecurity partnership with all that it names, step by step to the end."""
    part = reached("cybersecurity")
    assert len(part) > 1_000
    found = judged(part, "reference")
    assert violations(found) == []
    assert difference(judged(part, "fast"), found) == ""


def test_partnerships_of_which_no_source_names_a_leader_are_told() -> None:
    """Of RegioTex a source names only who leads its pilot; of the others nothing is known."""
    assert looked_at("Partnership-leader") == {
        "partnership/artificial-intelligence",
        "partnership/photonics",
        "partnership/sme-industry-4-0",
        "partnership/textile",
    }


def test_sources_that_differ_on_a_role_are_told_and_kept() -> None:
    """Castile and Leon takes part in Bioenergy by one page, and leads it by another."""
    assert looked_at("RegionParticipation-sourcesAgree") >= {
        "participation/bioenergy-castilla-y-leon",
        "participation/bioenergy-castilla-y-leon-jrc",
    }
