"""Our terms for what others call otherwise."""

from __future__ import annotations

import pytest

from smartregions.namespaces import FOAF, RDFS, SR
from smartregions.validation.otherwise import by_habit, ours

ORG = "http://www.w3.org/ns/org#"
VCARD = "http://www.w3.org/2006/vcard/ns#"
ALIGNED = [
    (SR + "Actor", ORG + "Organization"),
    (SR + "Actor", "http://schema.org/Organization"),
    (SR + "Contact", VCARD + "Organization"),
    (SR + "Project", "http://schema.org/Project"),
]


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (ORG + "Organization", ["Actor"]),
        ("https://schema.org/Organization", ["Actor"]),
        (VCARD + "Organization", ["Contact"]),
        (FOAF + "Organization", ["Actor", "Contact"]),
        (FOAF + "Project", ["Project"]),
        (FOAF + "Person", []),
    ],
)
def test_the_term_that_is_aligned_is_ours(theirs: str, expected: list[str]) -> None:
    assert ours(theirs, ALIGNED) == [SR + name for name in expected]


def test_what_is_usually_called_so_has_its_name_here() -> None:
    assert by_habit("https://schema.org/name") == RDFS + "label"
    assert by_habit(SR + "webSite") == FOAF + "homepage"
    assert by_habit(SR + "size") is None
