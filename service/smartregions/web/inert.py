"""Texts of others on a page: none of them turns about what stands around it.

A character that begins an embedding, an override or an isolate of the bidirectional algorithm
(Unicode Annex 9, section 2) reaches to the end of its block: a name with one rewrites its
neighbours. On a page it is told as U+FFFD, in attributes too; the data keep it.
"""

from __future__ import annotations

import re

from flask import Flask
from markupsafe import Markup, escape

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks (U+200E, U+200F, U+061C) are not of them: they turn nothing but themselves."""

_TURNING = re.compile(f"[{TURNING}]")


def install(app: Flask) -> None:
    """Have the templates of an app show every text so; `exact` is for what is copied or sent."""
    app.jinja_env.finalize = shown
    app.jinja_env.filters["exact"] = exact


def shown(value: object) -> object:
    """What a template shows, without what turns its neighbours about."""
    if not isinstance(value, str) or value.isascii() or not _TURNING.search(value):
        return value
    text = _TURNING.sub("\N{REPLACEMENT CHARACTER}", value)
    return Markup(text) if isinstance(value, Markup) else text  # noqa: S704


def exact(text: str) -> Markup:
    """A text to the character, for a field or for copying: what turns is a reference."""
    told = _TURNING.sub(lambda found: f"&#{ord(found[0])};", escape(text))
    return Markup(told)  # noqa: S704
