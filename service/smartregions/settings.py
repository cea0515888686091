"""The settings of an installation: one frozen record, each with its default and what it does.

`docs/settings.md` lists them all; the environment variable of a setting is its name in capitals
behind `SMARTREGIONS_`.
"""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from smartregions.errors import InputError
from smartregions.messages import Message, either, plain

PREFIX = "SMARTREGIONS_"

MIN_TOKEN = 32
_TOKEN = re.compile(rf"[A-Za-z0-9._~+/-]{{{MIN_TOKEN},}}=*")  # RFC 6750, section 2.1
REGISTRY = "registry.sqlite3"
_DRIVERLESS = re.compile(r"^postgres(?:ql)?:")
_POSTGRES = re.compile(r"postgres(?:ql)?(?:\+psycopg)?://")
_LOCATION = re.compile(r"/(?:[A-Za-z0-9_~-]+/)+")
_EMAIL = re.compile(r"[^\s@]+@(?:[^\s@.]+\.)+[^\s@.]+")
FORWARDED = ("X-Forwarded-For", "Forwarded")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _setting(default: Any, help_: str, shown: bool = True) -> Any:
    return field(default=default, metadata={"help": help_}, repr=shown)


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be chosen; `from_environment` is how a process gets its own."""

    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8000, "Port to listen on.")
    state: Path = _setting(
        Path("~/.local/state/smart-regions"),
        "Directory of the registry; with XDG_STATE_HOME set, smart-regions inside that.",
    )
    registry: str = _setting(
        "", "Postgres address of the registry; without it, a file in the state directory.", False
    )
    corpus: Path | None = _setting(
        None, "Folder with ontology, shapes, data and queries; without it, the packaged one."
    )
    public_url: str = _setting("", "Address under which others reach the service.")
    max_query_characters: int = _setting(65_536, "Longest query, in characters.")
    max_query_depth: int = _setting(200, "Most brackets open inside one another in a query.")
    max_request_bytes: int = _setting(1_048_576, "Longest body of a query or an update, in bytes.")
    max_upload_bytes: int = _setting(67_108_864, "Longest contributed file, in bytes.")
    max_answer_bytes: int = _setting(67_108_864, "Longest answer, in bytes.")
    unread_seconds: float = _setting(
        30.0, "Time for which a client may take nothing of an answer, in seconds."
    )
    query_seconds: float = _setting(30.0, "Time that a query may take, in seconds.")
    query_bytes: int = _setting(1_073_741_824, "Memory that a query may take, in bytes.")
    queries_at_once: int = _setting(
        4, "Queries that run at the same time; unless set, fewer where memory is short."
    )
    queries_waiting: int = _setting(16, "Queries that wait for one that runs; more are refused.")
    queue_seconds: float = _setting(10.0, "Time that a query may wait, in seconds.")
    service_endpoints: str = _setting(
        "", "Endpoints that a query may ask by SERVICE: their IRIs, with spaces between."
    )
    service_queries_at_once: int = _setting(2, "Queries with SERVICE that run at the same time.")
    past_queries_at_once: int = _setting(
        1, "Queries on an earlier state of the data (at=) that run at the same time."
    )
    past_triples: int = _setting(
        200_000, "Triples that came and went since, as far as at= and differences may reach back."
    )
    settle_seconds: float = _setting(
        60.0, "Time after which the past of large graphs is put in order again, in seconds."
    )
    catalogue_ahead: bool = _setting(
        True,
        "Whether the catalogue is made soon after each change: 1; or when it is asked for: 0.",
    )
    web_processes: int = _setting(2, "Processes that answer HTTP.")
    cache_bytes: int = _setting(
        16_777_216, "Memory for answers that may be asked for again, of each process, in bytes."
    )
    table_rows: int = _setting(1_000, "Rows that the HTML page of an answer shows.")
    catalogue_page: int = _setting(100, "Datasets on a page of the catalogue, and of a feed.")
    contact_email: str = _setting(
        "", "E-mail address for harvesters; without it, postmaster at the public address."
    )
    requests_per_client: int = _setting(
        3, "Queries of one client that run or wait at the same time; more are refused."
    )
    inside_per_client: int = _setting(32, "Most requests of one client in a web process at once.")
    client_seconds: float = _setting(
        60.0, "Working time that a client is given each minute, in seconds."
    )
    client_burst_seconds: float = _setting(
        120.0, "Working time that a client may have saved up, in seconds."
    )
    ban_minutes: float = _setting(
        10.0, "Time for which a query that did harm is refused, in minutes."
    )
    trusted_proxies: str = _setting(
        "", "Networks of the proxies whose word on the client counts, with commas between."
    )
    forwarded_header: str = _setting(
        "X-Forwarded-For", "Header in which they give it: X-Forwarded-For or Forwarded."
    )
    files_location: str = _setting(
        "", "Path below which those proxies have the folder dumps, to send large files from it."
    )
    operator_token: str = _setting(
        "", "Secret of the operator, 32 characters or more; without it, that side is off.", False
    )
    slow_query_seconds: float = _setting(
        5.0, "Working time from which a query is logged, in seconds."
    )
    access_log: bool = _setting(False, "Whether every request is logged: 1 or 0.")

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The IRIs that a query may ask by SERVICE."""
        return tuple(self.service_endpoints.split())

    @property
    def address(self) -> str:
        """Address under which clients reach the service; ends in a slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/") + "/"

    @property
    def email(self) -> str:
        """Where harvesters write to."""
        host = urlsplit(self.address).hostname or ""
        domain = host if "." in host else "localhost.localdomain"
        return self.contact_email or f"postmaster@{domain}"

    @property
    def registry_place(self) -> Path | str:
        """Where the registry is: a file, or an address in the form that names the driver."""
        if self.registry:
            return with_driver(self.registry)
        return self.state.expanduser() / REGISTRY

    @property
    def is_public(self) -> bool:
        """Whether others than this machine can reach the service."""
        return bool(self.public_url) or not _is_loopback(self.host)


def with_driver(address: str) -> str:
    """The address of a database in Postgres in the one form by which the service knows it."""
    return _DRIVERLESS.sub("postgresql+psycopg:", address)


def variable(setting: Field[Any]) -> str:
    """The environment variable of a setting."""
    return PREFIX + setting.name.upper()


def from_environment(environment: Mapping[str, str], **chosen: Any) -> Settings:
    """The settings of a process: what was chosen (None counts as not), its variables, defaults.

    Raises InputError for a value of the wrong type and for a variable of ours that is none.
    """
    known = {variable(setting): setting for setting in fields(Settings)}
    unknown = sorted(v for v in environment if v.startswith(PREFIX) and v not in known)
    ours = [v for v in unknown if v.removeprefix(PREFIX) not in ("SUITES", "DCAT_AP", "TOKEN")]
    if ours:
        names = ", ".join(known)
        told = Message("{name} is no setting. There are: {known}.", name=ours[0], known=names)
        raise InputError(told)
    values = {
        setting.name: _typed(name, setting, environment[name])
        for name, setting in known.items()
        if environment.get(name)
    }
    if xdg := environment.get("XDG_STATE_HOME"):
        values.setdefault("state", Path(xdg) / "smart-regions")
    values |= {name: value for name, value in chosen.items() if value is not None}
    return _checked(Settings(**values))


def networks(text: str) -> tuple[Network, ...]:
    """The networks that a list names: addresses too, in CIDR notation. Raises InputError."""
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise InputError(plain(f"{PREFIX}TRUSTED_PROXIES: {error}.")) from None


def _typed(name: str, setting: Field[Any], text: str) -> Any:
    if isinstance(setting.default, bool):
        return _switch(name, text)
    kind: Any = Path if setting.default is None else type(setting.default)
    try:
        return Path(text) if issubclass(kind, Path) else kind(text)
    except ValueError:
        raise _refusal(name, Message("a number, not {text}", text=repr(text))) from None


def _switch(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise _refusal(name, Message("1 or 0, not {text}", text=repr(text)))
    return text == "1"


def _checked(settings: Settings) -> Settings:
    networks(settings.trusted_proxies)
    for name, what in _faults(settings):
        raise _refusal(PREFIX + name, what)
    for setting in fields(Settings):
        value = getattr(settings, setting.name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and not (0 if setting.name == "port" else 1e-3) <= value < math.inf:
            raise _refusal(variable(setting), Message("more than 0, not {n}", n=value))
    return settings


def _refusal(name: str, what: Message) -> InputError:
    return InputError(Message("{name} must be {what}.", name=name, what=what))


def _faults(settings: Settings) -> Iterator[tuple[str, Message]]:
    """Settings that are not what they must be, and what that is."""
    if settings.forwarded_header not in FORWARDED:
        yield "FORWARDED_HEADER", either(FORWARDED)
    if settings.contact_email and not _EMAIL.fullmatch(settings.contact_email):
        yield "CONTACT_EMAIL", Message("an address such as data@regions.example")
    if settings.files_location and not _LOCATION.fullmatch(settings.files_location):
        yield "FILES_LOCATION", Message("a path that begins and ends in a slash, as /files/ does")
    if settings.registry and not _POSTGRES.match(settings.registry):
        yield "REGISTRY", Message("an address such as postgresql://user@host/database")
    if settings.operator_token and not _TOKEN.fullmatch(settings.operator_token):
        what = Message("{n} or more characters of A-Z, a-z, 0-9 and -._~+/=", n=MIN_TOKEN)
        yield "OPERATOR_TOKEN", what


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
