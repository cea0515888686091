"""`/context.jsonld`, `/frame.jsonld`, `/schema.json`: how the JSON with short keys is read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, request

from smartregions import corpus
from smartregions.settings import Settings
from smartregions.things import context as contexts
from smartregions.things.context import DOCUMENT, Context
from smartregions.things.description import Description
from smartregions.things.document import Document
from smartregions.things.plain import plain
from smartregions.things.schema import schema
from smartregions.things.vocabulary import Vocabulary, vocabulary
from smartregions.web.answers import labelled
from smartregions.web.operations import Operation, operation
from smartregions.web.service import service

KEY = "smartregions.keys"
CONTEXT, FRAME, SCHEMA = "context.jsonld", "frame.jsonld", "schema.json"
LD_JSON, SCHEMA_JSON = "application/ld+json", "application/schema+json"

blueprint = Blueprint("keys", __name__)


@dataclass(frozen=True, slots=True)
class Keys:
    """The terms of the installation and the keys made of them."""

    vocabulary: Vocabulary
    context: Context


def install(app: Flask, settings: Settings) -> None:
    """Have the app know the terms of its corpus. Raises ServiceError and TurtleSyntaxError."""
    known = vocabulary(corpus.find(settings.corpus))
    app.extensions[KEY] = Keys(known, contexts.context(known))


def keys() -> Keys:
    """The terms and keys of the app that handles this request."""
    return cast("Keys", current_app.extensions[KEY])


def written(found: Description, document: Document) -> bytes:
    """A description as JSON."""
    told = plain(found, document, keys().context, service().settings.address + CONTEXT)
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


@blueprint.get(f"/{CONTEXT}")
@operation(Operation(answers={LD_JSON: {"type": "object"}}, is_conditional=True))
def context() -> Response:
    """The context of all JSON here: what each key stands for (JSON-LD 1.1)."""
    return _told(contexts.document(keys().context), LD_JSON)


@blueprint.get(f"/{FRAME}")
@operation(Operation(answers={LD_JSON: {"type": "object"}}, is_conditional=True))
def frame() -> Response:
    """The frame of all JSON here: the thing that a document is about is the root."""
    address = service().settings.address + CONTEXT
    return _told({"@context": address, "@embed": "@once", DOCUMENT: {}}, LD_JSON)


@blueprint.get(f"/{SCHEMA}")
@operation(Operation(answers={SCHEMA_JSON: {"type": "object"}}, is_conditional=True))
def json_schema() -> Response:
    """The JSON Schema of all JSON here, made from the shapes (draft 2020-12)."""
    known = keys()
    address = service().settings.address + SCHEMA
    return _told(schema(known.vocabulary, known.context, address), SCHEMA_JSON)


def _told(document: dict[str, Any], media_type: str) -> Response:
    body = json.dumps(document, ensure_ascii=False, indent=1).encode()
    tag = hashlib.sha256(body).hexdigest()[:32]
    if request.if_none_match.contains_weak(tag):
        return labelled(Response(status=304), tag)
    return labelled(Response(body, content_type=media_type), tag)
