"""How late a machine is by itself: what a process that has nothing to do needs to say so."""

from __future__ import annotations

import subprocess
import threading
import time

_PAUSE = 0.02


class Lateness:
    """Asks a process that sends back each byte, again and again, from the side."""

    def __init__(self) -> None:
        self._answered: list[tuple[float, float]] = []
        """When each answer came, and how much later than at once."""
        self._asked = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self._echo = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self) -> Lateness:
        self._asked = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._echo.communicate()

    def since(self, began: float) -> float:
        """The most seconds by which an answer was late that has come since, or is to come."""
        late = [seconds for at, seconds in self._answered.copy() if at >= began]
        return max(*late, time.monotonic() - self._asked - _PAUSE, 0.0)

    def _ask(self) -> None:
        assert self._echo.stdin and self._echo.stdout
        while not self._over.wait(_PAUSE):
            self._echo.stdin.write(b".")
            self._echo.stdin.flush()
            self._echo.stdout.read(1)
            now = time.monotonic()
            self._answered.append((now, now - self._asked - _PAUSE))
            self._asked = now
