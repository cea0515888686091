"""`dataset.toml`: what it may say, and what is said of what it may not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import smallworld
from smartregions import corpus
from smartregions.dataset import DatasetSettings, read_settings
from smartregions.errors import ServiceError
from smartregions.namespaces import DEFAULT_GRAPH
from smartregions.validation.change import rules_of


def written(folder: Path, text: str) -> Path:
    (folder / "dataset.toml").write_text(text, "utf-8")
    return folder


def test_a_folder_without_settings_has_the_defaults(tmp_path: Path) -> None:
    settings = read_settings(tmp_path)
    assert settings == DatasetSettings("union", frozenset({"violation"}))
    assert settings.is_union
    assert settings.is_judging


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", DatasetSettings()),
        ("rejecting = []", DatasetSettings(rejecting=frozenset())),
        ('default_graph = "own"\nrejecting = []', DatasetSettings("own", frozenset())),
        (
            'rejecting = ["Violation", "Warning", "breaks-other-graph"]',
            DatasetSettings(rejecting=frozenset({"violation", "warning", "breaks-other-graph"})),
        ),
    ],
)
def test_what_a_folder_chooses_is_read(
    tmp_path: Path, text: str, expected: DatasetSettings
) -> None:
    assert read_settings(written(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\ndefualt_graph = 'own'", 2, "defualt_graph is no setting. There are: default_graph"),
        ("[rejecting]\n", 1, "a list of severities and codes"),
        ("default_graph = 'all'", 1, "'all'"),
        ("rejecting = []\ndefault_graph = 1", 2, '"union" or "own"'),
        ("rejecting = 'Violation'", 1, "a list"),
        ("rejecting = [1]", 1, "a list"),
        ("#\n\nrejecting = ['Violatoin']", 3, "'Violatoin' is no severity"),
        ("rejecting = ['Warning']", 1, 'holds "Violation"'),
        ("rejecting = ['violation']", 1, "'violation' is no severity"),
        ("default_graph = 'own'", 1, r"write rejecting = \[\]"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    with pytest.raises(ServiceError, match=rf"dataset\.toml:{line}: .*{message}"):
        read_settings(written(tmp_path, text))


@pytest.mark.parametrize("content", [b"default_graph = own", b"\xff = 1"])
def test_what_is_no_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "dataset.toml").write_bytes(content)
    with pytest.raises(ServiceError, match=r"dataset\.toml is not TOML: .*(line 1|byte)"):
        read_settings(tmp_path)


def test_rules_reject_what_the_folder_says(tmp_path: Path) -> None:
    home = corpus.find(written(smallworld.write(tmp_path), "rejecting = []"))
    assert rules_of(home).rejecting == frozenset()


def test_a_data_file_fills_the_default_graph_only_where_that_is_a_graph(tmp_path: Path) -> None:
    smallworld.write(tmp_path)
    (tmp_path / "data" / "default.ttl").write_text("")
    with pytest.raises(ServiceError, match=re.escape("the name default")):
        corpus.find(tmp_path).sources()
    written(tmp_path, 'default_graph = "own"\nrejecting = []')
    assert DEFAULT_GRAPH in {source.graph for source in corpus.find(tmp_path).sources()}


def test_the_packaged_dataset_is_judged_and_merged() -> None:
    assert corpus.find().settings == DatasetSettings()
