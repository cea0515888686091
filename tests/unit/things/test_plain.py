"""The JSON with short keys is JSON-LD that says just what the RDF says, and fits its schema."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph
import pytest
from jsonschema import Draft202012Validator
from pyld import jsonld
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat

from smartregions.namespaces import ID, SCHEME, SR
from smartregions.things import context as contexts
from smartregions.things.document import graph_of
from smartregions.things.plain import plain
from smartregions.things.schema import schema
from thingsworld import ADDRESS, World

CONTEXT = ADDRESS + "context.jsonld"
"""Where the context would lie; nothing is fetched."""


@pytest.fixture(scope="module")
def options(world: World) -> dict[str, Any]:
    document = contexts.document(world.context)

    def load(url: str, _options: object) -> dict[str, Any]:
        assert url == CONTEXT
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url,
                "document": document}  # fmt: skip

    return {"documentLoader": load}


def written(world: World, iri: str, page: int = 1) -> Any:
    found = world.describe(iri, page)
    told = plain(found, world.document(iri), world.context, CONTEXT)
    return json.loads(json.dumps(told))


def canonical(triples: Any) -> list[str]:
    graph = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, graph))


def test_the_json_of_each_kind_of_thing_says_what_its_rdf_says(
    world: World, options: dict[str, Any]
) -> None:
    seen = set()
    for kind, iri in world.sample(3):
        said = jsonld.to_rdf(written(world, iri), {**options, "format": "application/n-quads"})
        read = [quad.triple for quad in pyoxigraph.parse(said.encode(), format=RdfFormat.N_QUADS)]
        told = graph_of(world.describe(iri), world.document(iri))
        assert canonical(read) == canonical(told), iri
        seen.add(kind)
    assert len(seen) > 30


def test_the_frame_finds_the_thing_again(world: World, options: dict[str, Any]) -> None:
    iri = ID + "region/bretagne"
    frame = {"@context": CONTEXT, "@embed": "@once", "document": {}}
    framed = jsonld.frame(written(world, iri), frame, options)
    assert framed["id"] == iri
    assert framed["type"] == "Region"
    assert framed["country"]["prefLabel"]


def test_every_thing_fits_the_schema(world: World) -> None:
    told = schema(world.vocabulary, world.context, ADDRESS + "schema.json")
    Draft202012Validator.check_schema(told)
    validator = Draft202012Validator(told)
    seen = set()
    for kind, iri in world.sample(12):
        wrong = list(validator.iter_errors(written(world, iri)))
        assert not wrong, (iri, wrong[0].message, list(wrong[0].path))
        seen.add(kind)
    assert len(seen) > 30


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told.pop("label"),
        lambda told: told.pop("id"),
        lambda told: told.update(country=["FR"]),
        lambda told: told.update(label="Brittany"),
        lambda told: told.update(type="Region"),
    ],
)
def test_what_the_shapes_refuse_does_not_fit_the_schema(world: World, spoil: Any) -> None:
    told = written(world, ID + "region/bretagne")
    validator = Draft202012Validator(schema(world.vocabulary, world.context, ADDRESS))
    assert validator.is_valid(told)
    spoil(told)
    assert not validator.is_valid(told)


def test_a_date_keeps_its_precision_and_a_name_its_language(world: World) -> None:
    told = written(world, ID + "region/bretagne")
    assert told["label"] == {"en": "Brittany", "fr": "Bretagne"}
    assert {"type": "gYear", "text": "2022"} in [each.get("issued") for each in told["source"]]


def test_every_key_is_one_name_for_one_thing(world: World) -> None:
    found = contexts.document(world.context)["@context"]
    meant = [each["@id"] for each in found.values() if isinstance(each, dict) and "@id" in each]
    assert len(meant) == len(set(meant))
    assert found["region"] == {"@id": SR + "region", "@type": "@id"}


def test_a_concept_has_what_names_it_behind_reverse(world: World) -> None:
    told = written(world, SCHEME + "capability-kind/supply")
    assert sum(map(len, told["reverse"].values())) == 100
    assert told["document"]["totalItems"] == [world.count(SCHEME + "capability-kind/supply")]
    assert told["document"]["view"][0]["next"][0]["id"].endswith("?page=2")
