"""The unit and the settings of `deploy/`: the service takes them, and systemd does."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from live.service import COMMAND
from smartregions import settings

DEPLOY = Path(__file__).parents[2] / "deploy"
UNIT = DEPLOY / "smart-regions.service"
VERIFY = shutil.which("systemd-analyze")


def unit() -> configparser.ConfigParser:
    found = configparser.ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(UNIT)
    return found


@pytest.mark.parametrize("mark", ["", "# "], ids=["as it is", "with all that is offered"])
def test_the_service_takes_the_settings(mark: str) -> None:
    text = (DEPLOY / "smart-regions.env").read_text("utf-8")
    pattern = rf"^(?:{mark})?(SMARTREGIONS_\w+)=(.+)$"
    given = dict(re.findall(pattern, text, re.MULTILINE))
    chosen = settings.from_environment(given)
    assert chosen.is_public
    assert chosen.address == "https://regions.example/"
    assert chosen.files_location == "/files/"
    assert str(chosen.state) == "/var/lib/" + unit()["Service"]["StateDirectory"]


def test_the_command_is_one_of_ours() -> None:
    program, *words = shlex.split(unit()["Service"]["ExecStart"])
    assert Path(program).name == "smartregions"
    done = subprocess.run([COMMAND, *words, "--help"], capture_output=True, check=False)
    assert done.returncode == 0


@pytest.mark.skipif(VERIFY is None, reason="systemd is not installed")
def test_systemd_has_nothing_to_say_against_the_unit(tmp_path: Path) -> None:
    """The program and the user of an installation are not here: those of any machine stand in."""
    text = UNIT.read_text("utf-8").replace("/opt/smart-regions/bin/smartregions", "/bin/true")
    text = re.sub(r"^(User|Group)=.*$", r"\1=root", text, flags=re.MULTILINE)
    copy = tmp_path / UNIT.name
    copy.write_text(text, "utf-8")
    assert VERIFY is not None
    done = subprocess.run(
        [VERIFY, "verify", "--man=no", copy], capture_output=True, text=True, check=False
    )
    about_it = [line for line in done.stderr.splitlines() if UNIT.name in line]
    assert (done.returncode, about_it) == (0, [])
