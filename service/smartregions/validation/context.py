"""What a contribution is judged against: shapes, vocabulary, and its surroundings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Triple

from smartregions.turtle.read import Contribution
from smartregions.validation.graph import Graph, Term, object_of, subject_of
from smartregions.validation.published import Published
from smartregions.validation.reach import Reach, reaches
from smartregions.validation.shapes import Shapes
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
    def _reaches(self) -> tuple[Reach, ...]:
        return reaches(self.shapes)

    @cached_property
    def words(self) -> Graph:
        """The vocabulary as a graph to walk."""
        return Graph(self.vocabulary)

    def around(self, contributions: Sequence[Contribution]) -> tuple[Triple, ...]:
        """The part of what is published that the shapes look at from the contributions."""
        near: set[Term] = set()
        far: set[Term] = set()
        for contribution in contributions:
            near.update(map(subject_of, contribution.triples))
            far.update(map(object_of, contribution.triples))
        found: set[Triple] = set()
        for reach in self._reaches:
            found |= self.published.around(near, far, reach)
        return tuple(found)
