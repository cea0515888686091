"""What the contexts of a JSON-LD document cost its parser, which is told before it reads them.

It copies all that a context holds for each context inside it, and reads one that goes with a key
or a type anew wherever that stands: 400 KB took it two minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

CONTEXT = "@context"
_FEW, _FOR_A_CHARACTER = 2_000_000, 6
"""Definitions that are copied, at most: about a microsecond each."""


def costs_too_much(document: Any, length: int) -> bool:
    """Whether the contexts of a document of that many characters hold too many definitions,
    each counted as often as it is copied."""
    contexts = [each[CONTEXT] for each, _ in _objects(document, {}) if CONTEXT in each]
    if len(contexts) < 2:
        return False
    scoped: dict[str, int] = {}
    for stated in contexts:
        for name, value in _definitions(stated):
            if isinstance(value, dict) and CONTEXT in value:
                scoped[name] = max(scoped.get(name, 0), _size(value[CONTEXT]))
    most = _FEW + _FOR_A_CHARACTER * length
    copied = 0
    for each, held in _objects(document, scoped):
        if CONTEXT in each:
            copied += held
        copied += sum(held + scoped[word] for word in _words(each) if word in scoped)
        if copied > most:
            return True
    return False


def _objects(document: Any, scoped: dict[str, int]) -> Iterator[tuple[dict[str, Any], int]]:
    """Each object, and how many definitions hold in it, those of its own context included."""
    left = [(document, 0)]
    while left:
        value, held = left.pop()
        if isinstance(value, list):
            left += ((each, held) for each in value)
        elif isinstance(value, dict):
            if CONTEXT in value:
                held = _size(value[CONTEXT]) + (0 if _is_new(value[CONTEXT]) else held)
            yield value, held
            if scoped:
                held += sum(scoped.get(word, 0) for word in _texts(value))
            left += ((each, held + scoped.get(key, 0)) for key, each in value.items())


def _words(thing: dict[str, Any]) -> Iterator[str]:
    """Keys, once for each value, and texts, which may be types."""
    for key, value in thing.items():
        yield from [key] * (len(value) if isinstance(value, list) else 1)
    yield from _texts(thing)


def _texts(thing: dict[str, Any]) -> Iterator[str]:
    for value in thing.values():
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, str):
                yield each


def _definitions(stated: Any) -> Iterator[tuple[str, Any]]:
    for each in stated if isinstance(stated, list) else (stated,):
        if isinstance(each, dict):
            yield from each.items()


def _is_new(stated: Any) -> bool:
    """Whether a context begins from nothing."""
    return stated is None or (isinstance(stated, list) and stated[:1] == [None])


def _size(stated: Any) -> int:
    """The definitions of a context, with those of the contexts in it."""
    size, left = 0, [stated]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            size += len(value)
            left += value.values()
        elif isinstance(value, list):
            left += value
    return size
