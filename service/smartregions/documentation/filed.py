"""The documentation in files, one for each language: what one process reads, others show."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args, get_type_hints

from smartregions.documentation.reading import Documentation, Reader


def write(folder: Path, reader: Reader, languages: Iterable[str]) -> None:
    """A file for each language; it is there whole or not at all."""
    for language in languages:
        told = json.dumps(astuple(reader.documentation(language)), ensure_ascii=False)
        draft = _file(folder, language).with_suffix(".new")
        draft.write_text(told, "utf-8")
        draft.replace(_file(folder, language))


def read(folder: Path, language: str) -> Documentation | None:
    """What was written; None where nothing was."""
    try:
        told = json.loads(_file(folder, language).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return cast("Documentation", _made(Documentation, told))


def _file(folder: Path, language: str) -> Path:
    return folder / f"documentation-{language}.json"


def _made(kind: Any, told: Any) -> Any:
    """A value of the kind: of a record, what its fields hold, in their order; else as it is."""
    if not isinstance(told, list):
        return told
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(*map(_made, _kinds(kind), told))
    inner = get_args(kind)
    if inner[-1] is Ellipsis:
        return tuple(_made(inner[0], each) for each in told)
    return tuple(map(_made, inner, told))


@cache
def _kinds(kind: type[Any]) -> tuple[Any, ...]:
    known = get_type_hints(kind)
    return tuple(known[each.name] for each in fields(kind))
