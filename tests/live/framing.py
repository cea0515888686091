"""Requests whose end two readers may see in different places: cases 84 to 87, as bytes.

RFC 9112, sections 5, 6 and 11.2. A safe server refuses (4xx) and closes, or reads the request in
one way only and closes: nothing that a client wrote behind it may count as another request.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from live.asking import HOST

QUIET_SECONDS = 1.0
"""After an answer, on a connection that may stay open: is there a second one?"""
PATIENCE_SECONDS = 30.0
ASK = b"ASK {}"
_TYPE = b"Content-Type: application/sparql-query\r\nAccept: text/csv\r\n"
_POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\n" + _TYPE
_GET = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n"
_CHUNKED = b"Transfer-Encoding: chunked\r\n"
_WHOLE = b"6\r\nASK {}\r\n0\r\n\r\n"
_BEHIND = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass(frozen=True)
class Framing:
    """Bytes on one connection."""

    number: str
    words: str
    sent: bytes
    may_answer: bool = False
    """Whether a 200 is safe, since there is one reading; the connection must be closed all the
    same, unless `stays`."""
    stays: bool = False
    ends: bool = False
    """Whether the client stops sending (it still reads)."""
    must_answer: bool = False
    """Whether anything but a 200 is wrong."""

    def __str__(self) -> str:
        return f"{self.number} {self.words}"


@dataclass(frozen=True)
class Outcome:
    """What came back: the status of each response, and whether the server closed."""

    statuses: Sequence[int]
    closed: bool

    def is_safe(self, framing: Framing) -> bool:
        """Whether it refused, or read the request in the one way that there is."""
        if not self.statuses:
            return self.closed
        first = self.statuses[0]
        answered = framing.may_answer and first == 200
        refused = 400 <= first < 500 or first == 501 or first == 505
        alone = len(self.statuses) == 1
        is_right = answered or (refused and not framing.must_answer)
        return alone and is_right and (self.closed or framing.stays)

    def __str__(self) -> str:
        said = ", ".join(map(str, self.statuses)) or "nothing"
        return f"{said}, {'closed' if self.closed else 'open'}"


def _post(headers: bytes, body: bytes) -> bytes:
    return _POST + headers + b"\r\n" + body


def _te(value: bytes) -> bytes:
    return _post(b"Transfer-Encoding: " + value + b"\r\n", _WHOLE + _BEHIND)


def _cl(value: bytes) -> bytes:
    return _post(b"Content-Length:" + value + b"\r\n", ASK)


def _chunks(body: bytes) -> bytes:
    return _post(_CHUNKED, body)


FRAMINGS: Sequence[Framing] = (
    Framing("84", "HTTP/1.0 without a Host",  # RFC 9112, 3.2: it is due from HTTP/1.1 on
            b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n", True, must_answer=True),
    Framing("84", "a method in other letters",
            _GET.replace(b"GET", b"HEAd") + b"Host: x\r\n\r\n"),
    Framing("84", "both lengths, Content-Length first",
            _post(b"Content-Length: 6\r\n" + _CHUNKED, _WHOLE + _BEHIND), True),
    Framing("84", "both lengths, Transfer-Encoding first",
            _post(_CHUNKED + b"Content-Length: 6\r\n", _WHOLE + _BEHIND), True),
    Framing("84", "both lengths, the chunked one shorter",
            _post(b"Content-Length: 60\r\n" + _CHUNKED, b"0\r\n\r\n" + _BEHIND)),
    Framing("84", "both lengths on GET",
            _GET + b"Host: x\r\nContent-Length: 5\r\n" + _CHUNKED + b"\r\n0\r\n\r\n" + _BEHIND,
            True),
    Framing("84", "two lengths that differ",
            _post(b"Content-Length: 6\r\nContent-Length: 60\r\n", ASK + _BEHIND)),
    Framing("84", "two lengths that differ, in one line", _cl(b" 6, 60") + _BEHIND),
    Framing("84", "two lengths alike", _post(b"Content-Length: 6\r\n" * 2, ASK), True, True),
    Framing("84", "Content-Length: +6", _cl(b" +6")),
    Framing("84", "Content-Length: -1", _cl(b" -1")),
    Framing("84", "Content-Length: 0_6", _cl(b" 0_6")),
    Framing("84", "Content-Length: 0x6", _cl(b" 0x6")),
    Framing("84", "Content-Length without a number", _cl(b"")),
    Framing("84", "Content-Length past 2^64", _cl(b" 36893488147419103238")),
    Framing("84", "Transfer-Encoding: xchunked", _te(b"xchunked")),
    Framing("84", "Transfer-Encoding: chunked, identity", _te(b"chunked, identity")),
    Framing("84", "Transfer-Encoding: identity, chunked", _te(b"identity, chunked")),
    Framing("84", "Transfer-Encoding: gzip, chunked", _te(b"gzip, chunked")),
    Framing("84", "chunked twice", _te(b"chunked, chunked")),
    Framing("84", "chunked behind a vertical tab", _te(b"\x0bchunked")),
    Framing("84", "chunked in quotes", _te(b'"chunked"')),
    Framing("84", "two headers, chunked and identity",
            _post(_CHUNKED + b"Transfer-Encoding: identity\r\n", _WHOLE + _BEHIND)),
    Framing("84", "space before the colon",
            _post(b"Transfer-Encoding : chunked\r\n", _WHOLE + _BEHIND)),
    Framing("84", "chunked in HTTP/1.0",
            _post(_CHUNKED, _WHOLE + _BEHIND).replace(b"HTTP/1.1", b"HTTP/1.0", 1), True),
    Framing("84", "folded header", _post(b"Transfer-Encoding:\r\n chunked\r\n", _WHOLE + _BEHIND)),
    Framing("84", "folded length", _post(b"Content-Length:\r\n 6\r\n", ASK)),
    Framing("84", "line feeds alone",  # RFC 9112, 2.2: they may be taken for line ends
            (_POST + b"Content-Length: 6\r\n\r\n").replace(b"\r", b"") + ASK, True, True),
    Framing("84", "line feed hides a header",
            _post(b"X: y\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n", ASK + _BEHIND)),
    Framing("84", "carriage return hides a header",
            _post(b"X: y\rTransfer-Encoding: chunked\r\nContent-Length: 6\r\n", ASK)),
    Framing("84", "header with NUL", _GET + b"Host: x\r\nX: a\0b\r\n\r\n"),
    Framing("84", "header without a colon", _GET + b"Host: x\r\nContent-Length 6\r\n\r\n"),
    Framing("84", "no Host", _GET + b"\r\n"),
    Framing("84", "two Hosts", _GET + b"Host: x\r\nHost: y\r\n\r\n"),
    Framing("84", "method of odd signs", b"G(T / HTTP/1.1\r\nHost: x\r\n\r\n"),
    Framing("84", "space within the address", b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"),
    Framing("84", "HTTP/2 unasked", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    Framing("84", "HTTP/9.9", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n"),
    Framing("84", "10,000 headers",
            _GET + b"Host: x\r\n" + b"".join(b"X%d: y\r\n" % i for i in range(10_000)) + b"\r\n"),
    Framing("84", "a header of 10 MB", _GET + b"Host: x\r\nX: " + b"x" * 10_000_000 + b"\r\n\r\n"),
    Framing("84", "an address of 10 MB",
            b"GET /" + b"x" * 10_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"),
    Framing("85", "chunked body over the limit",
            _chunks(b"100000\r\n" + b"ASK {} #" + b"x" * (0x100000 - 8) + b"\r\n"
                    + b"100000\r\n" + b"x" * 0x100000 + b"\r\n0\r\n\r\n")),
    Framing("85", "chunked body over the limit, its start a query",
            _chunks(b"100000\r\nASK {}" + b"\n" * (0x100000 - 6) + b"\r\n4\r\nnope\r\n0\r\n\r\n")),
    Framing("86", "body shorter than its length", _cl(b" 100"), ends=True),
    Framing("86", "no body at all", _post(b"Content-Length: 6\r\n", b""), ends=True),
    Framing("87", "chunk without its size", _chunks(b"zz\r\nASK {}\r\n0\r\n\r\n")),
    Framing("87", "chunk of negative size", _chunks(b"-6\r\nASK {}\r\n0\r\n\r\n")),
    Framing("87", "chunk of 0x6", _chunks(b"0x6\r\nASK {}\r\n0\r\n\r\n")),
    Framing("87", "chunk past 2^64",
            _chunks(b"10000000000000006\r\nASK {}\r\n0\r\n\r\n" + _BEHIND)),
    Framing("87", "chunk longer than it says", _chunks(b"6\r\nASK {}}}}\r\n0\r\n\r\n")),
    Framing("87", "chunk shorter than it says", _chunks(b"9\r\nASK {}\r\n0\r\n\r\n"), ends=True),
    Framing("87", "line feed in an extension",
            _chunks(b"6;a=\nb\r\nASK {}\r\n0\r\n\r\n" + _BEHIND)),
    Framing("87", "chunked body that is cut", _chunks(b"6\r\nASK {}\r\n"), ends=True),
    Framing("87", "chunked body cut within a chunk", _chunks(b"20\r\nASK {}"), ends=True),
    Framing("87", "trailer that names a length",
            _chunks(b"6\r\nASK {}\r\n0\r\nContent-Length: 60\r\n\r\n" + _BEHIND), True),
)  # fmt: skip


def send(port: int, framing: Framing, source: str = HOST) -> Outcome:
    """What a server does with the bytes."""
    with socket.create_connection((HOST, port), 10, source_address=(source, 0)) as connection:
        with suppress(OSError):
            connection.sendall(framing.sent)
            if framing.ends:
                connection.shutdown(socket.SHUT_WR)
        connection.settimeout(PATIENCE_SECONDS)
        received, closed = b"", True
        try:
            while part := connection.recv(65536):
                received += part
                connection.settimeout(QUIET_SECONDS if framing.stays else PATIENCE_SECONDS)
        except TimeoutError:
            closed = False
        except ConnectionError:
            pass
    return Outcome([int(code) for code in re.findall(rb"HTTP/1\.[01] (\d\d\d) ", received)], closed)
