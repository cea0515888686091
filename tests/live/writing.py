"""Queries made at random over data that exist: most of them have answers, and joins whose order
matters.

A group begins with patterns that join, each by a variable with those before it, so that nothing is
multiplied without bound; a selective one often comes last, where people write it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from random import Random

from pyoxigraph import Literal, NamedNode, Quad

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True)
class Written:
    """A query, its dataset, and what its answer is compared by."""

    text: str
    """Without FROM."""
    default: tuple[str, ...]
    named: tuple[str, ...]
    prologue: str
    """FROM and FROM NAMED."""
    keys: int
    """How many columns the rows are in the order of; 0 when in none."""
    is_cut: bool
    """Whether LIMIT and OFFSET leave a part, which only the sort keys decide."""

    def whole(self) -> str:
        """The query as it is sent."""
        return self.text.replace("WHERE", f"{self.prologue} WHERE", 1)


class Writer:
    """Writes queries over some quads."""

    def __init__(self, quads: Sequence[Quad], random: Random) -> None:
        self._random = random
        self._quads = quads
        self._numbers = count()
        self._predicates = sorted({quad.predicate.value for quad in quads})
        self._graphs = sorted({quad.graph_name.value for quad in quads})
        self._of_subject: defaultdict[object, list[Quad]] = defaultdict(list)
        self._of_object: defaultdict[object, list[Quad]] = defaultdict(list)
        for quad in quads:
            self._of_subject[quad.subject].append(quad)
            self._of_object[quad.object].append(quad)
        self._witness: dict[str, object] = {}  # one term that the variable may well have

    def query(self) -> Written:
        """One query in one of the forms."""
        default, named = self._dataset()
        prologue = " ".join(
            [*(f"FROM <{iri}>" for iri in default), *(f"FROM NAMED <{iri}>" for iri in named)]
        )
        form = self._random.choice((self._select,) * 5 + (self._counted, self._asked, self._built))
        text, keys, is_cut = form()
        return Written(text, default, named, prologue, keys, is_cut)

    def _dataset(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if self._random.random() < 0.7:
            return (), ()
        default = self._random.sample(self._graphs, self._random.randint(0, 3))
        named = self._random.sample(self._graphs, self._random.randint(0, 2))
        return tuple(default), tuple(named)

    def _select(self) -> tuple[str, int, bool]:
        group, variables = self._group(2)
        shown = self._random.sample(variables, self._random.randint(1, min(3, len(variables))))
        distinct = self._random.choice(("", "", "DISTINCT "))
        head = f"SELECT {distinct}{' '.join(shown)} WHERE {group}"
        if self._random.random() < 0.5:
            return head, 0, False
        down = self._random.choice(("STR({})", "DESC(STR({}))"))
        order = " ".join(down.format(name) for name in shown)
        cut = self._random.choice(("", " LIMIT 5", " LIMIT 20 OFFSET 3"))
        return f"{head} ORDER BY {order}{cut}", len(shown), bool(cut)

    def _counted(self) -> tuple[str, int, bool]:
        group, variables = self._group(1)
        key, of = self._random.choice(variables), self._random.choice(variables)
        made = self._random.choice(
            ("COUNT(*)", f"COUNT({of})", f"COUNT(DISTINCT {of})", f"MIN(STR({of}))",
             f"SUM(STRLEN(STR({of})))")
        )  # fmt: skip
        having = self._random.choice(("", "", " HAVING (COUNT(*) > 1)"))
        if self._random.random() < 0.2:
            return f"SELECT ({made} AS ?made) WHERE {group}", 0, False
        return f"SELECT {key} ({made} AS ?made) WHERE {group} GROUP BY {key}{having}", 0, False

    def _asked(self) -> tuple[str, int, bool]:
        return f"ASK WHERE {self._group(2)[0]}", 0, False

    def _built(self) -> tuple[str, int, bool]:
        group, variables = self._group(1)
        subject, value = self._random.choice(variables), self._random.choice(variables)
        return f"CONSTRUCT {{ {subject} <http://e/made> {value} }} WHERE {group}", 0, False

    def _group(self, depth: int, joined: Sequence[str] = ()) -> tuple[str, list[str]]:
        """A group and the variables that are surely or maybe bound in it."""
        parts, variables = self._joins(list(joined))
        for _ in range(self._random.choice((0, 1, 1, 2, 2)) if depth else 0):
            part, more = self._element(depth - 1, variables)
            parts.append(part)
            variables += [name for name in more if name not in variables]
            if self._random.random() < 0.3:  # a group of patterns may go on behind it
                patterns, more = self._joins(variables)
                parts += patterns
                variables += [name for name in more if name not in variables]
        return "{ " + " ".join(parts) + " }", variables

    def _joins(self, joined: list[str]) -> tuple[list[str], list[str]]:
        variables = list(joined)
        patterns = []
        for _ in range(self._random.choice((1, 2, 2, 3, 3, 4))):
            pattern, more = self._pattern(variables)
            patterns.append(f"{pattern} .")
            variables += [name for name in more if name not in variables]
        return patterns, variables

    def _pattern(self, variables: Sequence[str]) -> tuple[str, list[str]]:
        """A triple pattern that a quad of the data matches, with a variable of those before."""
        known = [name for name in variables if name in self._witness]
        joint = self._random.choice(known or variables) if variables else self._fresh()
        term, fresh, draw = self._witness.get(joint), self._fresh(), self._random.random()
        if draw < 0.2 and self._of_object[term]:
            quad = self._random.choice(self._of_object[term])
            ends, self._witness[fresh] = (fresh, joint), quad.subject
        else:
            quad = self._random.choice(self._of_subject[term] or self._quads)
            self._witness.setdefault(joint, quad.subject)
            same = [name for name in known if self._witness[name] == quad.object]
            other = str(quad.object) if draw > 0.7 else self._random.choice([fresh, *same])
            ends = joint, other
            self._witness.setdefault(fresh, quad.object)
        verb = self._verb(quad)
        return f"{ends[0]} {verb} {ends[1]}", [end for end in ends if end.startswith("?")]

    def _verb(self, quad: Quad) -> str:
        draw, own = self._random.random(), f"<{quad.predicate.value}>"
        other = f"<{self._random.choice(self._predicates)}>"
        if draw < 0.75 or own == f"<{_TYPE}>":
            return own
        if draw < 0.8:
            return self._fresh()
        forms = (
            "%s/%s", "%s|%s", "^%s/%s", "(%s|%s)+", "%s*/%s", "%s?/%s", "!(%s|^%s)", "^(%s|%s)",
        )  # fmt: skip
        return self._random.choice(forms) % (own, other)

    def _element(self, depth: int, variables: Sequence[str]) -> tuple[str, list[str]]:
        some = self._random.choice(variables)
        other = self._random.choice(variables)
        kind = self._random.randrange(11)
        if kind < 5:
            return self._nested(kind, depth, some)
        fresh = self._fresh()
        if kind == 5:
            return f"FILTER({self._condition(some, other)})", []
        if kind == 6:
            made = self._random.choice(
                (f"STR({some})", f"STRLEN(STR({some}))", "1", f"LANG({some})")
            )
            return f"BIND({made} AS {fresh})", [fresh]
        if kind == 7:
            terms = [self._term() for _ in range(3)]
            return f"VALUES {some} {{ {' '.join(terms)} UNDEF }}", []
        group, inner = self._group(depth, [some])
        if kind == 8:
            graph = self._random.choice((fresh, f"<{self._random.choice(self._graphs)}>"))
            return f"GRAPH {graph} {group}", [*inner, *([graph] if graph == fresh else [])]
        if kind == 9:
            return f"{{ SELECT DISTINCT {some} WHERE {group} }}", []
        counted = f"SELECT {some} (COUNT(*) AS {fresh})"
        return f"{{ {counted} WHERE {group} GROUP BY {some} }}", [fresh]

    def _nested(self, kind: int, depth: int, some: str) -> tuple[str, list[str]]:
        group, inner = self._group(depth, [some])
        if kind == 0:
            return f"OPTIONAL {group}", inner
        if kind == 1:
            other, more = self._group(depth, [some])
            return f"{group} UNION {other}", [*inner, *more]
        if kind == 2:
            return f"MINUS {group}", []
        if kind == 3:
            return f"FILTER EXISTS {group}", []
        return f"FILTER NOT EXISTS {group}", []

    def _condition(self, some: str, other: str) -> str:
        conditions = (
            f"isIRI({some})", f"BOUND({some})", f"!BOUND({other})", f"{some} != {other}",
            f"LANG({some}) = 'en'", f"STRLEN(STR({some})) > 20", f"{some} IN ({self._term()}, 1)",
            f"CONTAINS(STR({some}), 'a') || {other} = {some}", f"STR({some}) < STR({other})",
        )  # fmt: skip
        return self._random.choice(conditions)

    def _term(self) -> str:
        quad = self._random.choice(self._quads)
        term = self._random.choice((quad.subject, quad.object))
        return str(term) if isinstance(term, NamedNode | Literal) else "1"

    def _fresh(self) -> str:
        return f"?v{next(self._numbers)}"
