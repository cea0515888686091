"""The official shapes of DCAT-AP, by two engines of others, over the pages that are served."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections import Counter
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import SH

import dcatap
from clients.conftest import PAGE
from clients.environments import modules, program
from smartregions import corpus

pytestmark = [pytest.mark.clients, pytest.mark.timeout(900), dcatap.NEEDED]

VALIDATING = Path(__file__).with_name("validating.mjs")
CONFORMING = ("shapes", "range", "deprecateduris")
VOCABULARIES = "mdr-vocabularies.shape"
DCT = "http://purl.org/dc/terms/"
EXPLAINED = {(f"{SH.Warning}", f"{DCT}publisher"), (f"{SH.Warning}", f"{DCT}spatial")}
"""What docs/harvest-check.md says of our catalogue: our publisher is in no table of the Union's,
and NUTS codes stand beside the countries."""

Result = tuple[str, str | None, str]


@pytest.fixture(scope="module")
def pages(served: str, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every page, as it was sent."""
    folder = tmp_path_factory.mktemp("pages")
    count = -(-len({source.graph for source in corpus.find().sources()}) // PAGE)
    found = [folder / f"{number}.nt" for number in range(1, count + 1)]
    for number, path in enumerate(found, 1):
        with urllib.request.urlopen(f"{served}catalog.nt?page={number}") as response:
            path.write_bytes(response.read())
    return found


def by_javascript(shapes: Path, data: Path) -> Counter[Result]:
    program("node", "nodejs")
    folder = modules("shacl")
    done = subprocess.run(
        ["node", VALIDATING, shapes, data],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return Counter((each[0], each[1], each[2]) for each in json.loads(done.stdout))


def by_pyshacl(shapes: Path, data: Path) -> Counter[Result]:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pyshacl",
            "-s",
            shapes,
            "-sf",
            "turtle",
            "-df",
            "nt",
            "-f",
            "nt",
            data,
        ],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr[-3000:]
    report = Graph().parse(data=done.stdout, format="nt")
    found: Counter[Result] = Counter()
    for result in report.objects(None, SH.result):
        path = report.value(result, SH.resultPath)
        found[
            str(report.value(result, SH.resultSeverity)),
            str(path) if path else None,
            str(report.value(result, SH.focusNode)),
        ] += 1
    return found


@pytest.mark.parametrize("name", CONFORMING)
def test_every_page_conforms(pages: list[Path], name: str) -> None:
    shapes = dcatap.official("3.0.1", f"{name}.ttl")
    for page in pages:
        assert not by_javascript(shapes, page)
    assert not by_pyshacl(shapes, pages[0])


def test_the_shapes_of_vocabularies_find_what_is_explained_and_no_more(pages: list[Path]) -> None:
    shapes = dcatap.official("3.0.1", f"{VOCABULARIES}.ttl")
    one, other = by_javascript(shapes, pages[0]), by_pyshacl(shapes, pages[0])
    assert one == other
    assert {(severity, path) for severity, path, _ in one} <= EXPLAINED


def test_a_page_that_lost_something_does_not_conform(pages: list[Path], tmp_path: Path) -> None:
    """The engines do judge: the same page without its titles."""
    lost = tmp_path / "lost.nt"
    lines = pages[0].read_text("utf-8").splitlines(keepends=True)
    lost.write_text("".join(line for line in lines if f"<{DCT}title>" not in line), "utf-8")
    shapes = dcatap.official("3.0.1", "shapes.ttl")
    one, other = by_javascript(shapes, lost), by_pyshacl(shapes, lost)
    assert one == other
    assert {path for _, path, _ in one} == {f"{DCT}title"}
