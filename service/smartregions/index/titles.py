"""What the processes of the service are called in the lists of the machine (`ps -o comm`)."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

KEEPER, WORKER, MEASURER = "sr-keeper", "sr-worker", "sr-measurer"
WEB, SETTLER, DOCUMENTER = "sr-web", "sr-settler", "sr-documenter"
CATALOGUER, PREPARER = "sr-cataloguer", "sr-preparer"
"""At most 15 characters each (`man 5 proc`, /proc/self/comm)."""


def entitle(title: str) -> None:
    """Call this process so, where the platform can."""
    with suppress(OSError):
        Path("/proc/self/comm").write_text(title, "ascii")
