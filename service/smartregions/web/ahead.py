"""What the first pages of a state of the data need, made before anybody asks for one."""

from __future__ import annotations

from flask import Flask

from smartregions.web.answers import AnsweringIndex
from smartregions.web.finding.names import names, types
from smartregions.web.lists.facts import facts
from smartregions.web.lists.kinds import KINDS
from smartregions.web.summary import size


def prepare(app: Flask) -> None:
    """File it for all processes (`prepared`). Raises what the index raises."""
    with app.app_context():
        index = AnsweringIndex()
        size(index)
        assert names().words
        types()
        for kind in KINDS:
            facts(index, kind)


def compile_templates(app: Flask) -> None:
    """So that the processes find them compiled."""
    for name in app.jinja_env.list_templates(["html"]):
        app.jinja_env.get_template(name)
