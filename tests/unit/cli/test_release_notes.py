"""`smartregions release-notes`: what a reader of a new version is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from smartregions.cli.release_notes import command

ONTOLOGY = """@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<https://w3id.org/smart-regions/ontology> owl:versionInfo "1.0.0" .
sr:A a owl:Class ; skos:definition "Old words."@en .
sr:B a owl:Class .
sr:p a owl:ObjectProperty ; rdfs:domain sr:A .
"""
SHAPES = """@prefix shape: <https://w3id.org/smart-regions/shapes#> .
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
shape:A a sh:NodeShape ; sh:targetClass sr:A ; sh:property shape:A-p ; sh:severity sh:Violation .
shape:A-p a sh:PropertyShape ; sh:path sr:p ; sh:minCount 1 ; sh:maxCount 3 ;
  sh:in ( sr:x sr:y ) ; sh:message "Say it."@en ; sh:severity sh:Violation .
shape:W a sh:PropertyShape ; sh:path sr:p ; sh:minCount 1 ; sh:severity sh:Warning .
"""

Compare = Callable[..., str]


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    """What is told after some text was replaced; (old, new) for each."""

    def run(*edits: tuple[str, str], form: str = "text") -> str:
        for name in ("old", "new"):
            folder = tmp_path / name
            ontology, shapes = ONTOLOGY, SHAPES
            for before, after in edits if name == "new" else ():
                assert (before in ontology) != (before in shapes)
                ontology, shapes = ontology.replace(before, after), shapes.replace(before, after)
            for part, text in (("ontology", ontology), ("shapes", shapes)):
                (folder / part).mkdir(parents=True, exist_ok=True)
                (folder / part / "x.ttl").write_text(text)
        paths = [str(tmp_path / "old"), str(tmp_path / "new")]
        result = CliRunner().invoke(command, [*paths, "--format", form])
        assert result.exit_code == 0
        return result.output

    return run


def test_notes_are_told_in_french(compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    output = compare(
        (
            "sr:B a owl:Class .\n",
            'sr:C a owl:Class ; skos:definition "A term."@en, "Un terme."@fr .\n',
        )
    )
    assert output.startswith("Supprimé\u00a0:\n  sr:B\u00a0: Un terme n’est jamais supprimé")
    assert "Ajouté\u00a0:\n  sr:C\u00a0: Un terme.\n" in output
    assert output.endswith(
        "De 1.0.0 à 1.0.0\u00a0: 2 modifications, au moins une version majeure.\n"
    )


def test_a_concept_without_a_definition_is_told_by_its_name(compare: Compare) -> None:
    concept = 'sr:c a skos:Concept ; skos:prefLabel "public"@en .'
    assert "Added:\n  sr:c: public\n" in compare(
        ("sr:B a owl:Class .", f"sr:B a owl:Class . {concept}")
    )


def test_equal_versions_have_no_notes(compare: Compare) -> None:
    assert compare() == "From 1.0.0 to 1.0.0: nothing differs.\n"


@pytest.mark.parametrize(
    ("before", "after", "told", "version"),
    [
        ("sr:B a owl:Class .", "sr:B a owl:Class . sr:C a owl:Class .", "Added:\n  sr:C:", "minor"),
        ("sr:B a owl:Class .", "", "Removed:\n  sr:B:", "major"),
        (
            "sr:B a owl:Class .",
            "sr:B a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy sr:A .",
            "Withdrawn:\n  sr:B: Use sr:A instead.",
            "minor",
        ),
        (
            "Old words.",
            "New words.",
            'Reworded:\n  sr:A: skos:definition: "Old words."@en → "New words."@en',
            "patch",
        ),
        ("rdfs:domain sr:A", "rdfs:domain sr:B", "sr:p: rdfs:domain: sr:A → sr:B", "minor"),
        ("sh:minCount 1 ; sh:max", "sh:minCount 2 ; sh:max", "Stricter", "major"),
        ("sh:minCount 1 ; sh:max", "sh:max", "Looser", "minor"),
        ("sh:maxCount 3", "sh:maxCount 2", "sh:maxCount: 3 → 2", "major"),
        ("sh:maxCount 3", "sh:maxCount 4", "Looser", "minor"),
        ("( sr:x sr:y )", "( sr:x sr:y sr:z )", "Looser", "minor"),
        ("( sr:x sr:y )", "( sr:x )", "Stricter", "major"),
        ("sh:path sr:p ; sh:minCount 1 ; sh:max", "sh:path sr:q ; sh:minCount 1 ; sh:max",
         "Changed: read these", "minor"),
        ("sh:minCount 1 ; sh:severity sh:Warning", "sh:minCount 2 ; sh:severity sh:Warning",
         "Changed: read these", "minor"),
        ("sh:minCount 1 ; sh:severity sh:Warning", "sh:minCount 1 ; sh:severity sh:Violation",
         "Stricter", "major"),
        ("Say it.", "Say it so.", "Reworded:\n  shape:A-p", "patch"),
        ("sh:targetClass sr:A ;", "sh:targetClass sr:A, sr:B ;", "Stricter", "major"),
    ],
)  # fmt: skip
def test_a_difference_is_told_with_what_it_means(
    before: str, after: str, told: str, version: str, compare: Compare
) -> None:
    output = compare((before, after))
    assert told in output
    assert output.endswith(f"1 change, at least a {version} version.\n")


def test_a_new_shape_that_rejects_is_stricter_and_one_that_warns_is_not(compare: Compare) -> None:
    new = "shape:N a sh:NodeShape ; sh:targetClass sr:A ; sh:severity sh:{} .\nshape:W a"
    assert "Stricter" in compare(("shape:W a", new.format("Violation")))
    assert "Added:\n  shape:N" in compare(("shape:W a", new.format("Warning")))


def test_markdown_has_a_heading_for_each_sort_what_breaks_first(compare: Compare) -> None:
    output = compare(("sr:B a owl:Class .", "sr:C a owl:Class ."), form="markdown")
    assert output.index("### Removed\n\n- `sr:B`: ") < output.index("### Added\n\n- `sr:C`: ")
