"""The command: exit codes, formats, what it reads, how fast it starts."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat

from smartregions import namespaces as ns
from smartregions.cli import validate
from smartregions.contribution import rdfxml
from smartregions.errors import InputError
from smartregions.validation.render import MEDIA_TYPES

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "tests" / "unit" / "validation" / "corpus"

GOOD = """\
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix region: <https://w3id.org/smart-regions/id/region/> .
<https://w3id.org/smart-regions/id/participation/a> a sr:Participation ;
  sr:region region:bretagne ;
  sr:role <https://w3id.org/smart-regions/scheme/role/leading> .
"""
BAD = GOOD.replace("region:bretagne", "region:bretange")
BROKEN = GOOD.replace(" ;\n  sr:role", "\n  sr:role")

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command in an empty folder, with the small corpus of the validation tests."""
    monkeypatch.setenv("SMARTREGIONS_CORPUS", str(CORPUS))
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(validate.command, arguments, input=stdin)

    return call


@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), (BAD, 1), (BROKEN, 2), ("", 2)])
@pytest.mark.parametrize("engine", ["fast", "reference", "both"])
def test_the_exit_code_is_the_verdict(run: Run, text: str, code: int, engine: str) -> None:
    Path("a.ttl").write_text(text)
    assert run("a.ttl", "--engine", engine).exit_code == code


@pytest.mark.parametrize("form", sorted(MEDIA_TYPES))
def test_every_format_tells_the_fault(run: Run, form: str) -> None:
    Path("a.ttl").write_text(BAD)
    result = run("a.ttl", "--format", form)
    assert result.exit_code == 1
    assert "Name the one region that takes part." in result.output
    assert "bretagne" in result.output
    assert result.stderr == ""


def test_standard_input_is_a_file_of_the_name_of_a_hyphen(run: Run) -> None:
    content = json.loads(run("-", "--format", "json", stdin=BAD).output)
    (file,) = content["files"]
    assert file["file"] == "-"
    assert [(f["line"], f["column"]) for f in file["findings"]] == [(4, 13)]


def test_a_folder_stands_for_its_turtle_files(run: Run) -> None:
    folder = Path("data/deep")
    folder.mkdir(parents=True)
    for name in ("data/b.ttl", "data/deep/a.ttl", "data/deep/notes.txt"):
        Path(name).write_text(GOOD.replace("participation/a", f"participation/{len(name)}"))
    content = json.loads(run("data", "--format", "json").output)
    assert [file["file"] for file in content["files"]] == ["data/b.ttl", "data/deep/a.ttl"]


def test_a_file_that_is_named_twice_is_judged_once(run: Run) -> None:
    Path("a.ttl").write_text(GOOD)
    content = json.loads(run("a.ttl", "a.ttl", "--format", "json").output)
    assert len(content["files"]) == 1


def test_a_file_that_is_no_turtle_does_not_hide_the_others(run: Run) -> None:
    Path("a.ttl").write_text(BROKEN)
    Path("b.ttl").write_text(BAD)
    result = run("a.ttl", "b.ttl", "--format", "json")
    broken, bad = json.loads(result.output)["files"]
    assert result.exit_code == 2
    assert {f["code"] for f in broken["findings"]} == {"syntax"}
    assert [f["code"] for f in bad["findings"]] == ["ClassConstraintComponent"]


@pytest.mark.parametrize("name", ["a.nt", "a.trig", "a.JSONLD", "a.rdf"])
@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), (BAD, 1)])
def test_the_ending_of_a_name_says_what_a_file_is(
    run: Run, name: str, text: str, code: int
) -> None:
    triples = pyoxigraph.parse(text, format=RdfFormat.TURTLE)
    form = RdfFormat.from_extension(Path(name).suffix[1:].lower())
    Path(name).write_bytes(pyoxigraph.serialize(triples, format=form) or b"")
    result = run(name, "--format", "json")
    assert result.exit_code == code, result.output
    found = json.loads(result.output)["files"][0]["findings"]
    assert [f["code"] for f in found] == ["ClassConstraintComponent"] * code
    assert all(f["line"] for f in found)


