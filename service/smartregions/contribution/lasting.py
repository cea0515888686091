"""A mapping that stays as it was when something is added to it: what is added makes another one.

Contexts lie in one another, and each has to be known as it was: to copy all of it for each would
take the square of a text's length. Here a key more is a path of a few nodes more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

_BITS = 4
_MASK = (1 << _BITS) - 1
_EMPTY: tuple[Any, ...] = (None,) * (1 << _BITS)

T = TypeVar("T")


class Lasting(Generic[T]):
    """Names and what they stand for: a tree by the digits of the hash of a name."""

    __slots__ = ("_root",)

    def __init__(self, root: tuple[Any, ...] = _EMPTY) -> None:
        self._root = root

    def get(self, name: str) -> T | None:
        """What a name stands for; None where it stands for nothing."""
        digits = hash(name)
        node: Any = self._root
        while isinstance(node, tuple):
            node = node[digits & _MASK]
            digits >>= _BITS
        found: T | None = node.get(name) if node else None
        return found

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def also(self, pairs: Iterable[tuple[str, T]]) -> Lasting[T]:
        """This mapping with these names besides, or in the place of those it has."""
        root = self._root
        for name, value in pairs:
            root = _put(root, hash(name), name, value)
        return Lasting(root)


def _put(root: tuple[Any, ...], digits: int, name: str, value: object) -> tuple[Any, ...]:
    """The tree with one name more; a leaf has one name, or several whose hash is the same."""
    above = []
    node: Any = root
    while isinstance(node, tuple):
        above.append((node, digits & _MASK))
        node = node[digits & _MASK]
        digits >>= _BITS
    other = next(iter(node), name) if node else name
    if hash(other) == hash(name):
        made: Any = {**(node or {}), name: value}
    else:
        made = _parted(node, {name: value}, len(above) * _BITS)
    for around, at in reversed(above):
        made = (*around[:at], made, *around[at + 1 :])
    return tuple(made)


def _parted(one: dict[str, Any], other: dict[str, Any], used: int) -> tuple[Any, ...]:
    """A tree of two leaves whose hashes are alike in the digits that are used."""
    first, second = (hash(next(iter(leaf))) >> used for leaf in (one, other))
    here, there = first & _MASK, second & _MASK
    node = list(_EMPTY)
    if here == there:
        node[here] = _parted(one, other, used + _BITS)
    else:
        node[here], node[there] = one, other
    return tuple(node)
