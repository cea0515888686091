"""What a worker found of a contribution, and how that goes to the process that commits it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from smartregions.errors import ServiceError
from smartregions.index import Done
from smartregions.index.forked import REVISION
from smartregions.registry.change import Rules
from smartregions.registry.triples import Delta


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of one graph, in the form in which it is logged."""

    graph: str
    delta: Delta
    deletes: bool = False
    """Whether the graph is to be gone."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the edits may be made, and what is told of them."""

    accepted: bool
    read: bool
    """False when the text is not what its type says."""
    judged: bool
    """False when no rule rejects anything, so that nothing was judged by any."""
    edits: tuple[Edit, ...]
    rules: Rules
    receipt: str
    """JSON; see `validation.receipt`."""
    report: bytes
    """JSON when accepted, else in the format that was asked for."""
    text: str = ""
    """The report of what was accepted for people, where they asked for it so."""
    revision: int = 0
    """The last change that the worker knew, of all graphs."""


def logged(triples: Iterable[Triple]) -> bytes:
    """A set of triples in the form in which it is logged: N-Triples, lines sorted."""
    text = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(text.splitlines(keepends=True)))


def packed(verdict: Verdict, spoils: bool = False) -> Done:
    """The verdict as what a task gives."""
    pieces = [piece for edit in verdict.edits for piece in (edit.delta.added, edit.delta.removed)]
    values = {
        "accepted": verdict.accepted,
        "read": verdict.read,
        "judged": verdict.judged,
        "edits": [(edit.graph, edit.deletes) for edit in verdict.edits],
        "rules": asdict(verdict.rules),
        "receipt": verdict.receipt,
        "text": verdict.text,
        "lengths": [*map(len, pieces), len(verdict.report)],
    }
    return Done(values, b"".join([*pieces, verdict.report]), spoils)


def unpacked(done: Done) -> Verdict:
    """The verdict that a task gave. Raises ServiceError when it is not whole."""
    values = done.values
    *pieces, report = _pieces(done.body, values["lengths"])
    edits = tuple(
        Edit(graph, Delta(added, removed), deletes)
        for (graph, deletes), added, removed in zip(
            values["edits"], pieces[::2], pieces[1::2], strict=True
        )
    )
    return Verdict(
        accepted=values["accepted"],
        read=values["read"],
        judged=values["judged"],
        edits=edits,
        rules=Rules(**values["rules"]),
        receipt=values["receipt"],
        report=report,
        text=values["text"],
        revision=values[REVISION],
    )


def _pieces(body: bytes, lengths: Sequence[int]) -> list[bytes]:
    if sum(lengths) != len(body):
        raise ServiceError("A worker's verdict is not as long as it says.")
    found, at = [], 0
    for length in lengths:
        found.append(body[at : at + length])
        at += length
    return found
