"""What a change does to a graph: the triples that come and those that go, and sums of sets of them.

A text here is N-Triples as the log keeps it: one triple a line, lines sorted, none twice.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class Delta:
    """The difference between two states of a graph, in N-Triples."""

    added: bytes
    removed: bytes


@dataclass(frozen=True, slots=True)
class SetSum:
    """The sum of the SHA-256 of every line of a set, modulo 2^256, whatever their order.

    It follows a graph through its changes without reading the graph. It finds corruption and our
    own mistakes; who may choose the lines can make two sets with one sum (Wagner, "A generalized
    birthday problem", 2002), so it proves nothing about authors: the digests of the deltas do.
    """

    value: int = 0

    def __add__(self, other: SetSum) -> SetSum:
        return SetSum((self.value + other.value) % _MODULUS)

    def __sub__(self, other: SetSum) -> SetSum:
        return SetSum((self.value - other.value) % _MODULUS)

    def __str__(self) -> str:
        return f"{self.value:064x}"


def sum_of(lines: Iterable[bytes]) -> SetSum:
    """Of lines that each end in a line feed."""
    total = 0
    for line in lines:
        total += int.from_bytes(hashlib.sha256(line).digest(), "big")
    return SetSum(total % _MODULUS)


def parsed_sum(text: str) -> SetSum:
    """The sum that was written as this text."""
    return SetSum(int(text, 16))


def lines(text: bytes) -> list[bytes]:
    """The triples, each with its line feed."""
    return text.splitlines(keepends=True)


def joined(triples: Iterable[bytes]) -> bytes:
    """The text that holds these lines."""
    return b"".join(sorted(triples))


def difference(old: bytes, new: bytes) -> Delta:
    """What makes the new state of the old one."""
    before, after = set(lines(old)), set(lines(new))
    return Delta(added=joined(after - before), removed=joined(before - after))


def applied(text: bytes, deltas: Sequence[Delta]) -> bytes:
    """The state after the deltas, in their order; none of them gives back the text itself.

    Text and deltas have their lines in order, so the first change of a graph is its state.
    """
    if not text and len(deltas) == 1:
        return deltas[0].added
    last: dict[bytes, bool] = {}
    for delta in deltas:
        last.update(dict.fromkeys(lines(delta.removed), False))
        last.update(dict.fromkeys(lines(delta.added), True))
    if not last:
        return text
    kept = [line for line in lines(text) if line not in last]
    come = [line for line, there in last.items() if there]
    return joined(kept + sorted(come))


def is_canonical(text: bytes) -> bool:
    """Whether the lines are sorted, whole, and none stands twice."""
    found = lines(text)
    whole = not text or text.endswith(b"\n")
    return whole and all(one < other for one, other in zip(found, found[1:], strict=False))


def sha256(content: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def packed(content: bytes) -> bytes:
    """Smaller, for the log."""
    return zlib.compress(content, 6)


def unpacked(content: bytes) -> bytes:
    """What `packed` was given. Raises zlib.error for anything else."""
    return zlib.decompress(content)
