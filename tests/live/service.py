"""One running service: started, asked, and ended by its number whatever happens."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType

from live.asking import HOST, Answer, Request, ask
from live.processes import Processes
from ports import free_port
from smartregions import corpus
from smartregions.publication.entry import enter
from smartregions.registry.log import opened
from smartregions.settings import REGISTRY

READY_SECONDS = 120.0
STOP_SECONDS = 60.0
"""More than a service takes for who is slow, on a machine that is busy."""
COMMAND = Path(sys.executable).with_name("smartregions")


OF_ANOTHER_REGISTRY = {"corpus", "registry"}
"""The settings that say that it is not the packaged corpus, or not in a file."""


class NotRunning(Exception):
    """The service did not start."""


@cache
def _entered() -> Path:
    """A state directory with the packaged corpus in its registry, as a first start leaves it.

    To enter it takes a third of a start; test_serve.py has starts from nothing.
    """
    folder = Path(tempfile.mkdtemp(prefix="smartregions-state-"))
    atexit.register(shutil.rmtree, folder)
    with opened(folder / REGISTRY) as registry:
        enter(corpus.find(), registry)
    return folder


class Service:
    """`smartregions serve` with a port and a state directory of its own."""

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str],
        command: Sequence[str | Path] = (COMMAND,),
        is_new: bool = False,
    ) -> None:
        """A new one begins with an empty state directory; others have entered the corpus before."""
        self.port = free_port()
        self.log = folder / "output.log"
        is_new = is_new or (folder / "state").exists()
        if not is_new and not settings.keys() & OF_ANOTHER_REGISTRY:
            shutil.copytree(_entered(), folder / "state")
        environment = {f"SMARTREGIONS_{name.upper()}": value for name, value in settings.items()}
        began = time.monotonic()
        with self.log.open("wb") as output:
            self._process = subprocess.Popen(
                [*command, "serve", "--port", str(self.port), "--state", folder / "state"],
                env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes = Processes(self._process.pid)
        try:
            self._await()
        except BaseException:
            self.stop()
            raise
        self.cold_start = time.monotonic() - began
        """Seconds from the command to the first answer."""

    def __enter__(self) -> Service:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def ask(self, request: Request, source: str = HOST, seconds: float = 60.0) -> Answer:
        """The answer to one request from a client with that address."""
        return ask(self.port, request, source, seconds)

    def said(self) -> str:
        """All that it wrote so far."""
        return self.log.read_text("utf-8", "replace")

    def restarts(self) -> int:
        """How often a process was started again because one had ended by itself."""
        return self.said().count("ended and is started again")

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def ended(self) -> int:
        """With which exit code it has ended, by itself."""
        return self._process.wait(STOP_SECONDS)

    def stop(self) -> None:
        """End it and what it started: asked first, then by force."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _await(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while "Ctrl+C" not in self.said():
            if self._process.poll() is not None or time.monotonic() > until:
                raise NotRunning(self.said()[-2000:])
            time.sleep(0.02)
