"""The service as it is started by a person, for clients that come by HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ports import free_port


@contextmanager
def running(corpus: Path, state: Path) -> Iterator[str]:
    """The address of a service over a corpus, until the end."""
    port = free_port()
    program = [sys.executable, "-m", "smartregions", "serve"]
    with subprocess.Popen(
        [*program, "--port", str(port), "--state", str(state)],
        env={**os.environ, "SMARTREGIONS_CORPUS": str(corpus)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as serving:
        try:
            address = f"http://127.0.0.1:{port}/"
            _await_health(address, serving)
            yield address
        finally:
            serving.terminate()


def _await_health(address: str, serving: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(address + "health", timeout=1).close()
            return
        except OSError:
            assert serving.poll() is None, "the service ended"
            assert time.monotonic() < until
            time.sleep(0.1)
