"""Names in another language than the page, marked with it (WCAG 2.2, 3.1.2): a screen reader
pronounces them as they are meant."""

from __future__ import annotations

from flask import Flask
from markupsafe import Markup, escape

from smartregions.web.overview.labels import tongue


def install(app: Flask) -> None:
    """Let templates say `label|of(iri)`."""
    app.jinja_env.filters["of"] = marked


def marked(label: str, iri: str) -> Markup:
    """The label of a thing, with its language where that is known and is not the page's."""
    tag = tongue(iri, label)
    return Markup('<bdi lang="{}">{}</bdi>').format(tag, label) if tag else escape(label)
