"""What `deploy/Containerfile` copies is what the package is made of."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "deploy" / "Containerfile").read_text("utf-8")


def copied() -> set[str]:
    lines = re.findall(r"^COPY (?!--)(.+) \S+$", TEXT, re.MULTILINE)
    return {name for line in lines for name in line.split()}


def test_everything_of_which_the_wheel_is_made_is_copied() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = told["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["force-include"], *(path.partition("/")[0] for path in wheel["packages"])}
    needed |= {told["project"]["readme"], *told["project"]["license-files"], "pyproject.toml"}
    assert needed | {"constraints.txt"} <= copied()


def test_all_that_is_copied_is_there() -> None:
    assert all((ROOT / name).exists() for name in copied())


def test_the_extras_are_those_of_the_project() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (named,) = re.findall(r'"/source\[(.+)\]"', TEXT)
    assert set(named.split(",")) == set(told["project"]["optional-dependencies"])
