"""One result of an engine, with what is needed to speak of it in the contributor's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smartregions.messages import Message, joined
from smartregions.validation.choices import Choices
from smartregions.validation.engines.result import Result
from smartregions.validation.graph import Graph, Term
from smartregions.validation.names import Borrowing
from smartregions.validation.paths import Alternative, Inverse, Predicate
from smartregions.validation.shapes import sh

SUFFIX = "ConstraintComponent"


@dataclass(frozen=True)
class Case:
    """One result, with what its advice is made from."""

    result: Result
    shapes: Graph
    choices: Choices
    names: Borrowing
    """In the prefixes of the file and, where it has none for it, in the usual one."""
    lines: tuple[int, ...] = ()
    """The lines on which the values of the path stand in the file, in order."""
    languages: Sequence[str] = ()
    """Those of the texts of the file, the most frequent first."""
    beside: Sequence[Term] = ()
    """The values of the path that stand in the file, the one at fault among them."""
    format: str = ""
    """What the format of the file is called; nothing for Turtle."""
    strays: Sequence[Term] = ()
    """Of a thing that is of another class: what is said of it and only fits the class asked for."""

    @property
    def component(self) -> str:
        """The component's local name without its suffix: `MinCount`."""
        return local_name(self.result.component).removesuffix(SUFFIX)

    def parameter(self, name: str) -> Term | None:
        """The value of a constraint's parameter in the shape."""
        return self.shapes.value(self.result.shape, sh(name))

    @property
    def path(self) -> str:
        """The path in the contributor's prefixes."""
        return "" if self.result.path is None else self.names.path(self.result.path)

    def stating(self, value: str) -> Message:
        """How a value is stated, by the path or the first of those among which one may choose.

        What leads to the node, and not from it, is stated of the other: a whole statement.
        """
        path = self.result.path
        first = path.choices[0] if isinstance(path, Alternative) else path
        if isinstance(first, Inverse) and isinstance(first.of, Predicate):
            focus = self.names.term(self.result.focus_node)
            return joined((value, self.names.path(first.of), focus, "."), " ")
        return joined(("" if first is None else self.names.path(first), value, ";"), " ")

    @property
    def value(self) -> str:
        """The value in the contributor's prefixes."""
        return "" if self.result.value is None else self.names.term(self.result.value)

    def shown(self, name: str) -> str:
        """A parameter's value as one would write it."""
        term = self.parameter(name)
        return "" if term is None else self.names.term(term)


def local_name(iri: str) -> str:
    """What stands behind the last `#` or `/`."""
    return iri.replace("#", "/").rsplit("/", 1)[-1]
