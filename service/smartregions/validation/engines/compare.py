"""Do two engines find the same? Compared as multisets of six parts; messages may differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pyoxigraph import Literal

from smartregions import namespaces as ns
from smartregions.validation import paths
from smartregions.validation.engines.result import Result, as_engines_write
from smartregions.validation.literals import fault

BY_VALUE = frozenset(
    f"{ns.SH}{name}ConstraintComponent"
    for name in (
        *("Datatype", "Node", "And", "Or", "Xone", "Not", "LessThan", "LessThanOrEquals"),
        *("MinInclusive", "MinExclusive", "MaxInclusive", "MaxExclusive"),
    )
)
"""Components that may ask what a literal stands for."""
SHOWN = 5

Key = tuple[str, ...]


def keys(results: Iterable[Result]) -> Counter[Key]:
    """The results by what makes two of them the same.

    Left out: what engines make of an ill-formed literal. None knows every lexical form
    (SHACL 4.1.2 asks for those of SPARQL 1.1 only); our own check judges them all.
    """
    return Counter(key(result) for result in results if not ill_formed(result))


def key(result: Result) -> Key:
    """Focus node, path, value, component, severity and shape, as text."""
    path = "" if result.path is None else paths.write(result.path, "<{}>".format)
    value = "" if result.value is None else str(as_engines_write(result.value))
    focus = str(as_engines_write(result.focus_node))
    return focus, path, value, result.component, result.severity, str(result.shape)


def ill_formed(result: Result) -> bool:
    """True when the result may say no more than that a literal is not written as it should be."""
    value = result.value
    return (
        result.component in BY_VALUE
        and isinstance(value, Literal)
        and fault(value.value, value.datatype.value) is not None
    )


def difference(found: Iterable[Result], expected: Iterable[Result]) -> str:
    """What only one of `fast` and `reference` found, a line each; empty when they agree."""
    ours, theirs = keys(found), keys(expected)
    lines = [
        *(f"only `fast`: {_line(key)}" for key in sorted((ours - theirs).elements())),
        *(f"only `reference`: {_line(key)}" for key in sorted((theirs - ours).elements())),
    ]
    rest = len(lines) - SHOWN
    return "\n".join(lines[:SHOWN] + [f"... and {rest} more"] * (rest > 0))


def _line(key: Key) -> str:
    return " ".join(part.removeprefix(ns.SH) or "-" for part in key)
