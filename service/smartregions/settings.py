"""The settings of an installation: one frozen record, each with its default and what it does.

`docs/settings.md` lists them all; the environment variable of a setting is its name in capitals
behind `SMARTREGIONS_`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from smartregions.errors import InputError

PREFIX = "SMARTREGIONS_"


def _setting(default: Any, help_: str) -> Any:
    return field(default=default, metadata={"help": help_})


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be chosen; `from_environment` is how a process gets its own."""

    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8000, "Port to listen on.")
    state: Path = _setting(
        Path("~/.local/state/smart-regions"),
        "Directory of the registry; with XDG_STATE_HOME set, smart-regions inside that.",
    )
    corpus: Path | None = _setting(
        None, "Folder with ontology, shapes, data and queries; without it, the packaged one."
    )
    public_url: str = _setting("", "Address under which others reach the service.")
    max_query_characters: int = _setting(65_536, "Longest query, in characters.")
    max_query_depth: int = _setting(200, "Most brackets open inside one another in a query.")
    max_request_bytes: int = _setting(1_048_576, "Longest request body, in bytes.")
    max_answer_bytes: int = _setting(67_108_864, "Longest answer, in bytes.")
    query_seconds: float = _setting(30.0, "Time that a query may take, in seconds.")
    query_bytes: int = _setting(1_073_741_824, "Memory that a query may take, in bytes.")
    queries_at_once: int = _setting(
        4,
        "Queries that run at the same time; unless set, fewer where memory is short.",
    )
    queries_waiting: int = _setting(16, "Queries that wait for one that runs; more are refused.")
    queue_seconds: float = _setting(10.0, "Time that a query may wait, in seconds.")
    web_processes: int = _setting(2, "Processes that answer HTTP.")
    table_rows: int = _setting(1_000, "Rows that the HTML page of an answer shows.")

    @property
    def is_public(self) -> bool:
        """Whether others than this machine can reach the service."""
        return bool(self.public_url) or not _is_loopback(self.host)


def variable(setting: Field[Any]) -> str:
    """The environment variable of a setting."""
    return PREFIX + setting.name.upper()


def from_environment(environment: Mapping[str, str], **chosen: Any) -> Settings:
    """The settings of a process: what was chosen (None counts as not), its variables, defaults.

    Raises InputError for a value of the wrong type and for a variable of ours that is none.
    """
    known = {variable(setting): setting for setting in fields(Settings)}
    unknown = sorted(v for v in environment if v.startswith(PREFIX) and v not in known)
    ours = [v for v in unknown if v.removeprefix(PREFIX) not in ("SUITES", "DCAT_AP")]
    if ours:
        raise InputError(f"{ours[0]} is no setting. There are: {', '.join(known)}.")
    values = {
        setting.name: _typed(name, setting, environment[name])
        for name, setting in known.items()
        if environment.get(name)
    }
    if xdg := environment.get("XDG_STATE_HOME"):
        values.setdefault("state", Path(xdg) / "smart-regions")
    values |= {name: value for name, value in chosen.items() if value is not None}
    settings = Settings(**values)
    return _checked(settings)


def _typed(name: str, setting: Field[Any], text: str) -> Any:
    kind: Any = Path if setting.default is None else type(setting.default)
    try:
        return Path(text) if issubclass(kind, Path) else kind(text)
    except ValueError:
        raise InputError(f"{name} must be a number, not {text!r}.") from None


def _checked(settings: Settings) -> Settings:
    for setting in fields(Settings):
        value = getattr(settings, setting.name)
        if isinstance(value, int | float) and value < (0 if setting.name == "port" else 1e-3):
            raise InputError(f"{variable(setting)} must be more than 0, not {value}.")
    return settings


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
