"""What harvest-check says of the packaged catalogue, judged by the official shapes, in DQV.

    python tests/clients/quality.py > service/smartregions/web/static/quality.ttl

The catalogue has its permanent name in it, not the address at which it was measured.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import dcatap
from clients.running import running
from smartregions import corpus
from smartregions.catalogue.dcatap import CATALOG

PUBLISHED = Path(corpus.__file__).parent / "web" / "static" / "quality.ttl"
SHAPES = ("shapes", "range", "deprecateduris")


def measured(address: str) -> str:
    """The report on the service at this address, which ends in a slash."""
    chosen = [dcatap.official("3.0.1", f"{name}.ttl") for name in SHAPES]
    shapes = [part for path in chosen for part in ("--shapes", str(path))]
    program = [sys.executable, "-m", "smartregions", "harvest-check", "--format", "turtle"]
    done = subprocess.run(
        [*program, address + "catalog", *shapes], stdout=subprocess.PIPE, timeout=600, check=True
    )
    return done.stdout.decode().replace(f"<{address}catalog>", str(CATALOG))


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as folder,
        running(corpus.find().root, Path(folder)) as place,
    ):
        sys.stdout.write(measured(place))
