"""Tokens: made once and shown once; only their SHA-256 is kept.

They lie in the registry's database beside the log, each sealed by a digest over its row, so that a
damaged one grants nothing. Every look reads the database: what is revoked is refused from then on.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from smartregions.errors import InputError, Unauthorized, UnknownThing
from smartregions.messages import Message
from smartregions.registry.database import Database
from smartregions.registry.holder import Grants, Holder, checked, parsed
from smartregions.registry.journal import note
from smartregions.registry.schema import tokens

PREFIX = "smartregions_"
"""So that a token that is published by mistake can be recognised."""
_HEADER = re.compile(rb"[Bb][Ee][Aa][Rr][Ee][Rr] +(" + PREFIX.encode() + rb"[A-Za-z0-9_-]{43})")
_LONGEST = 200
_ID_BYTES = 6

_NOTHING = Grants("unknown", (), (), ())

_REFUSED = Message(
    "This needs a token that holds: send `Authorization: Bearer TOKEN`. The operator makes one "
    "with `smartregions token create`."
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept; times are UTC, ISO 8601 with `Z`, or empty."""

    id: str
    grants: Grants
    created: str
    expires: str
    revoked: str
    damaged: bool = False
    """Whether the row is not as it was written; such a token grants nothing."""

    @property
    def holds(self) -> bool:
        """Whether it is whole, and neither revoked nor expired."""
        ended = self.revoked or (self.expires and self.expires <= _now())
        return not ended and not self.damaged


class Tokens:
    """The tokens of one registry."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, grants: Grants, expires: str = "") -> tuple[Token, str]:
        """A new token, and the secret that is shown once.

        Raises InputError for grants or a time that cannot be, and for a time that is over.
        """
        secret = PREFIX + secrets.token_urlsafe(32)
        token = Token(
            secrets.token_hex(_ID_BYTES), checked(grants), _moment(), _end(expires), revoked=""
        )
        digest = _digest(secret.encode())
        with self._database.writing() as connection:
            connection.execute(tokens.insert().values(**_row(token, digest)))
            note(connection, "token create", {"token": token.id, "holder": grants.holder})
        return token, secret

    def revoke(self, id_: str) -> Token:
        """The token, which holds no more. Raises UnknownThing."""
        with self._database.writing() as connection:
            wanted = select(tokens).where(tokens.c.id == id_)
            row = connection.execute(wanted).one_or_none()
            if row is None:
                raise UnknownThing(
                    Message("There is no token {id}; `smartregions token list` has them.", id=id_)
                )
            found = _token(row)
            if found.revoked and not found.damaged:
                return found
            token = replace(found, revoked=_now(), damaged=False)
            connection.execute(
                tokens.update().where(tokens.c.id == id_).values(**_row(token, row.digest))
            )
            note(connection, "token revoke", {"token": id_, "holder": token.grants.holder})
        return token

    def all(self) -> list[Token]:
        """Every token, the oldest first."""
        with self._database.reading() as connection:
            return kept(connection)

    def authenticate(self, header: bytes | None) -> Holder:
        """Who sent this value of the header `Authorization`.

        Raises Unauthorized for whatever is not a token that holds now, in the same words.
        """
        found = _HEADER.fullmatch(header) if header and len(header) <= _LONGEST else None
        if found is None:
            raise Unauthorized(_REFUSED)
        digest = _digest(found[1])
        with self._database.reading() as connection:
            wanted = select(tokens).where(tokens.c.digest == digest)
            row = connection.execute(wanted).one_or_none()
        if row is None or not hmac.compare_digest(bytes(row.digest), digest):
            raise Unauthorized(_REFUSED)
        token = _token(row)
        if not token.holds:
            raise Unauthorized(_REFUSED)
        return Holder(token.id, token.grants)


def kept(connection: Connection) -> list[Token]:
    """Every token, the oldest first."""
    wanted = select(tokens).order_by(tokens.c.created, tokens.c.id)
    return [_token(row) for row in connection.execute(wanted)]


def _digest(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()


def _row(token: Token, digest: bytes) -> dict[str, Any]:
    values = {
        "id": token.id,
        "digest": bytes(digest),
        "grants": token.grants.text(),
        "created": token.created,
        "expires": token.expires,
        "revoked": token.revoked,
    }
    return {**values, "seal": _seal(values.values()).decode()}


def _values(row: Row[Any]) -> list[Any]:
    return [row.id, bytes(row.digest), row.grants, row.created, row.expires, row.revoked]


def _seal(values: Iterable[Any]) -> bytes:
    return hashlib.sha256(repr(list(values)).encode()).hexdigest().encode()


def _token(row: Row[Any]) -> Token:
    damaged = not hmac.compare_digest(row.seal.encode(), _seal(_values(row)))
    grants = _NOTHING if damaged else parsed(row.grants)
    return Token(row.id, grants, row.created, row.expires, row.revoked, damaged)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _moment() -> str:
    """Now, so exactly that tokens made one after another are in order."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _end(text: str) -> str:
    """When a token ends, as we keep times; empty for never. Raises InputError."""
    end = _as_time(text)
    if end and end <= _now():
        raise InputError(
            Message(
                "A token that ends at {time} would never hold: write a time to come, or none.",
                time=end,
            )
        )
    return end


def _as_time(text: str) -> str:
    """A day or a time as we keep times; empty for ever. Raises InputError."""
    if not text:
        return ""
    try:
        time = datetime.fromisoformat(text)
        utc = time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        told = Message("{text} is no day or time; write 2027-12-31.", text=repr(text))
        raise InputError(told) from None
    return utc.isoformat(timespec="seconds").replace("+00:00", "Z")
