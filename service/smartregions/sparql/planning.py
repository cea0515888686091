"""A query as the engine is given it: one with the same solutions that it evaluates sooner."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from smartregions.errors import PositionedError
from smartregions.sparql.absence import without_absence
from smartregions.sparql.facts import Facts, refuse
from smartregions.sparql.joined import without_language
from smartregions.sparql.known import Known, Plan, Plans, bare
from smartregions.sparql.nature import may_name_graphs
from smartregions.sparql.reorder import reorder
from smartregions.sparql.statistics import Statistics
from smartregions.sparql.tokens import Token, tokens

Stored = tuple[str, Sequence[tuple[int, int]]]
"""A query, and where each of its values starts and ends."""

_GAP = "<urn:smart-regions:gap:{}>"
_GAPS = re.compile(re.escape(_GAP).replace(r"\{\}", "([0-9]+)"))
_DEEPEST = 1_000


def plan(
    text: str,
    statistics: Statistics | None,
    *,
    max_characters: int,
    max_depth: int,
    endpoints: Collection[str] = (),
) -> Plan:
    """What a query says about itself, and what the engine is given. Raises as `refuse` does."""
    if statistics is not None and len(text) <= max_characters:
        found = statistics.plans.of(text)
        if found is not None and found.facts.depth <= max_depth:
            return found
    known = refuse(text, max_characters=max_characters, max_depth=max_depth, endpoints=endpoints)
    return with_facts(text, known, statistics)


def with_facts(text: str, known: Facts, statistics: Statistics | None) -> Plan:
    """The same for a query whose facts, with its tokens, are known."""
    names_graphs = may_name_graphs(text, known.tokens)
    return Plan(known, _better(text, statistics, known.tokens), names_graphs)


def planned(text: str, statistics: Statistics, read: Sequence[Token] | None = None) -> str:
    """The query, or one with the same solutions, each as often; see `reorder` for what else may
    differ. `read` are the tokens of the text, if they are known already."""
    read = list(tokens(text)) if read is None else read
    better = without_absence(text, statistics, read)
    return reorder(better, statistics, read if better == text else None)


def plans(stored: Iterable[Stored], statistics: Statistics) -> Plans:
    """The plans of queries, whatever their values."""
    return Plans(known for each in stored for known in _known(*each, statistics))


def _known(text: str, places: Sequence[tuple[int, int]], statistics: Statistics) -> Iterator[Known]:
    """The query with gaps; none for one that has to be looked at each time."""
    ends = [0, *(end for _, end in places)]
    starts = [*(start for start, _ in places), len(text)]
    pieces = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    gaps = [_GAP.format(number) for number in range(len(places))]
    marked = "".join(part for pair in zip(pieces, [*gaps, ""], strict=True) for part in pair)
    try:
        known = refuse(marked, max_characters=len(marked), max_depth=_DEEPEST)
    except PositionedError:
        return
    if known.default_graphs or known.named_graphs or _GAPS.search(text):
        return
    defaults = [text[start:end] for start, end in places]
    parts = _GAPS.split(_better(marked, statistics, known.tokens))
    names_graphs = may_name_graphs(marked, known.tokens)
    yield Known(pieces, defaults, bare(known), parts, names_graphs)


def _better(text: str, statistics: Statistics | None, read: Sequence[Token]) -> str:
    better = without_language(text, read)
    if statistics is None:
        return better
    return planned(better, statistics, read if better == text else None)
