"""A process that answers: granian in this process, on a socket that was made before it.

Granian starts processes of its own and watches them. Here that is the work of the guard
(decision 0013): the socket outlives the process, so that who has connected is answered by the next.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
from collections.abc import Callable
from typing import Any, NoReturn

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from smartregions.index.serving import GIVE_WAY, STOP
from smartregions.web.leaving import Leaving

_BACKLOG = 1024
_HEADER_SECONDS = 10
_SPARE_FILES = 256
"""That a process has open beside its connections."""
_MOST_CONNECTIONS = 65_536
"""More than one address has ports: who opens connections and says nothing takes nobody's place."""


def answer(
    listener: socket.socket,
    threads: int,
    app: Any,
    answers: Callable[[], None],
    closing: Callable[[], None],
) -> NoReturn:
    """Answer by a WSGI application until SIGTERM, and then end what was begun; never returns.

    When told to give way, or to stop, it answers whom it has taken before. `answers` is called when
    connections are taken, `closing` when each answer is to end its connection.
    """
    server = _InThisProcess(
        "smartregions",
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        blocking_threads=threads,
        backpressure=_connections(),
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_SECONDS * 1000),
        log_enabled=False,
    )
    server.listener = listener

    def started() -> Any:
        listener.listen(_BACKLOG)
        leaving = Leaving(listener, server.taking, closing)
        signal.signal(GIVE_WAY, leaving.give_way)
        signal.signal(STOP, leaving.stop)
        answers()
        return app

    server.serve(target_loader=started, wrap_loader=False)
    os._exit(0)


def _connections() -> int:
    """How many this process may have at once: as many as the system lets it, and it is asked for
    all of them. The server would take 1,024, and then nobody until one of them ends."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST_CONNECTIONS + _SPARE_FILES
    wanted = most if hard == resource.RLIM_INFINITY else min(hard, most)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(1, wanted - _SPARE_FILES)


class _InThisProcess(MPServer):
    """Granian 2.8, but that what it would do in a process of its own is done in this one."""

    listener: socket.socket
    taking: int
    """The number of the file by which connections are taken."""

    def _init_shared_socket(self) -> None:
        self._ssp: Any = None
        self._sso: Any = None
        self.taking = os.dup(self.listener.fileno())
        self._shd: Any = SocketHolder(self.taking, False, _BACKLOG)  # type: ignore[call-arg]

    def _spawn_workers(self, spawn_target: Any, target_loader: Any) -> NoReturn:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until it is the worker's
        if not self.interrupt_signal:
            self._spawn_worker(0, spawn_target, target_loader).inner.run()
        os._exit(0)
