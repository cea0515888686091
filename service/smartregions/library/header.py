"""The `#+` lines at the head of a stored question.

They look like YAML and are a small part of it: `key: text` lines, an indented line continues the
one before, and `parameters:` is followed by items of `- key: text` lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from smartregions.errors import ServiceError
from smartregions.messages import Message, joined

_LINE = re.compile(r"#\+(?P<indent> *)(?P<item>- )?(?P<rest>.*)")
_PAIR = re.compile(r"(?P<key>[a-z]+): *(?P<value>.*)")

_KEYS = frozenset({"summary", "description", "parameters"})
_PARAMETER_KEYS = frozenset({"name", "type", "class", "scheme", "property", "help"})


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a file says, as written."""

    texts: dict[str, str] = field(default_factory=dict)
    parameters: list[dict[str, str]] = field(default_factory=list)


def parse(text: str, file: str) -> Header:
    """The header of a file. Raises ServiceError that names file and line."""
    header = Header()
    latest: tuple[dict[str, str], str] | None = None
    for number, line in _header_lines(text):
        match = _LINE.fullmatch(line)
        assert match is not None
        pair = _PAIR.fullmatch(match["rest"])
        if match["item"]:
            header.parameters.append({})
        nested = bool(match["item"]) or (match["indent"] >= "   " and bool(header.parameters))
        target = header.parameters[-1] if nested else header.texts
        allowed = _PARAMETER_KEYS if nested else _KEYS
        starts = pair and (nested or match["indent"] == " ") and pair["key"] in allowed
        if pair and starts:
            if pair["key"] in target or (match["item"] and "parameters" not in header.texts):
                why = Message("{key} stands where it may not.", key=pair["key"])
                raise _refusal(file, number, why)
            target[pair["key"]] = pair["value"]
            latest = (target, pair["key"])
        elif latest and len(match["indent"]) > 1 and not match["item"]:
            latest[0][latest[1]] += " " + match["rest"]
        else:
            keys = ", ".join(sorted(allowed))
            raise _refusal(file, number, Message("not one of the keys {keys}.", keys=keys))
    return header


def _refusal(file: str, line: int, why: Message) -> ServiceError:
    return ServiceError(joined((f"{file}:{line}", why), between=": "))


def _header_lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            return
        yield number, line.rstrip()
