"""Who may do what: the grants of a token."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from smartregions.errors import InputError
from smartregions.messages import Message
from smartregions.registry.change import OPERATOR, REPOSITORY

Operation = Literal["write", "delete", "update"]
OPERATIONS: tuple[str, ...] = get_args(Operation)

ANY = "*"
_DOTS = re.compile(r"(?:^|/)\.\.?(?:/|$)")


@dataclass(frozen=True, slots=True)
class Grants:
    """What a token allows, and what is known of who holds it.

    An IRI allows itself; one that ends in `/` or `#`, everything below it; `*` everything.
    """

    holder: str
    """Agent of the changes that are made with the token."""
    operations: tuple[str, ...]
    graphs: tuple[str, ...]
    """Graphs on which they are allowed."""
    subjects: tuple[str, ...] = (ANY,)
    """Things that may be described in these graphs."""
    publisher: str = ""
    """IRI, for the catalogue; and so on."""
    licence: str = ""
    title: str = ""
    description: str = ""

    def text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who sent a token that holds now."""

    token: str
    """The public name of the token, for logs."""
    grants: Grants

    def may(self, operation: str, graph: str) -> bool:
        """Whether the operation on the graph is allowed."""
        return operation in self.grants.operations and covers(self.grants.graphs, graph)

    def may_describe(self, subject: str) -> bool:
        """Whether statements with this subject may stand in the holder's graphs."""
        return covers(self.grants.subjects, subject)


def checked(grants: Grants) -> Grants:
    """The grants. Raises InputError that names what cannot be granted."""
    if not grants.holder.strip() or not grants.holder.isprintable():
        raise InputError(Message("Name the holder of the token."))
    if grants.holder in (REPOSITORY, OPERATOR):
        raise InputError(
            Message(
                "{holder} is the name of an agent of ours; choose another.",
                holder=repr(grants.holder),
            )
        )
    if not grants.operations or not grants.graphs or not grants.subjects:
        raise InputError(Message("A token needs an operation, a graph and a subject space."))
    unknown = [name for name in grants.operations if name not in OPERATIONS]
    if unknown:
        raise InputError(
            Message(
                "{unknown} is no operation; there are {operations}.",
                unknown=repr(unknown[0]),
                operations=", ".join(OPERATIONS),
            )
        )
    iris = [*grants.graphs, *grants.subjects, grants.publisher, grants.licence]
    wrong = [iri for iri in iris if iri not in ("", ANY) and not _is_absolute(iri)]
    if wrong:
        raise InputError(Message("{wrong} is not an absolute IRI.", wrong=repr(wrong[0])))
    return grants


def parsed(text: str) -> Grants:
    """The grants that were written as this text."""
    found: dict[str, Any] = json.loads(text)
    lists = {name: tuple(value) for name, value in found.items() if isinstance(value, list)}
    return Grants(**(found | lists))


def covers(granted: Sequence[str], iri: str) -> bool:
    """Whether an IRI is one of those that are granted, or lies below one.

    Dots in a path are refused: others might resolve them to somewhere else.
    """
    path = iri.partition("#")[0].partition("?")[0]
    if _DOTS.search(path) or "%2e" in path.lower():
        return False
    above = tuple(one for one in granted if one[-1:] in ("/", "#"))
    return ANY in granted or iri in granted or iri.startswith(above)


def _is_absolute(iri: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+", iri))
