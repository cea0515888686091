"""Characters that no XML document can hold, and so no result that a client asks for as XML.

Turtle allows them by an escape (`\\u0000`); XML 1.0, section 2.2, does not, and xsd:string has only
the characters of XML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal

from smartregions.messages import Message
from smartregions.validation.graph import subject_of
from smartregions.validation.parts import Part
from smartregions.validation.paths import Predicate
from smartregions.validation.report import Finding

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LINK = "https://www.w3.org/TR/xml/#charsets"


def characters(part: Part) -> Iterator[Finding]:
    """A finding for each literal that has such a character."""
    for triple in part.triples:
        value = triple.object
        if not isinstance(value, Literal) or not (found := NOT_IN_XML.search(value.value)):
            continue
        place = part.place(triple)
        yield Finding(
            severity="violation",
            code="ill-formed-literal",
            message=Message(
                "The character U+{code} cannot be written in XML.",
                code=f"{ord(found.group()):04X}",
            ),
            file=part.contribution.name,
            span=place.object if place else None,
            help=Message("leave the character out"),
            focus_node=part.own(subject_of(triple)),
            path=Predicate(triple.predicate.value),
            value=value,
            see_also=LINK,
        )
