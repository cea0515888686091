"""What a dataset folder chooses for itself: `dataset.toml` beside its ontology, shapes and data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from smartregions.errors import ServiceError
from smartregions.messages import Message, joined

FILE = "dataset.toml"
VIOLATION = "violation"

_SEVERITIES = ("Violation", "Warning", "Info")
_CODE = re.compile(r"[A-Z][A-Za-z]+ConstraintComponent|[a-z]+(-[a-z]+)+")

DefaultGraph = Literal["union", "own"]


@dataclass(frozen=True, slots=True)
class DatasetSettings:
    """The settings of a dataset; these defaults hold where its folder says nothing."""

    default_graph: DefaultGraph = "union"
    """`union`: the default graph is the merge of all graphs, and cannot be written; `own`: it is
    a graph beside the others."""
    rejecting: frozenset[str] = frozenset({VIOLATION})
    """Severities and codes of findings that reject a contribution; empty: nothing is judged."""

    @property
    def is_union(self) -> bool:
        """Whether the default graph merges all others."""
        return self.default_graph == "union"

    @property
    def is_judging(self) -> bool:
        """Whether contributions are judged before they are stored."""
        return bool(self.rejecting)


def read_settings(folder: Path) -> DatasetSettings:
    """The settings in the folder's `dataset.toml`; without that file, the defaults.

    Raises ServiceError that names the file, the line as far as it is known, and what to write.
    """
    path = folder / FILE
    if not path.is_file():
        return DatasetSettings()
    try:
        text = path.read_text("utf-8")
        values = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ServiceError(
            Message("{path} is not TOML: {error}.", path=path, error=error)
        ) from error
    try:
        return _settings(values)
    except _Wrong as wrong:
        raise ServiceError(
            joined((f"{path}{_line(text, wrong.key)}", wrong.said), between=": ")
        ) from None


class _Wrong(Exception):
    """A key or its value cannot be used."""

    def __init__(self, key: str, said: Message) -> None:
        super().__init__(said)
        self.key = key
        self.said = said


def _settings(values: Mapping[str, Any]) -> DatasetSettings:
    for key in values:
        if key not in ("default_graph", "rejecting"):
            known = ", ".join(("default_graph", "rejecting"))
            raise _Wrong(
                key, Message("{name} is no setting. There are: {known}.", name=key, known=known)
            )
    chosen = values.get("default_graph", "union")
    if chosen not in ("union", "own"):
        raise _Wrong(
            "default_graph",
            Message('default_graph is "union" or "own", not {value}.', value=repr(chosen)),
        )
    rejecting = _rejecting(values.get("rejecting", ["Violation"]))
    if chosen == "own" and rejecting:
        raise _Wrong(
            "default_graph",
            Message(
                "What a default graph of its own says would not be judged with the rest: "
                'write rejecting = [], or default_graph = "union".'
            ),
        )
    return DatasetSettings(chosen, rejecting)


def _rejecting(named: object) -> frozenset[str]:
    """As the rules want them: severities in small letters. More than a violation may reject."""
    if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
        raise _Wrong(
            "rejecting",
            Message("rejecting is a list of severities and codes, not {value}.", value=repr(named)),
        )
    for name in named:
        if name not in _SEVERITIES and not _CODE.fullmatch(name):
            raise _Wrong(
                "rejecting",
                Message(
                    "{name} is no severity ({severities}) and no code of a finding, such as "
                    "MaxCountConstraintComponent or breaks-other-graph.",
                    name=repr(name),
                    severities=", ".join(_SEVERITIES),
                ),
            )
    if named and "Violation" not in named:
        raise _Wrong("rejecting", Message('rejecting holds "Violation", or is [].'))
    return frozenset(name.lower() if name in _SEVERITIES else name for name in named)


def _line(text: str, key: str) -> str:
    """`:` and the line on which the key stands; nothing when it is written in another way."""
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""", line):
            return f":{number}"
    return ""
