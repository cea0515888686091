"""What a partner's repository uses: the action, the pre-commit hooks, the documented keys."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import pytest

from smartregions.cli import COMMANDS
from smartregions.validation.engines import ENGINES
from smartregions.validation.render import MEDIA_TYPES

ROOT = Path(__file__).parents[3]
ACTION = (ROOT / "action.yml").read_text()
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text()
DOCUMENT = (ROOT / "docs" / "validating.md").read_text()


def script(step: str) -> str:
    """What a step of the action runs."""
    lines = ACTION.split(f"- name: {step}\n")[1].split("run: |\n")[1].splitlines()
    block = takewhile(lambda line: line.startswith(" " * 8), lines)
    return "\n".join(line.removeprefix(" " * 8) for line in block)


@pytest.mark.parametrize(("name", "code"), [("broken.ttl", 1), ("nowhere.ttl", 2)])
def test_the_action_annotates_each_fault_and_fails(tmp_path: Path, name: str, code: int) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    program = "import sys; from smartregions.cli import main; main()"
    (folder / "smartregions").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c "{program}" "$@"\n'
    )
    (folder / "smartregions").chmod(0o755)
    inputs = {
        "FILES": f"examples/{name}",
        "FORMAT": "github",
        "ENGINE": "fast",
        "CONTEXT": "packaged",
    }
    done = subprocess.run(
        ["bash", "-e", "-c", script("Validate")],
        cwd=ROOT,
        env=os.environ | inputs | {"PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert ("::error file=examples/broken.ttl,line=" in done.stdout) == (code == 1)


def test_no_input_of_the_action_is_pasted_into_a_script() -> None:
    """An input reaches the script as a variable: it can name files, and run nothing."""
    scripts = script("Validate") + script("Install the validator of this version")
    assert "${{" not in scripts
    assert set(re.findall(r"inputs\.(\w+)", ACTION)) == set(
        re.findall(r"^  (\w+):\n    description", ACTION, re.MULTILINE)
    )


def test_every_hook_runs_a_command_that_exists() -> None:
    entries = re.findall(r"entry: smartregions (\w+)", HOOKS)
    assert entries and set(entries) <= set(COMMANDS)


def test_the_document_names_every_format_engine_code_and_key() -> None:
    for name in (*MEDIA_TYPES, *ENGINES):
        assert f"`{name}`" in DOCUMENT
    codes = {"syntax", "undeclared-prefix", "unknown-term", "deprecated-term"}
    codes |= {"ill-formed-literal", "blank-node", "no-focus-node"}
    assert codes <= set(re.findall(r"^\| `([a-z-]+)` \|", DOCUMENT, re.MULTILINE))
