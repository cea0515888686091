"""The datatype that a value lacks, and its form, where a shape leaves a choice of datatypes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode

from smartregions.turtle.dates import readings
from smartregions.validation.case import Case
from smartregions.validation.graph import Term
from smartregions.validation.literals import DATATYPES, fault
from smartregions.validation.shapes import sh

LONGEST = 100
"""Characters of a value that is compared with patterns."""
_BOUNDS = frozenset(
    map(sh, ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive", "flags", "in"))
)


def retyped(case: Case) -> Sequence[Literal]:
    """The same text with the first datatype of `sh:or` that it fits, and that it does not have.

    Else the dates that the text may mean. None where more is asked of such a value than its
    datatype and a pattern.
    """
    value, node = case.result.value, case.parameter("node")
    if node is None or not isinstance(value, Literal) or len(value.value) > LONGEST:
        return ()
    for datatype in _datatypes(case, node, value.value):
        same = datatype == value.datatype
        return () if same else (Literal(value.value, datatype=datatype),)
    dates = readings(value.value)
    return [d for d in dates if d.datatype in _datatypes(case, node, d.value)]


def _datatypes(case: Case, node: Term, text: str) -> Iterator[NamedNode]:
    """Those of the alternatives that a text fits."""
    for shape in _alternatives(case, node):
        datatype = case.shapes.value(shape, sh("datatype"))
        if isinstance(datatype, NamedNode) and _fits(case, shape, text, datatype):
            yield datatype


def _alternatives(case: Case, node: Term) -> Iterator[Term]:
    for head in case.shapes.objects(node, sh("or")):
        yield from case.shapes.items(head)


def _fits(case: Case, shape: Term, text: str, datatype: NamedNode) -> bool:
    if datatype.value not in DATATYPES or fault(text, datatype.value) is not None:
        return False
    if any(case.shapes.value(shape, bound) is not None for bound in _BOUNDS):
        return False
    return all(_matches(pattern, text) for pattern in case.shapes.objects(shape, sh("pattern")))


def _matches(pattern: Term, text: str) -> bool:
    """Whether the text has the pattern; not where it is one that only XPath has."""
    try:
        return isinstance(pattern, Literal) and re.search(pattern.value, text) is not None
    except re.error:
        return False
