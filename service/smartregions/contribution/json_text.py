"""A JSON text that was read already, once more: as a tree whose leaves know where they stand.

RFC 8259. Nothing here calls itself: a text may have as many brackets in one another as the first
reading allowed.
"""

from __future__ import annotations

import json
import re

from smartregions.turtle.document import Offsets

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\],:"]+')


class Item:
    """An object, a list, or a scalar; of an object and a list the place is that of its bracket."""

    __slots__ = ("end", "items", "members", "offsets", "scalar", "text")

    def __init__(
        self,
        offsets: Offsets,
        text: str | None = None,
        scalar: str | None = None,
        items: list[Item] | None = None,
        members: list[tuple[Item, Item]] | None = None,
    ) -> None:
        self.offsets = offsets
        self.text = text
        """What a text says; None where it is none."""
        self.scalar = scalar
        """How a number, a truth value or null is written."""
        self.items = items
        self.members = members
        self.end = offsets[1]
        """Behind its last character."""

    @property
    def is_null(self) -> bool:
        """Whether it is null."""
        return self.scalar == "null"

    @property
    def last(self) -> Offsets:
        """The bracket that closes it."""
        return self.end - 1, self.end

    def stated(self) -> dict[str, Item]:
        """The members of an object by their keys; none of anything else."""
        return {key.text or "": value for key, value in self.members or ()}


def tree(text: str) -> Item:
    """The one value of a text that is JSON."""
    outside = Item((0, 0), items=[])
    around: list[Item] = [outside]
    keys: list[Item | None] = [None]
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in "}]":
            around.pop().end = match.end()
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
            text = json.loads(token) if "\\" in token else token[1:-1]
            return Item(offsets, text=text)
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
