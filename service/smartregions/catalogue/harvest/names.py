"""Whether the datasets of a whole catalogue have names of their own, on every page together."""

from __future__ import annotations

from collections.abc import Iterator

from smartregions.catalogue.harvest.identifiers import identifier, normalised
from smartregions.catalogue.harvest.kept import Kept
from smartregions.catalogue.harvest.report import Finding
from smartregions.catalogue.statements import Statements, called
from smartregions.messages import Message
from smartregions.validation.graph import Node


class Names:
    """The identifiers so far."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def add(self, page: str, statements: Statements, dataset: Node) -> Iterator[Finding]:
        """Take one dataset in, and say whose name it takes."""
        own = called(dataset)
        again = not self._kept.add(own)
        name = identifier(statements, dataset)
        if name is None:
            return
        first, owner = self._kept.named(normalised(name), name, own)
        if owner != own or again:
            yield Finding(
                "violation",
                "identifier-duplicate" if first == name else "identifier-normalised",
                _taken(name, first, "" if owner == own else owner),
                Message(
                    "Give every dataset an identifier that differs in letters or digits, once."
                ),
                page,
                own,
                "dct:identifier",
            )


def _taken(name: str, first: str, owner: str) -> Message:
    """Which dataset has this name already; no owner stands for the very same one."""
    if not owner:
        return Message("The dataset came before, on this page or another, as {name}.", name=name)
    if first == name:
        return Message(
            'It has the identifier "{name}" of <{owner}>: one record of the two is left.',
            name=name,
            owner=owner,
        )
    return Message(
        '"{name}" and "{first}" of <{owner}> are both "{key}" to the hub of piveau: '
        "one record of the two is left.",
        name=name,
        first=first,
        owner=owner,
        key=normalised(name),
    )
