"""What the first pages of a state of the data need, made before anybody asks for one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial

from flask import Flask

from smartregions.errors import SmartRegionsError
from smartregions.index import Index
from smartregions.web.answers import AnsweringIndex
from smartregions.web.finding.names import names, types
from smartregions.web.lists.facts import facts
from smartregions.web.lists.kinds import KINDS
from smartregions.web.overview import compared, forming, listed
from smartregions.web.summary import size

_LOG = logging.getLogger(__name__)


def prepare(app: Flask) -> None:
    """File it for all processes (`prepared`).

    Of what the index refuses one part, the others are filed all the same, and the log has why: the
    pages that need it ask for it themselves.
    """
    with app.app_context():
        for what, read in _parts(AnsweringIndex()):
            try:
                read()
            except SmartRegionsError as error:
                _LOG.warning("%s: read when a page needs it: %s", what, error)


def _parts(index: Index) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "the size of the data", lambda: size(index)
    yield "the names of things", lambda: names().words
    yield "the classes of things", types
    for kind in KINDS:
        yield f"the list of {kind.name}", partial(facts, index, kind)
    for of in listed.COLUMNS:
        yield f"the network of {of}", partial(listed.ahead, of)
    yield "what regions offer and need", compared.ahead
    yield "the segments that have candidates", forming.ahead


def compile_templates(app: Flask) -> None:
    """So that the processes find them compiled."""
    for name in app.jinja_env.list_templates(["html"]):
        app.jinja_env.get_template(name)
