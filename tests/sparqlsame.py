"""Whether two SPARQL results are one.

Terms are compared as RDF terms, numbers of one type by value, blank nodes up to their names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from sparqlresults import Results, Row, Solutions, Term


def plain(solutions: Solutions, order: Sequence[str]) -> Counter[tuple[str, ...]]:
    """The rows as CSV shows them: no datatypes, no languages, blank nodes without their names."""
    return Counter(
        tuple(_plain(row[name]) if name in row else "" for name in order) for row in solutions.rows
    )


def _plain(term: Term) -> str:
    return "_:" if term[0] == "blank" else as_cell(term[1])


def as_cell(cell: str) -> str:
    """A cell of CSV, numbers by value and blank nodes without their names."""
    if cell.startswith("_:"):
        return "_:"
    try:
        return str(Decimal(cell).normalize() + 0)
    except InvalidOperation:
        return cell


Names = Mapping[Term, Term]


def same(left: Results, right: Results, *, ordered: bool = False) -> bool:
    """Whether two results are one: variables, rows and, where it counts, their order."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if set(left.variables) != set(right.variables) or len(left.rows) != len(right.rows):
        return False
    if ordered:
        return _in_order(left.rows, right.rows)
    return next(_matches(sorted(left.rows, key=_blanks), list(right.rows), {}), None) is not None


def _in_order(left: Sequence[Row], right: Sequence[Row]) -> bool:
    names: Names | None = {}
    for ours, theirs in zip(left, right, strict=True):
        names = _unified(ours, theirs, names) if names is not None else None
    return names is not None


def _blanks(row: Row) -> int:
    return sum(term[0] == "blank" for term in row.values())


def _matches(left: Sequence[Row], right: list[Row], names: Names) -> Iterator[Names]:
    """Every naming of blank nodes that makes the rows one multiset; rows without them go first."""
    if not left:
        yield names
        return
    first, *others = left
    for at, candidate in enumerate(right):
        extended = _unified(first, candidate, names)
        if extended is not None:
            yield from _matches(others, right[:at] + right[at + 1 :], extended)
            if not _blanks(first):
                return


def _unified(left: Row, right: Row, names: Names) -> Names | None:
    """The naming under which two rows are one, if there is any that extends this one."""
    if left.keys() != right.keys():
        return None
    extended = dict(names)
    for name, ours in left.items():
        theirs = right[name]
        if ours[0] == theirs[0] == "blank":
            if extended.setdefault(ours, theirs) != theirs:
                return None
        elif ours != theirs:
            return None
    return extended if len(set(extended.values())) == len(extended) else None
