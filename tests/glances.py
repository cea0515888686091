"""The glance on the page of a thing, as its reader has it."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient

PAGE = {"Accept": "text/html"}
NOT_KNOWN = "Not known: no source was found, which is not “none”."

_LIST = re.compile(r'<dl class="glance">.*?</dl>', re.DOTALL)
_ITEM = re.compile(r"<dt>(.*?)</dt>\s*<dd.*?>(.*?)</dd>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def glance(client: FlaskClient, path: str, **headers: str) -> dict[str, str]:
    """The items of the glance at a path, as HTML; none where it has no glance."""
    response = client.get(path, headers=PAGE | headers)
    assert response.status_code == 200, response.text
    found = _LIST.search(response.text)
    return dict(_ITEM.findall(found[0])) if found else {}


def text(html: str) -> str:
    """What a part of a page says, with white space as one space."""
    return " ".join(unescape(_TAG.sub("", html)).split())
