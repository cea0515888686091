"""The running service as harvesters find it: nothing is lost, the official shapes conform."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse

import dcatap
from clients import quality
from clients.running import running
from smartregions import corpus

SHAPES = ("shapes", "range", "deprecateduris")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(corpus.find().root, tmp_path_factory.mktemp("harvested")) as address:
        yield address


def checked(address: str, *shapes: Path) -> subprocess.CompletedProcess[str]:
    chosen = [part for path in shapes for part in ("--shapes", str(path))]
    return subprocess.run(
        [sys.executable, "-m", "smartregions", "harvest-check", address, "--format", "json"]
        + chosen,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@dcatap.NEEDED
def test_the_catalogue_has_all_points_and_no_violation(address: str) -> None:
    shapes = [dcatap.official("3.0.1", f"{name}.ttl") for name in SHAPES]
    done = checked(address + "catalog", *shapes)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    graphs = {source.graph for source in corpus.find().sources()}
    assert told["datasets"] == len(graphs)
    assert told["violations"] == 0
    assert (told["mqa"]["points"], told["mqa"]["of"]) == (405, 405)


@dcatap.NEEDED
def test_the_older_profile_conforms_to_its_own_shapes(address: str) -> None:
    shapes = sorted(dcatap.official("2.1.1", "x").parent.glob("*shapes*.ttl"))
    assert shapes
    done = checked(f"{address}catalog?_profile=dcat-ap-2", *shapes[:1])
    assert json.loads(done.stdout)["violations"] == 0, done.stdout


@dcatap.NEEDED
def test_the_quality_that_is_published_is_what_is_measured(address: str) -> None:
    """Where the data changed: `make quality`."""
    with urllib.request.urlopen(address + "catalog/quality.ttl") as response:
        assert response.headers.get_content_type() == "text/turtle"
        published = response.read()
    assert statements(published) == statements(quality.measured(address).encode())


def statements(text: bytes) -> set[Quad]:
    found = Dataset(parse(text, format=RdfFormat.TURTLE))
    found.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(found)
