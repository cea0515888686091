"""The API's description as its page has it: one section for each answer, whatever its addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import getdoc
from typing import Any

from smartregions.web.operations import OPTIONS, of_view

Told = Mapping[str, Any]
"""A part of the description, as OpenAPI has it."""

_SHARED = {option.name: option.help for option in OPTIONS}


@dataclass(frozen=True, slots=True)
class Section:
    """One operation, at one address or at several."""

    method: str
    operation: Told
    paths: list[str] = field(default_factory=list)
    parameters: dict[str, Told] = field(default_factory=dict)
    """Its own, by name."""
    options: list[str] = field(default_factory=list)
    """The names of those that many addresses have, which the page tells once."""


def sections(paths: Mapping[str, Mapping[str, Told]]) -> list[Section]:
    """In the order of the addresses; what says the same of itself is in one."""
    found: dict[tuple[str, str, str], Section] = {}
    for path, methods in paths.items():
        for method, operation in methods.items():
            key = (method, operation["summary"], operation.get("description", ""))
            section = found.setdefault(key, Section(method.upper(), operation))
            section.paths.append(path)
            _take(section, operation["parameters"])
    return list(found.values())


def shared() -> list[tuple[str, str]]:
    """The options that many addresses have, with what they mean."""
    return list(_SHARED.items())


def texts(views: Mapping[str, Callable[..., Any]]) -> Iterator[str]:
    """What views say of themselves and of their parameters, to be told in each language."""
    for view in views.values():
        yield from said(view)
        yield from (each.help for each in of_view(view).parameters)


def said(view: Callable[..., Any]) -> Sequence[str]:
    """What a view does, in a sentence, and more where there is more to say."""
    paragraphs = (getdoc(view) or "").split("\n\n", 1)
    return [" ".join(each.split()) for each in paragraphs if each]


def _take(section: Section, parameters: Sequence[Told]) -> None:
    for each in parameters:
        name = each["name"]
        if _SHARED.get(name) == each["description"]:
            if name not in section.options:
                section.options.append(name)
        else:
            section.parameters.setdefault(name, each)
