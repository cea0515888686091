"""A server as a process of ours: started, awaited, and ended by its number whatever happens."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil

READY_SECONDS = 600.0
STOP_SECONDS = 20.0
HOST = "127.0.0.1"


class NotRunning(Exception):
    """The server did not start, did not answer in time, or what it needs is not there."""


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


class Running:
    """A process in a session of its own, with its output in a file; leaving the block ends it."""

    def __init__(
        self,
        command: Sequence[object],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        talks: bool = False,
    ) -> None:
        """With `talks`, its standard input and output are for `tell`."""
        folder.mkdir(parents=True, exist_ok=True)
        self._log = folder / "output.log"
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                cwd=folder,
                env=os.environ | dict(environment or {}),
                stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
                stdout=subprocess.PIPE if talks else output,
                stderr=output,
                start_new_session=True,
            )

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def wait(self, answers: Callable[[], bool], seconds: float = READY_SECONDS) -> None:
        """Return when it answers. Raises NotRunning, with the end of its output."""
        deadline = time.monotonic() + seconds
        while not answers():
            if self.has_ended:
                raise NotRunning(f"it ended by itself: {self._last_words()}")
            if time.monotonic() > deadline:
                raise NotRunning(f"no answer within {seconds:g} s: {self._last_words()}")
            time.sleep(0.005)

    def listen(self) -> dict[str, Any]:
        """The next line that it writes, as JSON. Raises NotRunning when it ended."""
        assert self._process.stdout
        if not (line := self._process.stdout.readline()):
            raise NotRunning(f"it ended by itself: {self._last_words()}")
        said: dict[str, Any] = json.loads(line)
        return said

    def tell(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """Write a line of JSON to it and return what it answers. Raises NotRunning."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        self._process.stdin.flush()
        return self.listen()

    def busy_seconds(self) -> float:
        """Processor time that it and its descendants have used so far."""
        try:
            process = psutil.Process(self.pid)
            family = [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return 0.0
        return sum(_used(member) for member in family)

    def stop(self) -> None:
        """End it and what it started: asked first, then by force."""
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        """To all of its session: the session keeps the number of the process that began it."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def _last_words(self) -> str:
        return self._log.read_text(errors="replace")[-600:].strip()


def _used(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
