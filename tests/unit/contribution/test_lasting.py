"""Mappings that stay as they were."""

from __future__ import annotations

import random

from smartregions.contribution.lasting import Lasting


class Alike(str):
    """Texts whose hashes are the same, or the same but for their highest digits."""

    __slots__ = ()

    def __hash__(self) -> int:
        return (len(self) % 3) << 56


def test_each_mapping_stays_as_it_was_when_another_is_made_of_it() -> None:
    chance = random.Random(1)
    names = [f"n{number}" for number in range(300)] + [Alike("x" * n + "y") for n in range(30)]
    made: list[tuple[Lasting[int], dict[str, int]]] = [(Lasting(), {})]
    for number in range(400):
        mapping, known = chance.choice(made)
        pairs = [(name, number) for name in chance.sample(names, 5)]
        made.append((mapping.also(pairs), known | dict(pairs)))
    for mapping, known in made:
        assert {name: mapping.get(name) for name in names} == {n: known.get(n) for n in names}
        assert all((name in mapping) == (name in known) for name in names)
