"""The values that a form offers, by the names that they have in the language of the request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from smartregions.library.choices import Choice
from smartregions.web.finding.names import names
from smartregions.web.finding.words import collated
from smartregions.web.languages import elsewhere


def told(found: Iterable[Choice]) -> list[Choice]:
    """By name; each with the language of its name, where that is not the one of the page."""
    known = names()
    labels = [(each, known.label(each.iri)) for each in found]
    named = [
        replace(each, label=label.text, language=elsewhere(label.language))
        for each, label in labels
    ]
    return sorted(named, key=lambda each: (collated(each.label), each.iri))
