"""The command: what it takes, what it prints, how it exits."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import NamedNode, RdfFormat

import dcatap
import madeup
from smartregions.catalogue.harvest.rendering import RENDERINGS
from smartregions.cli.harvest_check import command
from smartregions.namespaces import RDF
from webserver import Reply, Site

DC = "http://purl.org/dc/elements/1.1/"
DQV = "http://www.w3.org/ns/dqv#"
PV = "https://piveau.eu/ns/voc#"


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    running.routes["/file"] = Reply("data")
    running.routes["/cat"] = Reply(madeup.page(["a", "b"], running.at("/file")))
    yield running
    running.close()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_a_good_catalogue_exits_with_0_and_its_points(site: Site) -> None:
    result = run(site.at("/cat"), "--no-again")
    assert result.exit_code == 0
    assert "MQA: 375.0 of 375 points, 30 more not measured; mean of 2." in result.stdout
    assert "not judged by shapes" in result.stdout


def test_what_was_not_measured_is_named_with_why_and_how_it_is(site: Site) -> None:
    result = run(site.at("/cat"), "--no-again", "--no-links")
    assert "MQA: 295.0 of 295 points, 110 more not measured; mean of 2." in result.stdout
    for told in (
        "    50 accessUrlStatusCode (accessibility, dcat:accessURL) not measured. No link was "
        "asked. Leave out --no-links.",
        "    30 downloadUrlStatusCode (accessibility, dcat:downloadURL) not measured. ",
        "    30 dcatApCompliance (interoperability) not measured. No shapes were given. Name the "
        "official ones: --shapes https://semiceu.github.io/DCAT-AP/releases/3.0.1/",
    ):
        assert told in result.stdout, result.stdout
    found = json.loads(run(site.at("/cat"), "--no-again", "--format", "json").stdout)["mqa"]
    (one,) = found["unmeasured"]
    assert (one["metric"], one["dimension"]) == ("dcatApCompliance", "interoperability")
    assert found["of"] + one["points"] == 405
    assert "(interopérabilité)" in run(site.at("/cat"), "--no-again", "--lang", "fr").stdout


def test_a_bad_one_exits_with_1_and_says_where_and_what(site: Site) -> None:
    text = madeup.page(["a", "b"], site.at("/file"), more="e:a dct:relation e:b .")
    site.routes["/cat"] = Reply(text.replace("dct:temporal e:period ;", ""))
    result = run(site.at("/cat"), "--no-again")
    assert result.exit_code == 1
    for told in (
        "violation[foreign-dataset]: A path leads to another dataset: dct:relation "
        "<http://example.org/b>.",
        "     help: Leave out dct:relation of <http://example.org/a>",
        "  dataset: http://example.org/a",
        f"     page: {site.at('/cat')}",
        "   -20 temporalAvailability in 2 of 2. dct:temporal: Say which period it covers.",
    ):
        assert told in result.stdout


def test_a_report_is_told_in_french(site: Site) -> None:
    text = madeup.page(["a", "b"], site.at("/file"), more="e:a dct:relation e:b .")
    site.routes["/cat"] = Reply(text.replace("dct:temporal e:period ;", ""))
    result = run(site.at("/cat"), "--no-again", "--lang", "fr")
    for told in (
        "violation[foreign-dataset]: Un chemin mène à un autre jeu de données\u00a0: dct:relation "
        "<http://example.org/b>.",
        "     aide: Omettez dct:relation de <http://example.org/a>",
        "   -20 temporalAvailability dans 2 sur 2. dct:temporal: Dites quelle période il couvre.",
        "MQA\u00a0: 355 points sur 375, 30 de plus non mesurés\u00a0; moyenne de 2.",
        "jeux de données 2, constats ",
    ):
        assert told in result.stdout
    assert "Page 1, jeux de données\u00a0: 2" in result.stderr


def test_json_is_in_the_language_that_it_names_and_its_codes_in_none(site: Site) -> None:
    site.routes["/cat"] = Reply(madeup.page(["a"], site.at("/file"), more="e:b a dcat:Dataset ."))
    reports = [
        json.loads(run(site.at("/cat"), "--no-again", "--format", "json", *given).stdout)
        for given in ((), ("--lang", "fr"))
    ]
    assert [report["language"] for report in reports] == ["en", "fr"]
    english, french = (report["findings"] for report in reports)
    assert [(f["severity"], f["code"]) for f in english] == [
        (f["severity"], f["code"]) for f in french
    ]
    assert all(
        one["message"] != other["message"] for one, other in zip(english, french, strict=True)
    )


def test_an_error_is_told_in_french(site: Site) -> None:
    program = str(Path(sys.executable).parent / "smartregions")
    given = [program, "harvest-check", site.at("/nowhere"), "--lang", "fr"]
    done = subprocess.run(given, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 2
    assert "Il n’y a pas de catalogue à l’adresse" in done.stderr and "statut 404" in done.stderr


def test_progress_goes_to_standard_error(site: Site) -> None:
    result = run(site.at("/cat"), "--no-again", "--format", "json")
    assert "Page 1, datasets: 2" in result.stderr
    assert json.loads(result.stdout)["datasets"] == 2


def test_json_has_every_metric_of_every_dataset(site: Site) -> None:
    content = json.loads(run(site.at("/cat"), "--no-again", "--format", "json").stdout)
    assert content["conforms"] is True
    assert [score["points"] for score in content["mqa"]["scores"]] == [375, 375]
    metrics = content["mqa"]["scores"][0]["metrics"]
    assert len(metrics) == 23
    assert metrics["keywordAvailability"] == 30
    assert metrics["dcatApCompliance"] is None


def test_turtle_is_dqv_with_a_measurement_for_each_metric_and_dataset(site: Site) -> None:
    site.routes["/cat"] = Reply(
        madeup.page(["a", "b"], site.at("/file"), more='e:a dcat:keyword "a/b" .')
    )
    text = run(site.at("/cat"), "--no-again", "--format", "turtle").stdout
    triples = {q.triple for q in pyoxigraph.parse(text, format=RdfFormat.TURTLE)}
    of = NamedNode(DQV + "isMeasurementOf")
    measured = [t.object for t in triples if t.predicate == of]
    assert measured.count(NamedNode(PV + "keywordAvailability")) == 2
    assert measured.count(NamedNode(PV + "scoring")) == 2
    assert NamedNode(PV + "dcatApCompliance") not in measured
    annotated = [t.subject for t in triples if t.predicate.value == DQV + "hasQualityAnnotation"]
    assert NamedNode("http://example.org/a") in annotated
    in_languages = [t.object.value for t in triples if t.predicate.value == DC + "language"]
    assert in_languages.count("en") == in_languages.count("fr") == len(annotated)
    bodies = {t.object.value for t in triples if t.predicate.value == RDF + "value"}
    assert sum(body.startswith("CKAN refuses a dataset") for body in bodies) == 1
    assert sum(body.startswith("CKAN refuse un jeu de données") for body in bodies) == 1


def test_a_file_is_read_like_a_page_and_its_links_are_asked(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.ttl"
    path.write_text(madeup.page(["a"], site.at("/file")))
    result = run(str(path))
    assert result.exit_code == 0
    assert "375.0 of 375" in result.stdout
    assert [(a.method, a.path) for a in site.asked] == [("HEAD", "/file")]


def test_nobody_is_asked_for_links_with_no_links(site: Site) -> None:
    result = run(site.at("/cat"), "--no-again", "--no-links")
    assert "295.0 of 295" in result.stdout
    assert "/file" not in {asked.path for asked in site.asked}


@pytest.mark.parametrize("form", sorted(RENDERINGS))
def test_text_of_a_catalogue_does_not_steer_the_terminal(site: Site, form: str) -> None:
    site.routes["/cat"] = Reply(
        madeup.page(["a"], site.at("/file"), more='e:a dcat:keyword "\\u001b[2J\\nMQA: 0" .')
    )
    shown = run(site.at("/cat"), "--no-again", "--format", form).stdout
    assert "\x1b" not in shown
    assert not any(line.startswith("MQA: 0") for line in shown.splitlines())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere.ttl"], "There is no file nowhere.ttl"),
        (["http://127.0.0.1:9/"], "There is no catalogue at http://127.0.0.1:9/"),
        (["{site}/cat", "--shapes", "{site}/none"], "There are no shapes at"),
        (["{site}/cat", "--shapes", "{site}/cat"], "There are no SHACL shapes in"),
        (["{site}/cat", "--shapes", "nowhere.ttl"], "There is no file nowhere.ttl"),
    ],
)
def test_what_cannot_be_judged_exits_with_2_and_a_sentence(
    site: Site, arguments: list[str], told: str
) -> None:
    words = [word.format(site=site.address) for word in arguments]
    program = str(Path(sys.executable).parent / "smartregions")
    done = subprocess.run(
        [program, "harvest-check", *words], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 2
    assert told in done.stderr and "Traceback" not in done.stderr


@dcatap.NEEDED
@pytest.mark.parametrize("as_address", [False, True])
def test_official_shapes_judge_from_a_path_and_from_an_address(
    site: Site, as_address: bool
) -> None:
    path = dcatap.official("3.0.1", "shapes.ttl")
    site.routes["/shapes"] = Reply(path.read_bytes())
    place = site.at("/shapes") if as_address else str(path)
    good = run(site.at("/cat"), "--no-again", "--shapes", place)
    assert good.exit_code == 0 and "405.0 of 405 points, Excellent" in good.stdout
    text = madeup.page(["a", "b"], site.at("/file"))
    site.routes["/cat"] = Reply(text.replace('"10"^^xsd:nonNegativeInteger', '"10"^^xsd:decimal'))
    bad = run(site.at("/cat"), "--no-again", "--shapes", place)
    assert bad.exit_code == 1
    assert "violation[DatatypeConstraintComponent]: dcat:byteSize" in bad.stdout
    assert "sh:datatype <http://www.w3.org/2001/XMLSchema#nonNegativeInteger>" in bad.stdout
    assert "MQA: 375.0 of 405" in bad.stdout


@dcatap.NEEDED
def test_a_folder_of_official_shapes_is_taken_file_by_file(site: Site) -> None:
    folder = dcatap.official("3.0.1", "shapes.ttl").parent
    result = run(site.at("/cat"), "--no-again", "--shapes", str(folder), "--format", "json")
    names = {Path(name).name for name in json.loads(result.stdout)["shapes"]}
    assert names == {
        "shapes.ttl", "range.ttl", "mdr-vocabularies.shape.ttl",
        "shapes_recommended.ttl", "deprecateduris.ttl",
    }  # fmt: skip


def test_of_many_findings_of_a_kind_text_shows_five_and_tells_how_many_more(site: Site) -> None:
    stubs = "".join(f"e:s{n} a dcat:Dataset ; dct:identifier 's{n}' ." for n in range(60))
    site.routes["/cat"] = Reply(madeup.page(["a"], site.at("/file"), more=stubs))
    lines = run(site.at("/cat"), "--no-again").stdout.splitlines()
    assert sum(line.startswith("violation[title-missing]: ") for line in lines) == 5
    assert "violation[title-missing] of dct:title: 55 more; --format json lists up to 50." in lines
