"""What is said of a value that does not exist."""

from __future__ import annotations

from smartregions.library.offering import FEW, near, unknown
from smartregions.messages import Message, told

SAID = Message("there is no {text}.", text="it")


def test_a_few_names_are_all_listed() -> None:
    error = unknown("region", SAID, "nort", ["south", "north", "isle"])
    assert str(error) == (
        "region: there is no it. Did you mean north? There are: isle, north, south."
    )


def test_of_many_names_the_nearest_are_told_and_how_many_there_are() -> None:
    names = [f"district-{number:03}" for number in range(FEW + 100)] + ["north"]
    error = unknown("region", SAID, "nort", names)
    assert str(error) == "region: there is no it. Did you mean north? There are 113."
    french = told(error.said, "fr").replace("\N{NO-BREAK SPACE}", " ")
    assert french == "region : it n’existe pas. Vouliez-vous dire north ? Il y en a 113."


def test_likely_names_come_first_and_are_three_at_most() -> None:
    names = ["north-east", "north-west", "north", "northern", "isle"]
    assert near("north", names)[0] == "north"
    assert len(near("north", names)) == 3
    assert near("NORTH", names)[0] == "north"
    assert near("xyz", names) == ()
