"""The report of a check, written for people, for programs, and as RDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from smartregions.catalogue.harvest.rendering import dqv, json, text
from smartregions.catalogue.harvest.report import Report

RENDERINGS: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {"text": text.render, "json": json.render, "turtle": dqv.render}
)
"""Name of a format to its writer."""
