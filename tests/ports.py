"""Ports for the services of tests, which listen on them a second later than they are told them."""

from __future__ import annotations

import os
import socket
from itertools import count

HOST = "127.0.0.1"
_LOWEST, _BLOCK, _BLOCKS = 12_000, 100, 200
"""All below 32768: from there on Linux gives ports to connections that name none
(`man 7 ip`, ip_local_port_range), of which tests open many at any moment."""

_taken = count()


def free_port() -> int:
    """A port of the loopback address that nobody listens on, nor another test is about to.

    Processes that run tests beside each other have numbers that differ little, and each takes
    ports from a block of its own.
    """
    first = _LOWEST + os.getpid() % _BLOCKS * _BLOCK
    for _ in range(_BLOCK):
        port = first + next(_taken) % _BLOCK
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise OSError(f"no port from {first} to {first + _BLOCK - 1} is free")
