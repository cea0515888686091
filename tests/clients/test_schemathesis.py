"""The service answers as `/openapi.json` says, whatever is sent: Schemathesis tries.

It has an environment of its own in the user's cache folder, for it brings twenty packages with it.
"""

from __future__ import annotations

import json
import os
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import smallworld
from clients.environments import programs
from clients.running import running
from smartregions.registry.holder import Grants
from smartregions.registry.log import opened
from smartregions.registry.tokens import Tokens

HERE = Path(__file__).parent

LEFT_OUT = {
    "allow_header_conformance": "/queries/running/{id} is an address of /queries/{topic}/{name}",
    "positive_data_acceptance": "no schema says which text is SPARQL, and which IRIs there are",
}
EXAMPLES = 20

pytestmark = [pytest.mark.clients, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def program() -> Path:
    """Schemathesis, installed once for all runs of the tests."""
    return programs("schemathesis") / "schemathesis"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("schemathesis")


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    with running(smallworld.write(root / "corpus"), root / "state") as address:
        yield address


@pytest.fixture(scope="module")
def token(root: Path, address: str) -> str:
    """The header of somebody who may write everything."""
    grants = Grants("Somebody", ("write", "delete", "update"), ("*",))
    with opened(root / "state" / "registry.sqlite3") as registry:
        return f"Authorization: Bearer {Tokens(registry.database).create(grants)[1]}"


@pytest.mark.parametrize("who", ["anybody", "holder"])
def test_what_is_sent_is_answered_as_it_is_described(
    program: Path, address: str, token: str, who: str, tmp_path: Path
) -> None:
    authorization = ["--header", token] if who == "holder" else []
    with urllib.request.urlopen(address + "openapi.json") as response:
        described = response.read()
    (tmp_path / "openapi.json").write_bytes(described)
    done = subprocess.run(
        [
            *(program, "run", "openapi.json", "--url", address, "--no-color", "--seed", "1"),
            *("--checks", "all", "--exclude-checks", ",".join(LEFT_OUT)),
            *("--phases", "examples,coverage,fuzzing", "--max-examples", str(EXAMPLES)),
            *("--continue-on-failure", "--warnings", "off", *authorization),
        ],
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
            "PYTHONPATH": str(HERE),
            "PYTHONUTF8": "1",
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    operations = sum(len(methods) for methods in json.loads(described)["paths"].values())
    assert f"{operations} selected / {operations} total" in done.stdout
