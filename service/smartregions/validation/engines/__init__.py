"""The engines: one table, one file each, one form of answer.

`fast` judges; `reference` is the field's own validator; `both` runs the two and refuses to
judge where they disagree. An engine is imported when it is asked for: the reference costs
300 ms before it has read a triple.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from typing import Literal

from smartregions.errors import CannotJudge
from smartregions.messages import Message
from smartregions.validation.engines.compare import difference
from smartregions.validation.engines.result import Result

Engine = Callable[[str, Iterable[str], str], list[Result]]
"""The data graph, labels of its blank nodes, the shapes (graphs in N-Triples): to results."""
EngineName = Literal["fast", "reference", "both"]

MODULES = {"fast": "fast", "reference": "reference"}
ENGINES: tuple[EngineName, ...] = ("fast", "reference", "both")


def engine(name: str) -> Engine:
    """The engine of that name."""
    if name == "both":
        return _both
    module = importlib.import_module(f"{__name__}.{MODULES[name]}")
    validate: Engine = module.validate
    return validate


def described(name: str) -> str:
    """The engine's name, and the packages behind it with their versions."""
    parts = tuple(MODULES) if name == "both" else (name,)
    found = [importlib.import_module(f"{__name__}.{MODULES[part]}").VERSION for part in parts]
    return f"{name} ({', '.join(found)})"


def _both(data: str, blank_nodes: Iterable[str], shapes: str) -> list[Result]:
    """What both engines find; raises CannotJudge when they do not find the same."""
    labels = tuple(blank_nodes)
    found, expected = (engine(name)(data, labels, shapes) for name in ("fast", "reference"))
    if apart := difference(found, expected):
        raise CannotJudge(
            Message("The engines disagree, so there is no verdict.\n{apart}", apart=apart)
        )
    return found
