"""How to cite what is known of a thing, and the same for search engines."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from smartregions.things.description import Description
from smartregions.things.document import Document
from smartregions.web.inert import TURNING
from smartregions.web.things.links import schema_types
from smartregions.web.things.view import View

_IN_SCRIPT: Mapping[int, str] = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029" + TURNING}
"""What could end a script, or be read otherwise in one, as JSON writes it too."""
_IN_BIBTEX = re.compile(r"([\\{}$&#^_%~])")
_NOT_IN_KEY = re.compile(r"[^A-Za-z0-9]+")
_TITLE = "Smart Regions"


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference as text and for BibTeX."""

    text: str
    bibtex: str


def citation(found: Description, view: View, document: Document) -> Citation:
    """The reference; its date is the last that the publishers state."""
    date = max((each.date for each in found.datasets), default="")
    year = date[:4]
    name = view.label.text
    when = f" ({year})" if year else ""
    lines = [
        f"@misc{{{_NOT_IN_KEY.sub('-', found.iri.partition('/id/')[2] or name).strip('-')},",
        f"  title = {{{_escaped(name)}}},",
        f"  author = {{{{{_TITLE}}}}},",
        *([f"  year = {{{year}}},"] if year else []),
        f"  howpublished = {{\\url{{{_escaped(found.iri)}}}}}",
        "}",
    ]
    return Citation(f"{_TITLE}{when}: {name}. {found.iri}", "\n".join(lines))


def schema_org(found: Description, view: View, document: Document) -> Markup:
    """The thing in the words of schema.org, as a script may hold it."""
    told: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@id": found.iri,
        "@type": [each.rpartition("/")[2] for each in schema_types(view.type_iris)] or ["Thing"],
        "name": view.label.text,
        "mainEntityOfPage": document.page(1),
    }
    if found.datasets:
        told["subjectOf"] = [
            {"@type": "Dataset", "@id": each.iri or each.graph, "name": each.title or each.graph}
            | ({"license": list(each.licences)} if each.licences else {})
            for each in found.datasets
        ]
    return Markup(json.dumps(told, ensure_ascii=False).translate(_IN_SCRIPT))  # noqa: S704


def _escaped(text: str) -> str:
    return _IN_BIBTEX.sub(r"\\\1", text)
