"""A report in each format: one table, one file each, text out.

A renderer reads a report and nothing else: no store, no clock, no terminal.
"""

from __future__ import annotations

import importlib
from types import MappingProxyType

from smartregions.messages import SOURCE, languages
from smartregions.validation.report import Report

MEDIA_TYPES = MappingProxyType(
    {
        "text": "text/plain",
        "json": "application/json",
        "sarif": "application/sarif+json",
        "github": "text/plain",
        "turtle": "text/turtle",
        "html": "text/html",
    }
)
"""Format name to media type; the module of that name renders it."""


def told_in(form: str, language: str) -> tuple[str, ...]:
    """The languages of a report in a format, of which one is asked for."""
    return languages() if form == "turtle" else (language,)


def render(report: Report, form: str, colour: bool = False, language: str = SOURCE) -> str:
    """The report in a format of `MEDIA_TYPES` and a language of `messages.languages`.

    Only `text` knows colour; `turtle` tells every message in every language.
    """
    module = importlib.import_module(f"{__name__}.{form}")
    if form == "text":
        text: str = module.render(report, language, colour)
    elif form == "turtle":
        text = module.render(report)
    else:
        text = module.render(report, language)
    return text