def test_a_finding_without_a_line_says_why(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdfxml, "MOST", 0)
    Path("a.rdf").write_text(
        f'<rdf:RDF xmlns:rdf="{ns.RDF}" xmlns:sr="{ns.SR}">\n<sr:Participation'
        f' rdf:about="{ns.ID}participation/x"><sr:region rdf:parseType="Literal">y</sr:region>'
        "</sr:Participation></rdf:RDF>"
    )
    (file,) = json.loads(run("a.rdf", "--format", "json").output)["files"]
    nowhere = [each["message"] for each in file["findings"] if each["line"] is None]
    assert nowhere and all("is not read for its lines" in message for message in nowhere)


@pytest.mark.parametrize(
    ("name", "text", "help_"),
    [
        ("a.ttl", "{}", ".jsonld"),
        ("a.ttl", "<rdf:RDF/>", ".rdf"),
        ("a.jsonld", '{"@context": "https://elsewhere.example/"}', "@context"),
        ("a.rdf", "<!DOCTYPE x><x/>", "every IRI"),
        ("a.jsonld", "[", ""),
    ],
)
def test_what_is_not_what_its_name_says_is_no_verdict(
    run: Run, name: str, text: str, help_: str
) -> None:
    Path(name).write_text(text)
    result = run(name, "--format", "json")
    assert result.exit_code == 2
    (finding,) = json.loads(result.output)["files"][0]["findings"]
    assert finding["code"] == "syntax"
    assert help_ in (finding["help"] or "")


@pytest.mark.parametrize(
    "data",
    [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.encode("utf-16"), b"<http://a/> <http://b/> '\xff' ."],
)
def test_what_is_not_plain_utf_8_is_a_finding_with_a_place(run: Run, data: bytes) -> None:
    Path("a.ttl").write_bytes(data)
    result = run("a.ttl", "--format", "json")
    findings = json.loads(result.output)["files"][0]["findings"]
    assert result.exit_code == 2
    assert findings[0]["code"] == "syntax" and findings[0]["line"] == 1 and findings[0]["help"]


def test_without_context_references_to_published_things_do_not_hold(run: Run) -> None:
    """The vocabulary stays: the role is a concept of a scheme."""
    Path("a.ttl").write_text(GOOD)
    result = run("a.ttl", "--context", "none", "--format", "json")
    findings = json.loads(result.output)["files"][0]["findings"]
    assert result.exit_code == 1
    assert [(f["code"], f["path"]) for f in findings] == [("ClassConstraintComponent", "sr:region")]


def test_a_new_version_of_a_published_file_is_judged_in_its_place(run: Run) -> None:
    """Beside the published `regions.ttl`, the French name would be there twice."""
    text = (CORPUS / "data" / "regions.ttl").read_text().replace('"Bretagne"', '"La Bretagne"')
    Path("regions.ttl").write_text(text)
    assert run("regions.ttl").exit_code == 0
    Path("other.ttl").write_text(text)
    assert run("other.ttl").exit_code == 1


def test_a_file_that_is_not_there_is_named(run: Run) -> None:
    result = run("nowhere.ttl")
    assert result.exit_code != 0
    assert "nowhere.ttl" in str(result.exception)


def test_an_empty_folder_is_no_verdict(run: Run) -> None:
    Path("empty").mkdir()
    result = run("empty")
    assert result.exit_code != 0 and "empty" in str(result.exception)


def test_a_file_that_is_too_long_is_refused_before_it_is_read(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validate, "MOST_BYTES", 100)
    Path("a.ttl").write_text(GOOD)
    assert "is the most" in str(run("a.ttl").exception)


def test_long_work_says_how_far_it_has_come(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validate, "LONG", 100)
    Path("a.ttl").write_text(GOOD)
    result = run("a.ttl", "--format", "json")
    assert result.stderr.splitlines() == ["Reading a.ttl (1 of 1) ...", "Judging 3 triples ..."]
    assert json.loads(result.stdout)["conforms"] is True


