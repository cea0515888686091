"""The points of a whole catalogue: sums in memory, the points of each dataset on disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from smartregions.catalogue.harvest.kept import Kept
from smartregions.catalogue.harvest.metrics import FULL_MARKS, RATINGS, Metric
from smartregions.catalogue.harvest.mqa import Score
from smartregions.messages import Message


class Scores:
    """The points of all datasets together; those of each are read when they are asked for."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._count = self._points = 0
        self._most: int | None = None
        self.lost: Counter[Metric] = Counter()
        """How many datasets each metric costs something."""
        self.unmeasured: Counter[Metric] = Counter()
        """Of how many datasets each metric was not measured."""

    def add(self, score: Score) -> None:
        """Take one in."""
        self._kept.scored(score)
        self._count += 1
        self._points += score.points
        self._most = max(self._most or 0, score.most)
        self.lost.update(score.lost)
        self.unmeasured.update(score.unmeasured)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Score]:
        return self._kept.scores()

    @property
    def mean(self) -> float | None:
        """Of the points; None of nothing."""
        return self._points / self._count if self._count else None

    @property
    def most(self) -> int:
        """The points that could be had in what was measured, at most over the datasets."""
        return FULL_MARKS if self._most is None else self._most

    @property
    def rating(self) -> Message:
        """The word for the mean, as data.europa.eu has it; empty unless all was measured."""
        mean = self.mean
        if mean is None or self.most < FULL_MARKS:
            return Message()
        return next(word for least, word in RATINGS if mean >= least or least == 0)
