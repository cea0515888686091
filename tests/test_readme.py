"""The README tells the truth: what it shows is run, and the output compared to the letter."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from ports import free_port

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
SHOWN = re.findall(r"^```console\n\$ (.*)\n((?s:.*?))^```", README, re.MULTILINE)
LOCAL = re.compile(r"^\.venv/bin/")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """The address of `smartregions serve`, started as the README says."""
    port = free_port()
    program = str(Path(sys.executable).parent / "smartregions")
    options = ["--port", str(port), "--state", str(tmp_path)]
    with subprocess.Popen([program, "serve", *options], stdout=subprocess.DEVNULL) as serving:
        address = f"http://127.0.0.1:{port}/"
        await_health(address)
        yield address
        serving.terminate()


def await_health(address: str) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(address + "health", timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)


def run(command: str) -> str:
    words = shlex.split(LOCAL.sub(f"{Path(sys.executable).parent}/", command))
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return done.stdout.replace("\r\n", "\n")


def test_the_readme_shows_a_query_and_a_report() -> None:
    assert [command.split()[0] for command, _ in SHOWN] == ["curl", ".venv/bin/smartregions"]


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[command for command, _ in SHOWN])
def test_a_command_of_the_readme_prints_what_the_readme_says(
    command: str, output: str, service: str
) -> None:
    assert run(command.replace("http://127.0.0.1:8000/", service)) == output


def test_the_readme_is_short() -> None:
    assert len(README.split()) < 700


def test_every_link_to_a_file_leads_somewhere() -> None:
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
