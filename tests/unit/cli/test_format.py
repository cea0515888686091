"""`smartregions format`: what it changes, and what it only tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from smartregions.cli.format import command

UNTIDY = b"<http://e/b> <http://e/p> 1 .\n\n\n<http://e/a>   <http://e/p> 2."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deep" / "x.ttl"
    path.parent.mkdir()
    path.write_bytes(UNTIDY)
    return path


def test_a_file_is_written_in_the_canonical_form_once(file: Path) -> None:
    first = CliRunner().invoke(command, [str(file)])
    assert (first.exit_code, file.read_bytes() == UNTIDY) == (0, False)
    assert f"changed {file}" in first.output
    again = CliRunner().invoke(command, [str(file)])
    assert "1 file, 0 changed." in again.output


def test_check_changes_nothing_and_is_exit_1(file: Path) -> None:
    result = CliRunner().invoke(command, ["--check", str(file.parent)])
    assert result.exit_code == 1
    assert f"would change {file}" in result.output
    assert file.read_bytes() == UNTIDY


def test_check_of_tidy_files_is_exit_0(file: Path) -> None:
    CliRunner().invoke(command, [str(file)])
    assert CliRunner().invoke(command, ["--check", str(file)]).exit_code == 0


def test_a_folder_is_taken_with_all_its_turtle_and_nothing_else(file: Path) -> None:
    other = file.parent / "note.txt"
    other.write_text("<http://e/a>    nonsense")
    CliRunner().invoke(command, [str(file.parents[1])])
    assert file.read_bytes() != UNTIDY
    assert other.read_text() == "<http://e/a>    nonsense"


@pytest.mark.parametrize("faulty", ["a.ttl", "z.ttl"])
def test_a_faulty_file_leaves_all_as_they_are(file: Path, faulty: str) -> None:
    (file.parent / faulty).write_bytes(b"<http://e/a> <http://e/p> 1 ,, 2 .\n")
    result = CliRunner().invoke(command, [str(file.parent)])
    assert result.exit_code == 2
    assert f"smartregions: {file.parent / faulty}:1:" in result.stderr
    assert result.stderr.endswith("Nothing was written: 1 file cannot be formatted.\n")
    assert (file.read_bytes(), result.stdout) == (UNTIDY, "")


@pytest.mark.parametrize("check", [(), ("--check",)])
def test_every_faulty_file_is_told(file: Path, check: tuple[str, ...]) -> None:
    """Whoever mends them needs one run to know of them all, of whatever kind the fault is."""
    faulty = {
        "a.ttl": b"<http://e/a> <http://e/p> 1 ,, 2 .\n<http://e/b> <http://e/p> .\n",
        "b.ttl": b"<http://e/a> <http://e/p> [ # lost\n <http://e/q> 1 ] .\n",
        "z.ttl": b"<a> <http://e/p> 1 .\n",
    }
    for name, content in faulty.items():
        (file.parent / name).write_bytes(content)
    none = file.parent / "none.ttl"
    result = CliRunner().invoke(command, [*check, str(file.parent), str(none)])
    assert result.exit_code == 2
    for name in faulty:
        assert f"smartregions: {file.parent / name}:1:" in result.stderr
    assert f"smartregions: {file.parent / 'a.ttl'}:2:" in result.stderr
    assert f"smartregions: There is no {none}.\n" in result.stderr
    assert file.read_bytes() == UNTIDY
    told = f"would change {file}\n5 files, 1 to change.\n" if check else ""
    assert result.stdout == told


def test_a_file_that_cannot_be_written_is_told_with_what_was_written_before(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = file.with_name("y.ttl")
    other.write_bytes(UNTIDY)
    write = Path.write_bytes

    def refuse(path: Path, data: bytes) -> int:
        if path == other:
            raise PermissionError(13, "Permission denied")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", refuse)
    result = CliRunner().invoke(command, [str(file.parent)])
    assert f"{other} cannot be written: Permission denied." in str(result.exception)
    assert result.output == f"changed {file}\n"
    assert file.read_bytes() != UNTIDY


def test_a_path_that_does_not_exist_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(tmp_path / "none")])
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"smartregions: There is no {tmp_path / 'none'}.\n" in result.stderr
