"""Clients of others in environments of their own, each installed once for all runs of the tests.

What is installed stands in `pinned/`: NAME.txt for pip, NAME/package.json with its lock for npm.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path

import pytest

CACHE = Path(environ.get("XDG_CACHE_HOME", "~/.cache"), "smart-regions-tests").expanduser()
PINNED = Path(__file__).with_name("pinned")


def programs(name: str) -> Path:
    """The folder of programs of a Python environment."""
    pinned = PINNED / f"{name}.txt"
    said = pinned.read_bytes() + sys.version.encode()

    def install(folder: Path) -> None:
        venv.create(folder, with_pip=True, clear=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps"]
        _run([*pip, "--requirement", pinned], folder)

    return _installed(name, said, install) / "bin"


def modules(name: str) -> Path:
    """The folder that has the `node_modules` of a client; skips where there is no npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("There is no npm here, which the clients in JavaScript need.")
    files = [PINNED / name / file for file in ("package.json", "package-lock.json")]

    def install(folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for file in files:
            shutil.copy(file, folder)
        quietly = ("--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")
        _run([npm, "ci", *quietly], folder)

    return _installed(name, b"".join(file.read_bytes() for file in files), install)


def program(name: str, package: str) -> Path:
    """A program of the system; skips where it is not installed."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"There is no {name} here; the Debian package {package} has it.")
    return Path(found)


def _installed(name: str, said: bytes, install: Callable[[Path], None]) -> Path:
    """The folder of what `said` tells to install, whose name changes with it."""
    folder = CACHE / f"{name}-{hashlib.sha256(said).hexdigest()[:12]}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with _alone(folder.with_suffix(".lock")):
        if not (folder / "installed").exists():
            install(folder)
            (folder / "installed").touch()
    return folder


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(command: list[str | Path], folder: Path) -> None:
    for pause in (5, 30, 0):  # a network has its moments
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=600, check=False
        )
        if done.returncode == 0:
            return
        time.sleep(pause)
    pytest.fail(f"A client cannot be installed here: {done.stderr.strip()[-1000:]}")


def install() -> None:
    """All of them, one after another."""
    for pinned in sorted(PINNED.glob("*.txt")):
        programs(pinned.stem)
    for lock in sorted(PINNED.glob("*/package-lock.json")):
        modules(lock.parent.name)


if __name__ == "__main__":
    install()
