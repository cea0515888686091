"""A running service on a state directory of its own, a token for it, and texts that are valid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from live.asking import Answer, Request, client
from live.service import Service
from smartregions.registry.holder import Grants
from smartregions.registry.log import opened
from smartregions.registry.tokens import Tokens

GRAPH = "https://w3id.org/smart-regions/graph/"
DATASET = "https://w3id.org/smart-regions/dataset/"
ACTOR = "https://w3id.org/smart-regions/id/actor/"
LICENCE = "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"

MINE = GRAPH + "partner/"
SPACE = ACTOR + "partner-"

TURTLE = {"Content-Type": "text/turtle"}
UPDATE = {"Content-Type": "application/sparql-update"}

PREFIXES = """@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix actor: <https://w3id.org/smart-regions/id/actor/> .
@prefix region: <https://w3id.org/smart-regions/id/region/> .
@prefix source: <https://w3id.org/smart-regions/id/source/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
"""


def actor(name: str, label: str) -> str:
    """An actor as the shapes want one."""
    return (
        f'actor:partner-{name} a sr:Actor ; rdfs:label "{label}"@en ;\n'
        "  sr:locatedIn region:wallonia ; dcterms:source source:s202 .\n"
    )


def turtle(*names: str, label: str = "A partner") -> bytes:
    """A valid text about so many actors."""
    return (PREFIXES + "".join(actor(name, label) for name in names)).encode()


@dataclass(frozen=True)
class Publishing:
    """A service, where its registry lies, and what clients send."""

    service: Service
    registry: Path

    def token(self, *operations: str, **grants: Any) -> dict[str, str]:
        """The header that a new token is sent in; by default one for everything of a partner."""
        given: dict[str, Any] = {
            "holder": "Partner",
            "operations": operations or ("write", "delete", "update"),
            "graphs": (MINE,),
            "publisher": ACTOR + "smart-regions",
            "licence": LICENCE,
            "title": "Actors of a partner",
            "description": "Whom a partner knows.",
        }
        with opened(self.registry) as registry:
            _, secret = Tokens(registry.database).create(Grants(**(given | grants)))
        return {"Authorization": f"Bearer {secret}"}

    def send(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """The answer to a client that has asked nothing yet."""
        request = Request(path, method, headers or {}, body)
        return self.service.ask(request, client())

    def put(self, name: str, token: Mapping[str, str], text: bytes, **headers: str) -> Answer:
        """The answer to a Turtle text for a graph of the partner."""
        more = {key.replace("_", "-"): value for key, value in headers.items()}
        return self.send("PUT", f"/graph/partner/{name}", {**TURTLE, **token, **more}, text)

    def count(self, pattern: str) -> int:
        """How many solutions a pattern has."""
        text = f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}".encode()
        headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
        return int(self.send("POST", "/sparql", headers, text).text.split()[1])

    def changes(self) -> int:
        """The number of the last change of all."""
        with opened(self.registry) as registry:
            last = registry.last()
        return last.sequence if last else 0


def number(answer: Answer) -> int:
    """The number of the change that an entity tag names."""
    found = re.match(r'"([0-9]+)', answer.headers["etag"])
    assert found is not None
    return int(found[1])


@contextmanager
def publishing(folder: Path, **settings: str) -> Iterator[Publishing]:
    """The service over the packaged corpus."""
    generous = {
        "client_seconds": "6000",
        "client_burst_seconds": "6000",
        "queue_seconds": "40",  # a busy machine shows late what came
    }
    with Service(folder, generous | settings) as service:
        yield Publishing(service, folder / "state" / "registry.sqlite3")
