"""The pages that bring many statements together: who has what, who lacks it, who could join whom.

What they show is worked out by stored questions, or counted from what those are asked about where
their answers would be long (decision 0044); each page names the questions that tell the same.
"""

from __future__ import annotations

from flask import Flask

from smartregions.library.shelf import Library
from smartregions.web.overview import forming, marking, matches, matrix, monitoring, network

_PAGES = (matrix, matches, forming, network, monitoring)


def install(app: Flask, library: Library) -> None:
    """Add the pages whose questions are in the library; without them, there is nothing to show."""
    marking.install(app)
    for page in _PAGES:
        if all(path in library for path in page.ASKS):
            app.register_blueprint(page.blueprint)
