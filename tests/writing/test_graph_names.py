"""A graph that is made opens afterwards: no way of writing makes one of another name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from urllib.parse import quote

import pytest

from live.asking import Answer
from proposals import put
from smartregions.registry.log import open_registry
from writing.publishing import ACTOR, LICENCE, MINE, TURTLE, UPDATE, Publishing, turtle

Token = Mapping[str, str]
Write = Callable[[Publishing, Token, str], Answer]

BODY = (
    b"--b\r\nContent-Disposition: form-data; name=f; filename=a.ttl\r\n"
    b"Content-Type: text/turtle\r\n\r\n" + turtle("names-new") + b"\r\n--b--\r\n"
)
FORM = {"Content-Type": "multipart/form-data; boundary=b"}
INSERTED = (
    f"<{ACTOR}partner-names-new> a <https://w3id.org/smart-regions/ontology#Actor> ; "
    "<http://www.w3.org/2000/01/rdf-schema#label> 'N'@en ; "
    "<https://w3id.org/smart-regions/ontology#locatedIn> "
    "<https://w3id.org/smart-regions/id/region/wallonia> ; <http://purl.org/dc/terms/source> "
    "<https://w3id.org/smart-regions/id/source/s202>"
)
NAMES = {
    "a/history": "a-history",
    "a/b/timemap": "a/b-timemap",
    "a/diff": "a-diff",
    "a/history/3/restore": "a-history-3-restore",
    "a?b": "a-b",
    "a#b": "a-b",
    "a//b": "a/b",
    "a/": "a",
    "names-there.ttl": "",
    "names-there.JSON": "",
    f"{'a' * 2_048}": "",
}


def by(method: str) -> Write:
    def write(shared: Publishing, token: Token, graph: str) -> Answer:
        path = f"/graphs?graph={quote(graph, safe='')}"
        return shared.send(method, path, {**TURTLE, **token}, turtle("names-new"))

    return write


def as_form(shared: Publishing, token: Token, graph: str) -> Answer:
    path = f"/graphs?graph={quote(graph, safe='')}"
    return shared.send("POST", path, {**FORM, **token}, BODY)


def tried(shared: Publishing, token: Token, graph: str) -> Answer:
    path = f"/validate?graph={quote(graph, safe='')}"
    return shared.send("POST", path, {**TURTLE, **token}, turtle("names-new"))


def by_update(operation: str) -> Write:
    def write(shared: Publishing, token: Token, graph: str) -> Answer:
        text = operation.replace("GRAPH", f"GRAPH <{graph}>").replace("TRIPLES", INSERTED)
        text = text.replace("TO_IT", f"<{MINE}names-there> TO <{graph}>")
        return shared.send("POST", "/sparql", {**UPDATE, **token}, text.encode())

    return write


WAYS: Mapping[str, Write] = {
    "PUT": by("PUT"),
    "POST": by("POST"),
    "multipart": as_form,
    "validate": tried,
    "INSERT DATA": by_update("INSERT DATA { GRAPH { TRIPLES } }"),
    "INSERT": by_update("INSERT { GRAPH { TRIPLES } } WHERE {}"),
    "COPY": by_update("COPY TO_IT"),
    "MOVE": by_update("MOVE TO_IT"),
    "ADD": by_update("ADD TO_IT"),
}


@pytest.fixture(scope="module")
def there(shared: Publishing, token: Token) -> None:
    """A process that comes back to these tests finds it."""
    assert shared.put("names-there", token, turtle("names-there")).status in (200, 201)


@pytest.mark.usefixtures("there")
@pytest.mark.parametrize("way", WAYS)
def test_what_would_not_open_is_not_made_409(shared: Publishing, token: Token, way: str) -> None:
    before = shared.changes()
    for name, better in NAMES.items():
        answer = WAYS[way](shared, token, MINE + name)
        is_no_name = len(name) > 2_000 and way in ("PUT", "POST", "multipart")
        assert answer.status == (400 if is_no_name else 409), name[:80]
        said = answer.json()["detail"]
        if better:
            assert f"<{MINE}{better}>" in said, said
        else:
            assert "Write to /graph/partner/names-there;" in said or "2,048" in said, said
    assert shared.changes() == before


@pytest.mark.usefixtures("there")
def test_what_is_proposed_can_be_made_and_opens_201(shared: Publishing, token: Token) -> None:
    assert WAYS["INSERT DATA"](shared, token, MINE + "a-history").status == 201
    assert shared.send("GET", "/graph/partner/a-history").status == 200
    assert shared.send("GET", "/graph/partner/a-history/history").status == 200


@pytest.mark.parametrize("path", ["a%3Fb", "a%23b"])
def test_PUT_to_its_own_address_409(shared: Publishing, token: Token, path: str) -> None:  # noqa: N802
    answer = shared.send("PUT", f"/graph/partner/{path}", {**TURTLE, **token}, turtle("names-new"))
    assert (answer.status, answer.type) == (409, "conflict")


def test_what_has_such_a_name_already_is_read_changed_moved_and_deleted(
    shared: Publishing, token: Token
) -> None:
    """A registry of an earlier version may hold it."""
    old, more = MINE + "names-old/history", MINE + "names-older/history"
    with closing(open_registry(shared.registry)) as registry:
        for graph in (old, more):
            put(registry, graph, f"<{ACTOR}partner-old> <http://e/p> <http://e/o> .\n".encode())
    said = {"title": "Old", "description": "Old.", "publisher": ACTOR + "smart-regions"}
    held = shared.token(graphs=(MINE,), licence=LICENCE, **said)
    address = f"/graphs?graph={quote(old, safe='')}"
    assert shared.send("PUT", address, {**TURTLE, **held}, turtle("names-old")).status == 200
    assert "partner-names-old" in shared.send("GET", f"{address}&format=nt").text
    move = f"MOVE <{old}> TO <{MINE}names-moved>".encode()
    assert shared.send("POST", "/sparql", {**UPDATE, **held}, move).status == 200
    assert shared.send("GET", "/graph/partner/names-moved").status == 200
    assert shared.send("GET", address).status == 404
    assert shared.send("PUT", address, {**TURTLE, **held}, turtle("names-old")).status == 409
    address = f"/graphs?graph={quote(more, safe='')}"
    assert shared.send("DELETE", address, held).status == 200
