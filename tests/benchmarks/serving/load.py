"""Load from wrk: one thread, so many connections that stay open, for so many seconds."""

from __future__ import annotations

import itertools
import json
import math
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from serving.asking import NoAnswer
from serving.installing import debian

SCRIPT = Path(__file__).with_name("load.lua")
SPARE_SECONDS = 60.0

_salts = itertools.count()


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a load; times in seconds."""

    per_second: float
    median: float
    p99: float
    failed: int
    """Requests that got an error, or no answer in time; they do not count as answers."""


@dataclass(frozen=True, slots=True)
class Wrk:
    """The load generator, and what its environment must have."""

    program: Path
    environment: Mapping[str, str]

    def load(
        self,
        addresses: Sequence[str],
        accept: str,
        clients: int,
        seconds: float,
        repeated: bool = False,
    ) -> Load:
        """Ask these addresses in turn; unless `repeated`, a comment makes each request new.

        Raises NoAnswer.
        """
        parts = urlsplit(addresses[0])
        with tempfile.NamedTemporaryFile("w", suffix=".paths") as paths:
            paths.writelines(f"{a[a.index('/', 8) :]}\n" for a in addresses)
            paths.flush()
            words = [paths.name, accept] + ([] if repeated else [f"{next(_salts)}-"])
            output = self._run(f"{parts.scheme}://{parts.netloc}", words, clients, seconds)
        return _read(output)

    def _run(self, server: str, words: list[str], clients: int, seconds: float) -> str:
        whole = max(1, math.ceil(seconds))
        patience = seconds + SPARE_SECONDS
        options = ["-t1", f"-c{clients}", f"-d{whole}s", f"--timeout={math.ceil(patience)}s"]
        done = subprocess.run(
            [self.program, *options, "-s", SCRIPT, server, "--", *words],
            env=os.environ | dict(self.environment),
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )
        if done.returncode:
            raise NoAnswer(f"wrk: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout


def _read(output: str) -> Load:
    found = json.loads(output.splitlines()[-1].replace("nan", "0"))
    if not found["answers"]:
        failed = f", {found['failed']} failed" if found["failed"] else ""
        raise NoAnswer(f"no answer within {found['seconds']:.0f} s{failed}")
    rate = found["answers"] / found["seconds"]
    return Load(rate, found["p50"], found["p99"], found["failed"])


def find(cache: Path) -> Wrk:
    """wrk as it is installed, else from Debian's package in the cache. Raises NotRunning."""
    if installed := shutil.which("wrk"):
        return Wrk(Path(installed), {})
    files = debian("wrk", cache)
    return Wrk(files.program("wrk"), files.environment)
