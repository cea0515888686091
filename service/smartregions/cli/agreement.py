"""`smartregions registry check`: the index beside the registry, here and in a running service."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from smartregions.cli.speaking import say
from smartregions.errors import ServiceError
from smartregions.messages import Message, joined
from smartregions.namespaces import PROVENANCE_GRAPH
from smartregions.publication.agreement import counts, disagreements, loaded
from smartregions.registry.log import Registry

_COUNTS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_SECONDS = 60.0


def check_index(registry: Registry) -> None:
    """Load an index and compare it. Raises ServiceError that names what differs."""
    _refuse(list(disagreements(registry, loaded(registry))))
    say(Message("An index that is loaded now holds what the registry says."))


def check_service(registry: Registry, url: str) -> None:
    """Compare what a service holds: its last change, and the triples of each graph.

    Raises ServiceError that names what differs, or why the service could not be asked.
    """
    last = registry.last()
    number = last.sequence if last else 0
    shown = _get(url, "health", {})["change"]
    if shown != number:
        raise ServiceError(
            Message(
                "{url} answers from change {shown}; the registry holds {number}.",
                url=url,
                shown=shown,
                number=number,
            )
        )
    rows = _get(url, "sparql", {"query": _COUNTS, "format": "json"})["results"]["bindings"]
    held = {row["g"]["value"]: int(row["n"]["value"]) for row in rows}
    held.pop(PROVENANCE_GRAPH, None)
    wanted = counts(registry)
    _refuse(list(_differing(held, wanted)))
    answers = Message(
        "{url} answers from change {number}, with the triples of each graph.",
        url=url,
        number=number,
    )
    say(answers)


def _differing(held: Mapping[str, int], wanted: Mapping[str, int]) -> Iterator[Message]:
    for name in sorted(held.keys() | wanted.keys()):
        if held.get(name, 0) != wanted.get(name, 0):
            yield Message(
                "<{name}>: {held} triples are answered from, {wanted} are in the registry.",
                name=name,
                held=held.get(name, 0),
                wanted=wanted.get(name, 0),
            )


def _get(url: str, path: str, parameters: dict[str, str]) -> Any:
    address = f"{url.rstrip('/')}/{path}?{urlencode(parameters)}"
    try:
        with urllib.request.urlopen(address, timeout=_SECONDS) as response:  # noqa: S310
            return json.load(response)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise ServiceError(
            Message("{address} gave no answer: {error}.", address=address, error=error)
        ) from error


def _refuse(differing: list[Message]) -> None:
    if differing:
        raise ServiceError(
            joined((Message("Index and registry disagree."), *differing), between=" ")
        )
