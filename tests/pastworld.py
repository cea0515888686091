"""A running service on a registry with a history, for the tests of the past."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from live.asking import Answer, Request, client
from live.service import Service
from proposals import put
from smartregions import corpus
from smartregions.namespaces import GRAPH, ID
from smartregions.publication.entry import enter
from smartregions.registry.change import Change
from smartregions.registry.log import opened

A, B = GRAPH + "partner/a", GRAPH + "partner/b"
THING = ID + "actor/ephemeral"
ELSEWHERE = "http://elsewhere.example/graph"


def said(*names: str) -> bytes:
    """A triple for each name, in N-Triples."""
    return b"".join(f'<http://e/{n}> <http://e/p> "{n}" .\n'.encode() for n in sorted(names))


def about(thing: str) -> bytes:
    """Something said of a thing of ours."""
    return f'<{thing}> <http://e/p> "text" .\n'.encode()


BLANK = b"_:b1 <http://e/p> _:b2 .\n"


@dataclass(frozen=True)
class World:
    """A service and the changes that its registry was given."""

    service: Service
    changes: dict[str, Change]

    def number(self, name: str) -> int:
        return self.changes[name].sequence

    def get(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.service.ask(Request(path, method, names, body), client())


def filled(state: Path, root: Path) -> dict[str, Change]:
    """A registry in this folder, with the corpus and the changes."""
    state.mkdir()
    with opened(state / "registry.sqlite3") as registry:
        enter(corpus.find(root), registry)
        return {
            "made": put(registry, A, said("x", "y"), agent="Ann <&> \x01"),
            "replaced": put(registry, A, BLANK + said("y", "z")),
            "shared": put(registry, B, said("y"), agent="Bob"),
            "deleted": put(registry, A, None, agent="Cy"),
            "last": put(registry, B, said("new", "y"), agent="Bob"),
            "elsewhere": put(registry, ELSEWHERE, said("else")),
            "thing_came": put(registry, GRAPH + "thing", about(THING)),
            "thing_left": put(registry, GRAPH + "thing", about(THING + "-heir")),
            "first_large": put(registry, GRAPH + "large", said(*map(str, range(3000)))),
        }
