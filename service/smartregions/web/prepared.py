"""What pages need of a state of the data, made once for all processes of a service.

Whoever needs it first makes it and files it in the directory where the processes meet, unless
`server.preparing` was there before. There is no harm in a file that goes missing: it is made again.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

from smartregions.web.service import service

T = TypeVar("T")


def prepared(name: str, state: str, make: Callable[[], T]) -> T:
    """What was made of a state under a name, or is made now: dicts, lists, tuples, sets, texts,
    numbers.

    Equal texts that are one object in it are one again when it is read
    (https://docs.python.org/3/library/marshal.html); processes of one program read these files,
    and nobody else has the directory.
    """
    folder = service().run
    if folder is None:
        return make()
    file = folder / f"{name}-{state}.prepared"
    with suppress(FileNotFoundError):
        return cast("T", marshal.loads(file.read_bytes()))
    made = make()
    _file(file, f"{name}-*.prepared", marshal.dumps(cast("Any", made)))
    return made


def _file(file: Path, others: str, told: bytes) -> None:
    """It is there whole or not at all, and those of states before are not any more."""
    draft = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):  # the disk is full: the next one makes it for itself
        draft.write_bytes(told)
        draft.replace(file)
        for other in file.parent.glob(others):
            if other != file:
                other.unlink(missing_ok=True)
