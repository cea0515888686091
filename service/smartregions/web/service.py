"""What the pages and endpoints of one app work with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from flask import current_app

from smartregions.dataset import DatasetSettings
from smartregions.index import WorkingIndex
from smartregions.library.shelf import Library
from smartregions.registry.log import Registry
from smartregions.settings import Settings

KEY = "smartregions"


@dataclass(frozen=True, slots=True)
class Service:
    """One index, one library, and how they may be used."""

    settings: Settings
    index: WorkingIndex
    library: Library
    registry: Registry | None = None
    """The log of changes; without one, nothing is contributed, and there is no past."""
    dataset: DatasetSettings = field(default_factory=DatasetSettings)
    run: Path | None = None
    """Where the processes of this service meet; None for one alone."""


def service() -> Service:
    """The service of the app that handles this request."""
    return cast("Service", current_app.extensions[KEY])
