"""Where the official shapes of DCAT-AP lie; tests that need them skip where they do not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(
    os.environ.get("SMARTREGIONS_DCAT_AP", Path(__file__).parents[1] / "../shared/dcat-ap")
)
NEEDED = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason=f"There is no {FOLDER}; SMARTREGIONS_DCAT_AP names the folder of the official shapes.",
)


def official(release: str, name: str) -> Path:
    """A file of a release: 3.0.1 or 2.1.1."""
    folder = {"3.0.1": "3.0.1/html/shacl", "2.1.1": "2.1.1"}[release]
    return FOLDER / "releases" / folder / name
