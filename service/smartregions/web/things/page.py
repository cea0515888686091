"""The pages for people: of a thing, and of a namespace."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import render_template

from smartregions.formats import GRAPHS
from smartregions.things.description import Description
from smartregions.things.document import Document, neighbours
from smartregions.web.glance.by_class import glance, is_glanced
from smartregions.web.glance.place import place_map
from smartregions.web.history.addresses import Addresses
from smartregions.web.languages import language
from smartregions.web.service import service
from smartregions.web.things import citing, memento
from smartregions.web.things.forms import FORMATS
from smartregions.web.things.json import keys
from smartregions.web.things.view import View


def base() -> str:
    """The path of the service at its public address; ends in a slash."""
    return urlsplit(service().settings.address).path


def of_thing(found: Description, document: Document, behind: int | None = None) -> str:
    """The page of a thing; `behind` is the change of the catalogue that tells of it, where the one
    of now is still being written."""
    view = View(found, keys().vocabulary, [language().tag], base())
    numbers = neighbours(found.page, found.pages) if found.pages > 1 else {}
    return render_template(
        "thing.html",
        found=found,
        view=view,
        document=document,
        behind=behind,
        glance=glance(found, view.type_iris) if document.at is None else None,
        map=place_map(found) if document.at is None else None,
        is_glanced=found.page == 1 and is_glanced(view.type_iris),
        then=memento.made(document.at) if document.at is not None else None,
        pages={name: document.page(number) for name, number in numbers.items()},
        total=sum(found.arriving.values()),
        formats=[(each.name, document.page_as(each.suffix, 1)) for each in FORMATS],
        histories=[(each, Addresses(each.graph).history) for each in found.datasets],
        citation=citing.citation(found, view, document),
        schema_org=citing.schema_org(found, view, document),
    )


def of_terms(found: Description, document: Document) -> str:
    """The page of a part of a namespace: its terms, and all that is said of each."""
    return render_template(
        "terms.html",
        found=found,
        view=View(found, keys().vocabulary, [language().tag], base()),
        formats=[(each.name, document.page_as(each.suffix, 1)) for each in GRAPHS],
    )
