"""Which partnership a page is about, as its reader chooses it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from smartregions.library.choices import choices
from smartregions.web.answers import AnsweringIndex
from smartregions.web.choosing import told
from smartregions.web.service import service


def partnerships(question: str) -> Mapping[str, object]:
    """What the form shows: those that the question can be about, and the one of the request.

    The partnership must be the only parameter of the stored question.
    """
    (parameter,) = service().library.get(question).parameters
    found = told(choices(AnsweringIndex(), parameter))
    return {"partnerships": found, "given": request.args.get("partnership", "")}
