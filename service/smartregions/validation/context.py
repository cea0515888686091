"""What a contribution is judged against: shapes, vocabulary, and its surroundings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from pyoxigraph import Triple

from smartregions.turtle.read import Contribution
from smartregions.validation.graph import Graph
from smartregions.validation.published import Published
from smartregions.validation.reach import Way, ways
from smartregions.validation.shapes import Shapes
from smartregions.validation.surroundings import surroundings
from smartregions.validation.targets import Targets


@dataclass(frozen=True)
class Context:
    """Shapes, ontology with schemes, and what is published beside the contribution.

    What a contribution would replace is not in `published`.
    """

    shapes: Shapes
    vocabulary: tuple[Triple, ...] = ()
    published: Published = field(default_factory=Published)

    @cached_property
    def targets(self) -> Targets:
        """What the shapes aim at."""
        return Targets.of(self.shapes)

    @cached_property
    def _ways(self) -> tuple[Way, ...]:
        return ways(self.shapes)

    @cached_property
    def words(self) -> Graph:
        """The vocabulary as a graph to walk."""
        return Graph(self.vocabulary)

    def around(self, contributions: Sequence[Contribution]) -> tuple[Triple, ...]:
        """The part of what is published that the shapes look at from the contributions."""
        triples = chain.from_iterable(one.triples for one in contributions)
        return surroundings(self.published, self.words, self._ways, triples)
