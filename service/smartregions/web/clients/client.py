"""Who a client is: an address, as far as those who report it are trusted.

The peer of the connection is the client. Behind proxies it is the nearest address that no trusted
proxy has: every hop appends the address that it saw to the header, so the header is read from its
right end while the hop is trusted, and whatever a client wrote itself is never reached.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from smartregions.settings import Network

MAX_HOPS = 32

_V6_NETWORK = 64
"""Bits of an IPv6 address that one client has; it may choose the rest (RFC 6177)."""

_INSIDE = r'"(?:[^"\\]|\\.)*+'
_QUOTED = _INSIDE + '"'
_STRING = re.compile(_INSIDE + '("?)')
_ELEMENT = re.compile(rf'(?:[^,"]|{_QUOTED})+')
_PAIR = re.compile(rf'(?<![\w-])([\w-]++)=({_QUOTED}|[^\s;,"]*)')
_ESCAPED = re.compile(r"\\(.)")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Client:
    """One client: an IPv4 address, or an IPv6 network of 64 bits."""

    key: bytes
    """16 bytes, alike for the same client only."""
    name: str
    """For people and logs."""
    is_local: bool
    """Whether the address is of this machine alone."""


UNKNOWN = Client(bytes(15) + b"\1", "unknown", False)
"""All whose address the server does not tell, such as those behind a Unix socket."""


class Clients:
    """Tells clients apart, believing the hops in `trusted` what their `header` says."""

    def __init__(self, trusted: tuple[Network, ...], header: str) -> None:
        self._trusted = trusted
        self._variable = "HTTP_" + header.upper().replace("-", "_")
        self._hops = _forwarded if header == "Forwarded" else _x_forwarded_for
        self._direct = lru_cache(4096)(self._peer)

    def of(self, environ: Mapping[str, str]) -> Client:
        """The client of a request, by its WSGI environment (PEP 3333)."""
        peer, is_trusted = self._direct(environ.get("REMOTE_ADDR") or "")
        header = environ.get(self._variable)
        return self._behind(peer, self._hops(header)) if is_trusted and header else peer

    def is_proxied(self, environ: Mapping[str, str]) -> bool:
        """Whether the request came from a trusted proxy."""
        return self._direct(environ.get("REMOTE_ADDR") or "")[1]

    def _peer(self, text: str) -> tuple[Client, bool]:
        address = parsed(text)
        return (UNKNOWN, False) if address is None else (_client(address), self._trusts(address))

    def _behind(self, client: Client, hops: Sequence[str]) -> Client:
        """The client that the hops lead to, the nearest last; what is no address ends the way."""
        for hop in hops[: -MAX_HOPS - 1 : -1]:
            address = parsed(hop)
            if address is None:
                break
            client = _client(address)
            if not self._trusts(address):
                break
        return client

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def parsed(text: str) -> Address | None:
    """The address that a server, a proxy or a hop writes, with or without brackets and a port."""
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _client(address: Address) -> Client:
    if address.version == 4:
        return Client(bytes(10) + b"\xff\xff" + address.packed, str(address), address.is_loopback)
    key = address.packed[:8] + bytes(7) + b"\x40"  # not that of an IPv4 address, and never empty
    if address.is_loopback:
        return Client(key, str(address), True)
    return Client(key, str(ipaddress.ip_network((address, _V6_NETWORK), strict=False)), False)


def _x_forwarded_for(header: str) -> list[str]:
    return header.split(",")


def _forwarded(header: str) -> list[str]:
    """The `for` of each element, the empty text where there is none (RFC 7239, section 4).

    None of a header with a quote that is not closed: it would hide what the proxy appended.
    """
    if not all(string[1] for string in _STRING.finditer(header)):
        return []
    return [_named(element) for element in _ELEMENT.findall(header)]


def _named(element: str) -> str:
    for name, value in _PAIR.findall(element):
        if name.lower() == "for":
            return _ESCAPED.sub(r"\1", value.strip('"'))
    return ""
