"""A JSON text that was read already, once more: as a tree whose leaves know where they stand.

RFC 8259. Nothing here calls itself: a text may have as many brackets in one another as the first
reading allowed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from smartregions.turtle.document import Offsets

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\],:"]+')


@dataclass(frozen=True, slots=True)
class Item:
    """An object, a list, or a scalar; of an object and a list the place is that of its bracket."""

    offsets: Offsets
    text: str | None = None
    """What a text says; None where it is none."""
    scalar: str | None = None
    """How a number, a truth value or null is written."""
    items: list[Item] | None = None
    members: list[tuple[Item, Item]] | None = None

    @property
    def is_null(self) -> bool:
        """Whether it is null."""
        return self.scalar == "null"


def tree(text: str) -> Item:
    """The one value of a text that is JSON."""
    outside = Item((0, 0), items=[])
    around: list[Item] = [outside]
    keys: list[Item | None] = [None]
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in "}]":
            around.pop()
            keys.pop()
            continue
        item = _item(token, match.span())
        keys[-1] = _put(around[-1], keys[-1], item)
        if token in "{[":
            around.append(item)
            keys.append(None)
    assert outside.items
    return outside.items[0]


def _item(token: str, offsets: Offsets) -> Item:
    match token[0]:
        case "{":
            return Item(offsets, members=[])
        case "[":
            return Item(offsets, items=[])
        case '"':
            return Item(offsets, text=json.loads(token))
    return Item(offsets, scalar=token)


def _put(around: Item, key: Item | None, item: Item) -> Item | None:
    """Put an item where it belongs; the key of the next one, where it is that."""
    if around.items is not None:
        around.items.append(item)
    elif key is None:
        return item
    elif around.members is not None:
        around.members.append((key, item))
    return None
