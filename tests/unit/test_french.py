"""French texts of ontology, shapes and data are set as those of pages and reports are."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, RdfFormat

from smartregions import corpus
from smartregions.web.messages import LOOSE

FOLDERS = ("ontology", "shapes", "data")


def french(file: Path) -> list[str]:
    values = (quad.object for quad in pyoxigraph.parse(path=str(file), format=RdfFormat.TURTLE))
    return [
        value.value for value in values if isinstance(value, Literal) and value.language == "fr"
    ]


def loose(texts: list[str]) -> list[str]:
    return [text for text in texts if LOOSE.search(text)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_french_has_a_no_break_space_before_its_double_marks_and_inside_guillemets(
    folder: str,
) -> None:
    """The same rule as for `*.po`: one that may break puts the mark at the start of a line."""
    texts = {file: french(file) for file in (corpus.find().root / folder).rglob("*.ttl")}
    assert sum(map(len, texts.values())) > 20
    wrong = {str(file): found for file, all_ in texts.items() if (found := loose(all_))}
    assert not wrong, "write a no-break space (U+00A0) there"


def test_a_loose_mark_in_a_text_of_several_lines_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(
        '<http://e/a> <http://e/p> """une\nligne ; une autre"""@fr, "Yes : no"@en .', "utf-8"
    )
    assert loose(french(file)) == ["une\nligne ; une autre"]
