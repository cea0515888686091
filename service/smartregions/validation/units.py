"""NUTS codes that no published version of NUTS has.

Which codes a version has is a fact, and the lists are published whole, country by country. A unit
that is described in the contributor's own file fits every shape, made up or not; so it is looked
for in the list. Countries of which a version's list has nothing are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.messages import Message
from smartregions.validation.choices import offer
from smartregions.validation.graph import object_of, subject_of
from smartregions.validation.offers import with_prefixes
from smartregions.validation.parts import Part
from smartregions.validation.paths import Predicate
from smartregions.validation.published import Published
from smartregions.validation.report import Finding

CODE, VERSION, PARENT = (NamedNode(ns.SR + n) for n in ("nutsCode", "nutsVersion", "parentUnit"))
UNITS = ns.ID + "nuts/"
VERSIONS = "http://data.europa.eu/nuts/scheme/"
WELL_FORMED = re.compile("[A-Z]{2}[0-9A-Z]{0,3}")
COUNTRY = 2
"""Letters of a code that name its country."""


def unlisted(part: Part, published: Published) -> Iterator[Finding]:
    """A finding for each code that the published list of its country and version does not have."""
    for triple, code, year in _codes(part):
        listed = _listed(code, year, published)
        if listed is not None and listed.value.rpartition("/")[2] != code:
            place = part.place(triple)
            yield Finding(
                severity="violation",
                code="unknown-term",
                message=Message('NUTS {year} has no unit "{code}".', year=year, code=code),
                file=part.contribution.name,
                span=place.object if place else None,
                help=_help(listed, part, published),
                focus_node=part.own(subject_of(triple)),
                path=Predicate(CODE.value),
                value=object_of(triple),
                see_also=CODE.value,
            )


def _codes(part: Part) -> Iterator[tuple[Triple, str, str]]:
    """Each statement of a code, with the code and the year of the version that its unit names."""
    versions = {subject_of(t): object_of(t) for t in part.triples if t.predicate == VERSION}
    for triple in part.triples:
        if triple.predicate == CODE and (version := versions.get(subject_of(triple))):
            code = object_of(triple)
            if isinstance(code, Literal) and WELL_FORMED.fullmatch(code.value):
                yield triple, code.value, version.value.removeprefix(VERSIONS)


def _listed(code: str, year: str, published: Published) -> NamedNode | None:
    """The listed unit of the code, or of the longest beginning of it; None for no such country."""
    for length in range(len(code), COUNTRY - 1, -1):
        unit = NamedNode(f"{UNITS}{year}/{code[:length]}")
        if next(published.forwards(unit, CODE), None):
            return unit
    return None


def _help(above: NamedNode, part: Part, published: Published) -> Message:
    """The units that there are below the one whose code begins like the one that is not there."""
    units = [subject_of(triple) for triple in published.backwards(above, PARENT)]
    below = offer(sorted(units, key=lambda unit: unit.value), part.borrowing)
    if not units:
        return Message()
    named = part.borrowing.term(above)
    told = Message("below {unit}, {offer}", unit=named, offer=below)
    return with_prefixes(told, part.borrowing)
