"""Which slips are corrected for a person, and which are left to the person."""

from __future__ import annotations

import pytest

from smartregions.web.corrections import corrected, corrections

TEXT = "a b:goverment ;\n  c d:e , f:gg ."


def finding(line: int, column: int, length: int, help_: str) -> dict[str, object]:
    place = {"line": line, "column": column, "endLine": line, "endColumn": column + length}
    return {**place, "help": help_}


def test_slips_are_corrected_where_they_stand() -> None:
    found = corrections(
        TEXT,
        [
            finding(2, 11, 4, "did you mean f:g?"),
            finding(1, 3, 11, "did you mean b:government?\none of: b:government, b:industry"),
        ],
    )
    assert [(each.line, each.written, each.instead) for each in found] == [
        (1, "b:goverment", "b:government"),
        (2, "f:gg", "f:g"),
    ]
    assert corrected(TEXT, found) == "a b:government ;\n  c d:e , f:g ."


@pytest.mark.parametrize(
    "help_",
    [
        "did you mean b:something-else?",
        "did you mean b:goverment?",
        "add: b:government ;",
        "did you mean b:governmen…?",
        "",
    ],
)
def test_what_is_not_certain_is_left(help_: str) -> None:
    assert corrections(TEXT, [finding(1, 3, 11, help_)]) == ()


def test_a_finding_without_a_place_and_one_over_another_are_left() -> None:
    twice = [finding(1, 3, 11, f"did you mean b:{name}?") for name in ("government", "governmend")]
    assert len(corrections(TEXT, twice)) == 1
    nowhere = finding(1, 3, 11, "did you mean b:government?") | {"line": None}
    assert corrections(TEXT, [nowhere]) == ()
    assert corrections("x" * 200_001, twice) == ()
