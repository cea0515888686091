"""A query as the engine is given it: one with the same solutions that it evaluates sooner."""

from __future__ import annotations

from collections.abc import Sequence

from smartregions.sparql.absence import without_absence
from smartregions.sparql.reorder import reorder
from smartregions.sparql.statistics import Statistics
from smartregions.sparql.tokens import Token, tokens


def planned(text: str, statistics: Statistics, read: Sequence[Token] | None = None) -> str:
    """The query, or one with the same solutions, each as often; see `reorder` for what else may
    differ. `read` are the tokens of the text, if they are known already."""
    read = list(tokens(text)) if read is None else read
    better = without_absence(text, statistics, read)
    return reorder(better, statistics, read if better == text else None)
