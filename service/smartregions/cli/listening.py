"""The address that a service listens on."""

from __future__ import annotations

import errno
import socket

from smartregions.errors import ServiceError
from smartregions.messages import Message
from smartregions.settings import Settings

_LAST = 65_535
_BESIDE = "~/smart-regions-2"


def address(settings: Settings) -> str:
    """Where the service answers on this machine."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}/"


def refuse_taken(settings: Settings) -> None:
    """Raise ServiceError when the address cannot be listened on.

    The processes that answer share it, with whoever else does, so this listens without sharing.
    """
    with socket.socket(_family(settings.host), socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
            probe.listen()
        except OSError as error:
            raise _taken(settings, error) from error


def _taken(settings: Settings, error: OSError) -> ServiceError:
    if error.errno != errno.EADDRINUSE:
        return ServiceError(
            Message(
                "{address} cannot be listened on: {reason}. Choose another with --host or --port.",
                address=address(settings),
                reason=error.strerror,
            )
        )
    other = settings.port + 1 if settings.port < _LAST else settings.port - 1
    arguments = f"--port {other} --state {_BESIDE}"
    return ServiceError(
        Message(
            "{address} is in use already. Stop what uses it, or serve at another port, with a "
            "directory of its own for the data:\n"
            "  smartregions serve {arguments}\n"
            '  with make: make serve SERVE_ARGS="{arguments}"',
            address=address(settings),
            arguments=arguments,
        )
    )


def listening(settings: Settings) -> socket.socket:
    """A socket that shares its address with others (`man 7 socket`, SO_REUSEPORT); no connection
    comes to it before somebody listens.

    What is set here holds for its connections: who takes nothing of what waits for so long is
    dropped by the kernel (`man 7 tcp`, TCP_USER_TIMEOUT; Linux). Raises OSError.
    """
    made = socket.socket(_family(settings.host), socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        milliseconds = int(settings.unread_seconds * 1000)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
    made.setblocking(False)
    made.bind((settings.host, settings.port))
    return made


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
