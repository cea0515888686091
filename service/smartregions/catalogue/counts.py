"""How much there is in a graph, and in all of them, by the terms of VoID: counted, not held.

Terms are told apart by a number of 64 bits made of their text, which is another in each process.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from smartregions.catalogue.coverage import Period

_AT_ONCE = 100_000


def count(numbers: Sequence[int]) -> int:
    """How many different ones there are; a part at a time, so that few are held twice."""
    parts = 1 + len(numbers) // _AT_ONCE
    if parts == 1:
        return len(set(numbers))
    return sum(len({n for n in numbers if n % parts == part}) for part in range(parts))


class Distinct:
    """Counts different numbers, at eight bytes for each that is added."""

    def __init__(self) -> None:
        self._numbers = array("q")

    def add(self, numbers: Iterable[int]) -> None:
        """Take in more, of which some may be known."""
        self._numbers.extend(numbers)

    def count(self) -> int:
        """How many different ones there are."""
        return count(self._numbers)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one graph; its terms in N-Triples."""

    triples: int
    subjects: int
    entities: int
    """Subjects that are things of ours."""
    objects: int
    properties: Mapping[bytes, int]
    """How many triples have each."""
    classes: Mapping[bytes, int]
    links: Mapping[tuple[bytes, str], int]
    """By property, and scheme and host of what is linked to."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in the text of one graph."""

    period: Period | None
    """From its earliest date to its latest."""
    named: Sequence[int]
    """The IRIs that it names as subjects or objects, as `hash` of their N-Triples tells them apart;
    one may be named twice."""
    countries: Set[bytes]
    """Those of them that are countries of the EU table."""


class Totals:
    """Of all graphs together: what two of them say counts once."""

    def __init__(self) -> None:
        self.triples, self.subjects, self.entities, self.objects = (Distinct() for _ in range(4))
        self.properties: set[bytes] = set()
        self.classes: set[bytes] = set()
        self.spaces: set[str] = set()
        """Scheme and host of what is linked to."""

    def add(
        self,
        counts: Counts,
        subjects: Iterable[int],
        entities: Iterable[int],
        objects: Iterable[int],
    ) -> None:
        """Take in a graph, whose triples are added on their own."""
        self.subjects.add(subjects)
        self.entities.add(entities)
        self.objects.add(objects)
        self.properties.update(counts.properties)
        self.classes.update(counts.classes)
        self.spaces.update(space for _, space in counts.links)
