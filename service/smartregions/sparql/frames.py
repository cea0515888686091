"""What a reader of a query holds of each bracket that is open."""

from __future__ import annotations

from typing import Literal

from smartregions.sparql.patterns import Run

Kind = Literal["clauses", "group", "expression", "passed"]


class Frame:
    """An open bracket: clauses of a (sub-)select, a group, an expression, or what is passed by."""

    def __init__(
        self,
        kind: Kind,
        closer: str,
        *,
        group: int | None = None,
        binds: bool = False,
        is_sought: bool = False,
    ) -> None:
        """`group` is the number of a group; an expression that `binds` belongs to BIND, a
        sub-select that `is_sought` to EXISTS."""
        self.kind = kind
        self.closer = closer
        self.group = group
        self.binds = binds
        self.is_sought = is_sought
        self.passes = False
        """Of clauses: the next brace opens a template or a data block."""
        self.is_query = False
        """Of clauses: a query form was read, and no WHERE yet."""
        self.may_start = True
        """Of a group: a statement may start here."""
        self.may_dot = False
        """Of a group: a dot may stand here."""
        self.run: Run | None = None
        """Of a group: the run to which the next statement belongs."""
        self.adjoins = False
        """Of a group: nothing but a dot stood behind the last statement of the run."""