def command(*arguments: str, corpus: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it, in a process of its own."""
    environment = {key: value for key, value in os.environ.items() if "SMARTREGIONS" not in key}
    if corpus:
        environment["SMARTREGIONS_CORPUS"] = str(corpus)
    program = "import sys; from smartregions.cli import main; sys.argv[0] = 'smartregions'; main()"
    return subprocess.run(
        [sys.executable, "-c", program, "validate", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


def test_an_error_is_a_sentence_and_exit_code_2(tmp_path: Path) -> None:
    done = command(str(tmp_path / "nowhere.ttl"))
    assert done.returncode == 2
    assert done.stdout == "" and done.stderr.startswith("smartregions: ")
    assert "Traceback" not in done.stderr


def test_no_colour_reaches_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(BAD)
    assert "\x1b" not in command(str(tmp_path / "a.ttl"), corpus=CORPUS).stdout


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_only_the_engine_that_is_asked_for_is_imported(tmp_path: Path, engine: str) -> None:
    """rdflib, pySHACL, Flask and SQLAlchemy cost more than the judgement of a small file."""
    (tmp_path / "a.ttl").write_text(BAD)
    arguments = [str(tmp_path / "a.ttl"), "--engine", engine]
    program = f"import sys; from smartregions.cli.validate import command; command({arguments})"
    source = f"try:\n  {program}\nfinally:\n  print(*sys.modules, file=sys.stderr)"
    environment = os.environ | {"SMARTREGIONS_CORPUS": str(CORPUS)}
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, env=environment, check=False
    )
    loaded = set(done.stderr.split())
    assert {"rdflib", "pyshacl"} <= loaded if engine == "reference" else "shacl" in loaded
    unwanted = {"flask", "sqlalchemy", "rich", "jinja2"}
    unwanted |= {"shacl"} if engine == "reference" else {"rdflib", "pyshacl"}
    assert loaded.isdisjoint(unwanted)


def test_a_receipt_is_computed_again(run: Run) -> None:
    Path("a.ttl").write_text(GOOD)
    assert run("a.ttl", "--receipt", "a.json").exit_code == 0
    given = json.loads(Path("a.json").read_text())
    assert given["verdict"] == "accepted"
    assert given["files"][0]["sha256"] == hashlib.sha256(GOOD.encode()).hexdigest()
    result = run("a.ttl", "--check-receipt", "a.json")
    assert (result.exit_code, result.output.count("\n")) == (0, 1)
    assert "everything is as the receipt" in result.output


def test_a_receipt_is_not_written_and_checked_at_once(run: Run) -> None:
    Path("a.ttl").write_text(GOOD)
    run("a.ttl", "--receipt", "a.json")
    result = run("a.ttl", "--receipt", "b.json", "--check-receipt", "a.json")
    assert isinstance(result.exception, InputError)
    assert "--receipt" in str(result.exception) and "--check-receipt" in str(result.exception)


@pytest.mark.parametrize("text", [BAD, GOOD + "# one byte more"])
def test_a_receipt_of_another_file_differs(run: Run, text: str) -> None:
    Path("a.ttl").write_text(GOOD)
    run("a.ttl", "--receipt", "a.json")
    Path("a.ttl").write_text(text)
    result = run("a.ttl", "--check-receipt", "a.json")
    assert result.exit_code == 1
    assert "no file with sha256" in result.output


@pytest.mark.parametrize(
    ("part", "value"),
    [("shapes_sha256", "0" * 64), ("ontology_version", "9"), ("published", "")],
)
def test_a_receipt_says_which_basis_has_changed(run: Run, part: str, value: str) -> None:
    Path("a.ttl").write_text(GOOD)
    run("a.ttl", "--receipt", "a.json")
    changed = json.loads(Path("a.json").read_text())
    changed["basis"][part] = value
    Path("a.json").write_text(json.dumps(changed))
    result = run("a.ttl", "--check-receipt", "a.json")
    assert result.exit_code == 1
    assert part.replace("_", " ") in result.output


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"form":1}', "\u0000", "[" * 100_000])
def test_what_is_no_receipt_is_an_error(run: Run, text: str) -> None:
    Path("a.ttl").write_text(GOOD)
    Path("a.json").write_text(text)
    result = run("a.ttl", "--check-receipt", "a.json")
    assert isinstance(result.exception, InputError)


def test_a_receipt_of_what_was_not_judged_says_so(run: Run) -> None:
    Path("a.ttl").write_text(BROKEN)
    assert run("a.ttl", "--receipt", "a.json").exit_code == 2
    assert json.loads(Path("a.json").read_text())["verdict"] == "not judged"
    assert run("a.ttl", "--check-receipt", "a.json").exit_code == 2


def test_the_report_is_told_in_french(run: Run) -> None:
    Path("a.ttl").write_text(BAD)
    Path("b.ttl").write_text(BROKEN)
    told = run("a.ttl", "--lang", "fr").output
    assert "vouliez-vous dire region:bretagne\u00a0?" in told
    assert "Rejeté\u00a0: 1 violation (1 fichier, 3 triplets, 1 nœud)." in told
    assert "point-virgule" in run("b.ttl", "--lang", "fr").output


def test_the_verdict_does_not_depend_on_the_language(run: Run) -> None:
    Path("a.ttl").write_text(BAD)
    english, french = (run("a.ttl", "--format", "json", "--lang", tag) for tag in ("en", "fr"))
    assert english.exit_code == french.exit_code == 1
    told = [json.loads(each.output) for each in (english, french)]
    assert [each["language"] for each in told] == ["en", "fr"]
    for report in told:
        for finding in report["files"][0]["findings"]:
            del finding["message"], finding["help"]
        del report["language"]
    assert told[0] == told[1]


def test_a_language_that_there_is_not_is_refused(run: Run) -> None:
    result = run("a.ttl", "--lang", "xx")
    assert result.exit_code == 2
    assert "'en', 'fr'" in result.output


def test_a_receipt_is_compared_in_french(run: Run) -> None:
    Path("a.ttl").write_text(GOOD)
    run("a.ttl", "--receipt", "a.json", "--lang", "fr")
    same = run("a.ttl", "--check-receipt", "a.json", "--lang", "fr").output
    assert "tout est comme le dit le reçu du " in same and same.endswith("\u00a0: accepté.\n")
    Path("a.ttl").write_text(BAD)
    other = run("a.ttl", "--check-receipt", "a.json", "--lang", "fr").output
    assert "le reçu dit 'accepted', maintenant c’est 'rejected'" in other
    assert "n’a été donné" in other


def test_a_finding_in_rdf_xml_points_to_what_is_written(run: Run) -> None:
    lines = [
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"',
        '  xmlns:sr="https://w3id.org/smart-regions/ontology#"',
        '  xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">',
        '<sr:Participation rdf:about="https://w3id.org/smart-regions/id/participation/a">',
        '  <sr:region rdf:resource="https://w3id.org/smart-regions/id/region/bretange"/>',
        '  <sr:role rdf:resource="https://w3id.org/smart-regions/scheme/role/leading"/>',
        '  <rdfs:label xml:lang="french">à la @french</rdfs:label>',
        "</sr:Participation></rdf:RDF>",
    ]
    Path("a.rdf").write_text("\n".join(lines))
    found = json.loads(run("a.rdf", "--format", "json").output)["files"][0]["findings"]
    ends = ("line", "column", "endLine", "endColumn")
    places = {f["code"]: tuple(map(f.get, ends)) for f in found}
    assert places == {
        "ClassConstraintComponent": (5, 28, 5, 77),
        "unknown-language": (7, 33, 7, 45),
    }
    caret = f"       | {' ' * 32}{'^' * 12}\n"
    assert f"     7 | {lines[6]}\n{caret}" in run("a.rdf").output


def test_a_text_without_its_closing_quotes_is_a_finding_however_much_follows(run: Run) -> None:
    Path("a.ttl").write_text(GOOD.replace(" .\n<", ' .\n<e:a> <e:p> """x\n<') + "\n" * 17_000_000)
    Path("b.ttl").write_text(GOOD)
    result = run("a.ttl", "b.ttl", "--lang", "en")
    assert result.exit_code == 2
    assert (
        'a.ttl:3:13: violation[syntax]: The text that opens here with """ is not' in result.output
    )


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("a.jsonld", "json-ld11"),
        ("a.rdf", "rdf-syntax-grammar"),
        ("a.trig", "trig"),
        ("a.ttl", "turtle"),
    ],
)
def test_a_text_that_is_not_what_its_name_says_leads_to_what_that_is(
    run: Run, name: str, page: str
) -> None:
    Path(name).write_text("<a")
    assert f"https://www.w3.org/TR/{page}/" in run(name).output
