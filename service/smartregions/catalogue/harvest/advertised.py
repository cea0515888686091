"""The feeds of a catalogue beside its pages: where it says that they are.

A data service says so by the standard that it conforms to, or by its own address; a Linked Data
Event Stream that is described on a page, by its view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from smartregions.catalogue.harvest.members import STREAM
from smartregions.catalogue.harvest.tree import tree
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import dcat, dct
from smartregions.validation.graph import Term

_OAI = re.compile(r"openarchives\.org/OAI|oai-pmh", re.IGNORECASE)
_LDES = re.compile(r"w3id\.org/(ldes|tree)\b|/ldes\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Feeds:
    """Addresses; empty where there is none."""

    oai: str = ""
    """The base URL of OAI-PMH."""
    ldes: str = ""
    """A view of a Linked Data Event Stream."""

    def unless(self, given: Feeds) -> Feeds:
        """These, but for what is given."""
        return Feeds(given.oai or self.oai, given.ldes or self.ldes)


def advertised(statements: Statements) -> Feeds:
    """The first feed of each kind that a page names."""
    views = [
        view.value
        for stream in statements.typed(STREAM)
        for view in statements.objects(stream, tree("view"))
        if isinstance(view, NamedNode)
    ]
    services = statements.typed(dcat("DataService"))
    oai = (address for each in services for address in _of(statements, each, _OAI))
    ldes = (address for each in services for address in _of(statements, each, _LDES))
    return Feeds(next(oai, ""), next(ldes, "") or next(iter(views), ""))


def _of(statements: Statements, service: Term, kind: re.Pattern[str]) -> Iterator[str]:
    """The addresses of the service, if it is of the kind."""
    addresses = statements.objects(service, dcat("endpointURL"))
    standards = statements.objects(service, dct("conformsTo"))
    named = [value for each in standards for value in statements.objects(each, dct("title"))]
    if any(kind.search(term.value) for term in (*standards, *named, *addresses)):
        yield from (each.value for each in addresses if isinstance(each, NamedNode))
