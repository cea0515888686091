"""Typed links (RFC 8288) as a header has them, and as a set of links by what they lead from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

LINKSET = "application/linkset+json"


@dataclass(frozen=True, slots=True)
class Link:
    """A typed link; its context is what it is sent with, or what a set says."""

    relation: str
    target: str
    media_type: str = ""
    """Of what is at the target; empty where nothing is said of it."""

    @property
    def header(self) -> str:
        """The link as a header field has it."""
        kind = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{self.target}>; rel="{self.relation}"{kind}'


def linkset(contexts: Iterable[tuple[str, Iterable[Link]]]) -> str:
    """The links from each context as a document (RFC 9264, section 4.2)."""
    told = [_from(anchor, links) for anchor, links in contexts]
    return json.dumps({"linkset": told}, ensure_ascii=False)


def _from(anchor: str, links: Iterable[Link]) -> dict[str, Any]:
    told: dict[str, Any] = {"anchor": anchor}
    for link in links:
        target = {"href": link.target} | ({"type": link.media_type} if link.media_type else {})
        told.setdefault(link.relation, []).append(target)
    return told
