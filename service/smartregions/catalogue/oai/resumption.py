"""Tokens by which a list goes on: all that is needed is in them, so that they outlive a restart.

A token names the last record that was given. Records stand in the order of their changes, and one
that changes moves to the end: whoever goes on behind it misses nothing, and meets what changed
meanwhile as it is by then.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from smartregions.catalogue.oai.arguments import LIST, TOKEN
from smartregions.catalogue.oai.errors import ProtocolError

_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Resumption:
    """A list, and how far it was given."""

    verb: str
    arguments: dict[str, str]
    """Those of the first request: metadataPrefix, from, until, set."""
    change: int = 0
    """Of the last record that was given; 0 before the first."""
    dataset: str = ""
    """IRI of the dataset of that record."""
    given: int = 0
    """Records given so far."""

    @property
    def key(self) -> tuple[int, str]:
        """Behind which record the list goes on."""
        return self.change, self.dataset

    def token(self) -> str:
        """As text."""
        text = json.dumps(asdict(self), separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def asked(arguments: Mapping[str, str], latest: int) -> Resumption:
    """The list that is asked for, from its beginning or from where its token says.

    `latest` is the last change of the log. Raises ProtocolError.
    """
    own = {name: arguments[name] for name in LIST if name in arguments}
    if TOKEN not in arguments:
        return Resumption(arguments["verb"], own)
    found = _read(arguments[TOKEN])
    if found.verb != arguments["verb"] or found.change > latest:
        raise _bad()
    for name, value in own.items():
        if found.arguments.get(name) != value:
            raise ProtocolError(
                "badArgument", f"{name}={value} contradicts the resumptionToken; leave it out."
            )
    return found


def _read(token: str) -> Resumption:
    try:
        if len(token) > _LONGEST:
            raise _bad()
        text = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        found = Resumption(**json.loads(text))
    except (ValueError, TypeError, RecursionError):
        raise _bad() from None
    texts = (found.verb, found.dataset, *_parts(found.arguments))
    numbers = (found.change, found.given)
    if not all(isinstance(each, str) for each in texts):
        raise _bad()
    if not all(type(each) is int and 0 <= each < 1 << 62 for each in numbers):
        raise _bad()
    return found


def _parts(arguments: object) -> tuple[object, ...]:
    if not isinstance(arguments, dict) or set(arguments) - set(LIST):
        raise _bad()
    if "metadataPrefix" not in arguments:
        raise _bad()
    return tuple(arguments.values())


def _bad() -> ProtocolError:
    return ProtocolError(
        "badResumptionToken", "This is no token of a list here; ask for the list anew."
    )
