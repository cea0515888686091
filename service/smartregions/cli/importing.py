"""Modules that are imported when they are called for, and as fast as can be."""

from __future__ import annotations

import gc
import importlib
from types import ModuleType


def imported(name: str) -> ModuleType:
    """The module, imported now if it was not before. Raises ModuleNotFoundError.

    What modules are made of stays: it is not looked through for garbage while it grows (a tenth of
    the time), nor at any later time, which would copy it in each process that was forked.
    """
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        gc.freeze()
        gc.enable()
