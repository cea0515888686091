"""A token opens what it was made for, while it holds; whatever else is sent is not authorised."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartregions.errors import InputError, ServiceError, Unauthorized, UnknownThing
from smartregions.registry.holder import Grants, Holder
from smartregions.registry.journal import notes
from smartregions.registry.log import Registry, open_registry
from smartregions.registry.tokens import Tokens

GRAPH = "https://w3id.org/smart-regions/graph/bretagne"
GRANTS = Grants(
    holder="Bretagne",
    operations=("write",),
    graphs=(GRAPH, "https://bretagne.example/"),
    subjects=("https://bretagne.example/id/", "https://w3id.org/smart-regions/id/region/bretagne"),
    publisher="https://bretagne.example/#us",
    licence="http://publications.europa.eu/resource/authority/licence/CC_BY_4_0",
    title="Bretagne's own data",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry.sqlite3"


@pytest.fixture
def registry(path: Path) -> Iterator[Registry]:
    with closing(open_registry(path)) as opened:
        yield opened


@pytest.fixture
def tokens(registry: Registry) -> Tokens:
    return Tokens(registry.database)


def bearer(secret: str) -> bytes:
    return f"Bearer {secret}".encode()


def test_tokens_of_one_second_are_listed_as_they_were_made(tokens: Tokens) -> None:
    made = [tokens.create(GRANTS)[0].id for _ in range(6)]
    assert [token.id for token in tokens.all()] == made


def test_who_sends_a_token_is_known_with_all_that_was_granted(tokens: Tokens) -> None:
    token, secret = tokens.create(GRANTS)
    assert tokens.authenticate(bearer(secret)) == Holder(token.id, GRANTS)
    assert tokens.authenticate(f"bearer   {secret}".encode()).grants == GRANTS


def test_a_secret_has_256_bits_and_is_nowhere_in_the_database(tokens: Tokens, path: Path) -> None:
    secrets = [tokens.create(GRANTS)[1] for _ in range(3)]
    assert len(set(secrets)) == 3
    files = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    for secret in secrets:
        assert len(secret.removeprefix("smartregions_")) == 43  # 32 bytes in base64
        assert secret.encode() not in files
        assert secret.removeprefix("smartregions_").encode() not in files


def test_a_revoked_token_is_refused_at_once_by_who_has_the_registry_open(
    tokens: Tokens, path: Path
) -> None:
    token, secret = tokens.create(GRANTS)
    tokens.authenticate(bearer(secret))
    with closing(open_registry(path)) as another:
        Tokens(another.database).revoke(token.id)
    with pytest.raises(Unauthorized):
        tokens.authenticate(bearer(secret))
    assert tokens.revoke(token.id).revoked


def test_an_expired_token_is_refused(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    _, gone = tokens.create(GRANTS, expires="2998-12-31")
    _, yet = tokens.create(GRANTS, expires="2999-12-31T12:00:00+02:00")
    assert tokens.authenticate(bearer(gone))
    monkeypatch.setattr("smartregions.registry.tokens._now", lambda: "2998-12-31T00:00:00Z")
    with pytest.raises(Unauthorized):
        tokens.authenticate(bearer(gone))
    assert tokens.authenticate(bearer(yet))
    assert [token.expires for token in tokens.all() if token.holds] == ["2999-12-31T10:00:00Z"]


@pytest.mark.parametrize(
    "header",
    [
        None, b"", b"Bearer", b"Bearer ", b"Bearer \xf1", b"Basic dTpw", b"Bearer " + b"x" * 10**6,
        b"Bearer smartregions_" + b"A" * 43, b"Bearer smartregions_" + b"A" * 42 + b"\n",
        b"Bearer smartregions_" + b"A" * 43 + b", Bearer x", b"\x00", b"Bearer\tx",
    ],
)  # fmt: skip
def test_what_is_no_token_is_not_authorised(tokens: Tokens, header: bytes | None) -> None:
    tokens.create(GRANTS)
    with pytest.raises(Unauthorized, match="smartregions token create"):
        tokens.authenticate(header)


@settings(suppress_health_check=list(HealthCheck), max_examples=300)
@given(st.binary(max_size=80) | st.binary(max_size=60).map(lambda b: b"Bearer smartregions_" + b))
def test_any_other_bytes_are_not_authorised(tokens: Tokens, header: bytes) -> None:
    with pytest.raises(Unauthorized):
        tokens.authenticate(header)


@pytest.mark.parametrize("column", ["grants", "expires", "revoked", "seal", "created"])
def test_a_row_that_was_altered_grants_nothing_and_is_told_at_the_start(
    tokens: Tokens, registry: Registry, path: Path, column: str
) -> None:
    token, secret = tokens.create(GRANTS)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE tokens SET {column} = {column} || '9'")
    with pytest.raises(Unauthorized):
        tokens.authenticate(bearer(secret))
    with pytest.raises(ServiceError, match=token.id):
        registry.verify()
    tokens.revoke(token.id)
    assert registry.verify() == 0


def test_making_and_revoking_is_noted(tokens: Tokens, registry: Registry) -> None:
    token, _ = tokens.create(GRANTS)
    tokens.revoke(token.id)
    with registry.database.reading() as connection:
        found = [(note.action, note.detail["token"]) for note in notes(connection)]
    assert found == [("token create", token.id), ("token revoke", token.id)]


def test_a_token_that_does_not_exist_cannot_be_revoked(tokens: Tokens) -> None:
    with pytest.raises(UnknownThing, match="abc"):
        tokens.revoke("abc")


@pytest.mark.parametrize(
    ("operation", "graph", "allowed"),
    [
        ("write", GRAPH, True),
        ("delete", GRAPH, False),
        ("update", GRAPH, False),
        ("", GRAPH, False),
        ("write", GRAPH + "-evil", False),
        ("write", GRAPH + "/below", False),
        ("write", "https://bretagne.example/", True),
        ("write", "https://bretagne.example/a/b", True),
        ("write", "https://bretagne.example", False),
        ("write", "https://bretagne.example.evil/", False),
        ("write", "https://bretagne.example/../x", False),
        ("write", "https://bretagne.example/a/..", False),
        ("write", "https://bretagne.example/a/%2e%2e/x", False),
        ("write", "https://bretagne.example/.well-known", True),
        ("write", "default", False),
        ("write", "", False),
        ("write", "HTTPS://bretagne.example/a", False),
    ],
)
def test_a_holder_may_what_was_granted_where_it_was_granted(
    operation: str, graph: str, allowed: bool
) -> None:
    assert Holder("t", GRANTS).may(operation, graph) is allowed


def test_a_holder_may_describe_what_lies_in_the_subject_space() -> None:
    holder = Holder("t", GRANTS)
    assert holder.may_describe("https://bretagne.example/id/x")
    assert holder.may_describe("https://w3id.org/smart-regions/id/region/bretagne")
    assert not holder.may_describe("https://w3id.org/smart-regions/id/region/bretagne-sud")
    assert not holder.may_describe("https://bretagne.example/idx")
    assert Holder("t", dataclasses.replace(GRANTS, subjects=("*",))).may_describe("any:thing")


@pytest.mark.parametrize(
    "wrong",
    [
        {"holder": " "}, {"holder": "a\nb"}, {"operations": ()}, {"operations": ("fly",)},
        {"graphs": ()}, {"graphs": ("bretagne",)}, {"graphs": ("http://a b/",)},
        {"subjects": ("<x>",)}, {"publisher": "us"}, {"licence": "CC BY"},
    ],
)  # fmt: skip
def test_grants_that_cannot_be_are_refused(tokens: Tokens, wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        tokens.create(dataclasses.replace(GRANTS, **wrong))  # type: ignore[arg-type]
    assert tokens.all() == []


@pytest.mark.parametrize("expires", ["next year", "9999-12-31T23:59-05:00"])
def test_an_expiry_that_is_no_time_is_refused(tokens: Tokens, expires: str) -> None:
    with pytest.raises(InputError, match="2027-12-31"):
        tokens.create(GRANTS, expires=expires)


@pytest.mark.parametrize(
    "expires", ["2020-01-01", f"{datetime.now(UTC):%Y-%m-%d}"], ids=["long ago", "today"]
)
def test_a_token_that_would_never_hold_is_not_made(tokens: Tokens, expires: str) -> None:
    with pytest.raises(InputError, match=f"ends at {expires}T00:00:00Z would never hold"):
        tokens.create(GRANTS, expires=expires)
    assert tokens.all() == []
