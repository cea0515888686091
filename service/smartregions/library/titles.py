"""What people call the variables of a stored question, and the words that a question itself says.

Both are messages in English: pages tell them in the language of their reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from smartregions.library.question import Question
from smartregions.sparql.projection import clauses
from smartregions.sparql.tokens import tokens

LABEL = "Label"
"""The end of the name of a variable with the label of another."""
_BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
_WORD = re.compile(r'"([a-z][a-z -]{2,})"')

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "about": "What it is about",
        "access": "Access address",
        "actsFor": "Region it acts for",
        "amountKind": "Kind of amount",
        "area": "Area without a region",
        "at": "Recorded at",
        "by": "Found by",
        "code": "NUTS code",
        "dateIsEstimated": "Date is an estimate",
        "dateNote": "Note on the date",
        "distributionLicence": "Licence of the distribution",
        "distributionModified": "Distribution modified on",
        "download": "Download address",
        "either": "In either",
        "established": "Established on",
        "estimated": "Date estimated",
        "from": "From the day",
        "fromPartnership": "Partnership it came from",
        "hasOneSource": "Single source",
        "helixIsOurs": "Helix is our judgement",
        "highest": "Highest amount",
        "inField": "Field",
        "inNeed": "Region in need",
        "inRegion": "Region",
        "inRole": "Role",
        "inYear": "Year",
        "isActing": "Acts for the region",
        "isCurrent": "Current",
        "isLocated": "Sits in the region",
        "isOld": "Old",
        "isOurs": "Our judgement",
        "issued": "Issued on",
        "kindIsOurs": "Kind is our judgement",
        "larger": "Larger region",
        "least": "At least",
        "level": "NUTS level",
        "lowest": "Lowest amount",
        "missing": "Missing report",
        "modified": "Modified on",
        "near": "What the place is of",
        "newest": "Newest source",
        "offering": "Region that offers",
        "ofHelix": "Helix",
        "ofType": "Type of actor",
        "one": "First of the two",
        "onPlatform": "Platform",
        "other": "The other",
        "otherAsOf": "As of, the other",
        "percent": "In common, per cent",
        "segmentIsOurs": "Segment is our judgement",
        "sha256": "SHA-256",
        "share": "Share of the population",
        "shared": "In common",
        "sourceDate": "Date of the source",
        "state": "Supply or demand",
        "stated": "Date stated",
        "two": "Second of the two",
        "type": "Type of actor",
        "unit": "NUTS unit",
        "until": "Until the day",
        "version": "NUTS version",
        "within": "Within the field",
    }
)
"""Of variables whose own words would say too little."""


def title(variable: str) -> str:
    """What a column or a field is called: from the table, else the words of its name.

    `firstYear` is `First year`.
    """
    return TITLES.get(variable) or _BETWEEN_WORDS.sub(" ", variable).lower().capitalize()


def columns(names: list[str]) -> list[str]:
    """The variables of an answer that are columns: the label of one stands in its place."""
    known = set(names)
    return [
        name for name in names if not (name.endswith(LABEL) and name.removesuffix(LABEL) in known)
    ]


def titles(asked: Question) -> list[str]:
    """The titles of the columns of a question, and of its parameters."""
    projected = next(clauses(list(tokens(asked.text))), [])
    names = columns([item.name for item in projected])
    return [title(name) for name in (*names, *(each.name for each in asked.parameters))]


@lru_cache(maxsize=256)
def words(text: str) -> frozenset[str]:
    """The words that a query says of its own accord, such as `demand` in `BIND("demand" AS ?x)`.

    Not those of two letters, which are tags of languages.
    """
    strings = (token.content for token in tokens(text) if token.kind == "string")
    return frozenset(found[1] for string in strings if (found := _WORD.fullmatch(string)))
