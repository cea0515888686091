"""An answer that is asked for again is given again, while the data are as they were."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

from smartregions import __version__
from smartregions.errors import NotAcceptable
from smartregions.index import Answer, Query, Revision
from smartregions.web.cache import Kept
from smartregions.web.negotiation import Wanted

_IN_XML = ("xml", "rdfxml")


def repeated(
    memory: Kept, state: Revision, query: Query, at: int | None, ask: Callable[[], Answer]
) -> Answer:
    """What `ask` gives, or what it gave to the same query on the same data."""
    key = (replace(query, seconds=None, is_ours=False), at)
    found: Answer | None = memory.get(state.hash, key)
    if found is not None:
        return found
    answer: Answer = memory.shared.do((state, query, at), ask)
    memory.put(state.hash, key, answer, len(answer.body) + len(query.text))
    return answer


def best(query: Query, ask: Callable[[Query], Answer]) -> Answer:
    """The answer in the best format that can hold it. Raises NotAcceptable, and what `ask` does."""
    try:
        return ask(query)
    except NotAcceptable:
        others = tuple(name for name in query.formats if name not in _IN_XML)
        if others in ((), query.formats):
            raise
        return best(replace(query, formats=others), ask)


def tag(
    state: Revision,
    query: Query,
    accepted: Wanted,
    at: int | None = None,
    page: tuple[str, str] = ("", ""),
) -> str:
    """One tag per state of the data, program, query, dataset and list of accepted formats; of a
    page per address and language too."""
    parts = (
        __version__,
        state.hash,
        query.text,
        query.default_graphs,
        query.named_graphs,
        accepted.formats,
        accepted.page,
        accepted.for_spreadsheets,
        at,
        *page,
    )
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    return f"{state.change}-{digest[:24]}"
