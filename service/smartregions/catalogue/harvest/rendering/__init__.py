"""The report of a check, written for people, for programs, and as RDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import BinaryIO

from smartregions.catalogue.harvest.rendering import dqv, json, text
from smartregions.catalogue.harvest.report import Report

RENDERINGS: Mapping[str, Callable[[Report, BinaryIO, str], None]] = MappingProxyType(
    {"text": text.write, "json": json.write, "turtle": dqv.write}
)
"""Name of a format to its writer, which never holds the points of all datasets at once, and is
given the language; `turtle` tells every finding in every language."""
