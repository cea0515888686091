"""Clients in environments of their own, each installed once for all runs of the tests."""

from __future__ import annotations

import fcntl
import os
import subprocess
import venv
from pathlib import Path

import pytest

CACHE = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache"), "smart-regions-tests").expanduser()


def programs(name: str, *requirements: str) -> Path:
    """The folder of programs of the environment; skips where it cannot be installed."""
    folder = CACHE / name
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "installed").exists():
            _install(folder, requirements)
    return folder / "bin"


def _install(folder: Path, requirements: tuple[str, ...]) -> None:
    venv.create(folder, with_pip=True, clear=True)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-input"]
    done = subprocess.run(
        [*pip, *requirements], capture_output=True, text=True, timeout=600, check=False
    )
    if done.returncode:
        pytest.skip(f"{requirements[0]} cannot be installed here: {done.stderr.strip()[-300:]}")
    (folder / "installed").touch()
