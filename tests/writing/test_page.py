"""Pages of the documentation tell the truth: each of their commands is run, in order."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from live.service import COMMAND
from writing.publishing import Publishing, publishing

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "contributing-data.md").read_text("utf-8")
TOKEN, COMMANDS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
(FILE,) = re.findall(r"^```turtle\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SHOWN = re.findall(r"^# ([0-9]{3}): .*\n((?:.*\n)+?)(?:\n|\Z)", COMMANDS, re.MULTILINE)
MORE = (
    "<https://w3id.org/smart-regions/id/actor/example-works>"
    ' <http://www.w3.org/2004/02/skos/core#altLabel> "EW"@en .\n'
)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Publishing]:
    with publishing(tmp_path) as found:
        yield found


def shell(text: str, folder: Path, **environment: str) -> str:
    path = f"{COMMAND.parent}:/usr/bin:/bin"
    done = subprocess.run(
        ["sh", "-c", text],
        cwd=folder,
        env={"PATH": path, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return done.stdout


def test_each_command_is_answered_as_the_page_says(running: Publishing, tmp_path: Path) -> None:
    (tmp_path / "members.ttl").write_text(FILE, "utf-8")
    (tmp_path / "more.nt").write_text(MORE, "utf-8")
    token = shell(TOKEN.replace("STATE", str(tmp_path / "state")), tmp_path).strip()
    assert len(SHOWN) == 9
    for status, command in SHOWN:
        here = command.replace("127.0.0.1:8000", f"127.0.0.1:{running.service.port}")
        asked = here.replace("curl ", "curl -s -o body -w '%{http_code}' ", 1)
        got = shell(asked, tmp_path, TOKEN=token)
        assert got == status, (command, (tmp_path / "body").read_text())
    lines = running.service.said().splitlines()
    assert sum('"event": "write"' in line for line in lines) == 5


@pytest.mark.parametrize("page", ["history.md", "sparql.md"])
def test_each_example_of_a_page_runs_as_written(
    page: str, running: Publishing, tmp_path: Path
) -> None:
    """On a new installation, in one shell, which any status from 400 on ends."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert blocks
    here = "".join(blocks).replace("127.0.0.1:8000", f"127.0.0.1:{running.service.port}")
    (tmp_path / ".curlrc").write_text("fail-with-body\nsilent\n")
    state = str(tmp_path / "state")
    shell(f"set -e\n{here}", tmp_path, CURL_HOME=str(tmp_path), SMARTREGIONS_STATE=state)
