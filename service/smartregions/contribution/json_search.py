"""Where in a JSON text that is not read stands why."""

from __future__ import annotations

from collections.abc import Iterator

from smartregions.contribution.json_text import Item, tree
from smartregions.turtle.document import Offsets

_MENTIONED = ("@context", "@import")


def repeated(text: str, key: str) -> Offsets | None:
    """The second of two equal keys of one object; None of a text that ends before it is JSON."""
    try:
        whole = tree(text)
    except (AssertionError, IndexError, ValueError):
        return None
    for item in _objects(whole):
        same = [each.offsets for each, _ in item.members or () if each.text == key]
        if len(same) > 1:
            return same[1]
    return None


def context_in(text: str, elsewhere: bool = False) -> Offsets | None:
    """The last context of a document; or the first that names another document."""
    found = None
    for item in _objects(tree(text)):
        for key, value in item.members or ():
            if key.text not in _MENTIONED:
                continue
            for each in [value, *(value.items or ())] if elsewhere else [key]:
                if not elsewhere:
                    found = each.offsets
                elif each.text is not None:
                    return each.offsets
    return found


def _objects(item: Item) -> Iterator[Item]:
    """Each object of a text, in its order."""
    left = [item]
    while left:
        item = left.pop()
        if item.items is not None:
            left += reversed(item.items)
        elif item.members is not None:
            yield item
            left += (value for _, value in reversed(item.members))
