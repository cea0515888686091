"""What to say of a value that does not exist: the nearest that do, and all where they are few."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass

from smartregions.errors import ParameterError
from smartregions.messages import Message, either

FEW = 12
"""Names that are listed; of more, a sentence says how many there are."""
_MOST = 3
_LIKE = 0.5


@dataclass(frozen=True, slots=True)
class Instead:
    """What exists instead of the value that a parameter was given."""

    parameter: str
    near: tuple[str, ...]
    """Values that may be meant."""
    among: str
    """The IRI of the class or scheme whose members are all values; empty where there is none."""


def near(text: str, names: Collection[str]) -> tuple[str, ...]:
    """The names that may be meant, the likeliest first."""
    by_case = {name.casefold(): name for name in sorted(names, reverse=True)}
    found = difflib.get_close_matches(text.casefold(), list(by_case), _MOST, _LIKE)
    return tuple(by_case[each] for each in found)


def meant(names: Collection[str]) -> Message:
    """The question whether one of them is meant, behind a sentence; nothing for none."""
    return Message(" Did you mean {name}?", name=either(names)) if names else Message()


def unknown(
    name: str, said: Message, text: str, names: Collection[str], among: str = ""
) -> ParameterError:
    """The error of a parameter whose value is none of the names; `among` as `Instead` has it."""
    likely = near(text, names)
    told = (
        Message("{said}{meant} There are: {names}.", said=said, meant=meant(likely),
                names=", ".join(sorted(names)))
        if len(names) <= FEW
        else Message("{said}{meant} There are {n}.", said=said, meant=meant(likely), n=len(names))
    )  # fmt: skip
    error = ParameterError(Message("{name}: {said}", name=name, said=told))
    error.instead = Instead(name, likely, among)
    return error
