"""The profiles in which the catalogue exists, and which of them a client wants.

Content Negotiation by Profile (https://www.w3.org/TR/dx-prof-conneg/): by the parameter `_profile`,
which takes a token or an IRI, or by the header Accept-Profile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyoxigraph import Triple

from smartregions.catalogue.dcatap2 import dcat_ap_2
from smartregions.catalogue.schemaorg import schema_org
from smartregions.errors import NotAcceptable
from smartregions.messages import Message

_WANTED = re.compile(r'\s*<([^<>]*)>\s*(?:;\s*q\s*=\s*"?([0-9.]{1,5})"?)?[^,]*(?:,|$)')
_MOST = 2_000  # characters of a header that are read


@dataclass(frozen=True, slots=True)
class Profile:
    """One way in which the catalogue is said."""

    token: str
    iri: str
    title: str
    said: Callable[[Sequence[Triple]], tuple[Triple, ...]]
    """The triples of DCAT-AP 3.0.1 in this profile."""


PROFILES = (
    Profile(
        "dcat-ap-3", "https://semiceu.github.io/DCAT-AP/releases/3.0.1/", "DCAT-AP 3.0.1", tuple
    ),
    Profile(
        "dcat-ap-2",
        "https://semiceu.github.io/DCAT-AP/releases/2.1.1/",
        "DCAT-AP 2.1.1",
        dcat_ap_2,
    ),
    Profile("schema.org", "https://schema.org/", "schema.org", schema_org),
)
"""The first is what a client gets that wants none."""


def wanted(parameter: str | None, header: str | None) -> Profile:
    """The profile that is asked for; the parameter wins.

    Raises NotAcceptable for a parameter that names none. A header that names none is passed over:
    a client may send it everywhere.
    """
    if parameter:
        for known in PROFILES:
            if parameter.rstrip("/") in (known.token, known.iri.rstrip("/")):
                return known
        names = ", ".join(known.token for known in PROFILES)
        raise NotAcceptable(
            Message(
                "There is no profile {name} here; there are {names}.",
                name=repr(parameter),
                names=names,
            )
        )
    weights = {iri.rstrip("/"): _weight(q) for iri, q in _WANTED.findall((header or "")[:_MOST])}
    best = max(PROFILES, key=lambda known: weights.get(known.iri.rstrip("/"), 0.0))
    return best if weights.get(best.iri.rstrip("/"), 0.0) > 0 else PROFILES[0]


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
