"""How a web process and a worker talk over a Unix socket: frames of a JSON head and a body of
bytes.

A frame is two lengths (unsigned, 32 bit, network order), the head in UTF-8, the body. Plain
reads and writes are used: the sandbox of a worker refuses the socket calls.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_LENGTHS = struct.Struct("!II")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Frame:
    """One message: a head of plain JSON values, and a body."""

    head: Mapping[str, Any] = field(default_factory=dict)
    body: bytes = b""


def send(descriptor: int, frame: Frame) -> None:
    """Write the whole frame; OSError when the other side is gone."""
    head = json.dumps(frame.head, separators=(",", ":")).encode()
    rest = memoryview(_LENGTHS.pack(len(head), len(frame.body)) + head + frame.body)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def receive(descriptor: int) -> Frame | None:
    """Read one frame, or None when the other side closed or died, even in mid-frame."""
    try:
        lengths = _exactly(descriptor, _LENGTHS.size)
        if lengths is None:
            return None
        head_length, body_length = _LENGTHS.unpack(lengths)
        content = _exactly(descriptor, head_length + body_length)
    except ConnectionError:
        return None
    if content is None:
        return None
    return Frame(json.loads(content[:head_length]), content[head_length:])


def _exactly(descriptor: int, length: int) -> bytes | None:
    first = os.read(descriptor, min(length, _CHUNK)) if length else b""
    if len(first) == length:
        return first
    parts, missing = [first], length - len(first)
    while missing and parts[-1]:
        parts.append(os.read(descriptor, min(missing, _CHUNK)))
        missing -= len(parts[-1])
    return None if missing else b"".join(parts)
