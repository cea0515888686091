"""Connections on which nothing is asked: whoever opens thousands of them keeps nobody away."""

from __future__ import annotations

import resource
import socket
from contextlib import ExitStack

import pytest

from live.asking import HOST, client
from live.watching import HEALTH, Watch

MANY = 2_200
"""More than the 1,024 for each of two processes, at which the server by itself takes no more."""
FILES = MANY + 500


def test_another_client_is_answered_beside_thousands_of_idle_connections(watch: Watch) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < FILES:
        pytest.skip(f"a process may have {hard} files open here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, FILES), hard))
    source = client()
    try:
        with ExitStack() as stack, watch.unharmed():
            for _ in range(MANY):
                idle = stack.enter_context(socket.socket())
                idle.bind((source, 0))
                idle.connect((HOST, watch.service.port))
            assert watch.ask(HEALTH).status == 200
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
