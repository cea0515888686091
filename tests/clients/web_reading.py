"""What readers of links, of data in pages and of sitemaps find: run in an environment of their own.

    python web_reading.py (signposts | linkset | markup | sitemap) ADDRESS

Prints JSON.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Callable

import extruct
from signposting.linkset import find_signposting_linkset
from signposting.resolver import find_signposting_http
from usp.tree import sitemap_tree_for_homepage


def signposts(address: str) -> object:
    return _links(find_signposting_http(address))


def linkset(address: str) -> object:
    return _links(find_signposting_linkset(address))


def _links(found: object) -> list[list[object]]:
    return sorted(
        [each.context or "", str(each.rel), each.target, each.type or ""]
        for each in found.signposts  # type: ignore[attr-defined]
    )


def markup(address: str) -> object:
    with urllib.request.urlopen(address) as response:
        text = response.read().decode("utf-8")
    return extruct.extract(text, base_url=address, syntaxes=["json-ld"], errors="strict")["json-ld"]


def sitemap(address: str) -> object:
    pages = sitemap_tree_for_homepage(address).all_pages()
    return sorted([page.url, str(page.last_modified)] for page in pages)


READINGS: dict[str, Callable[[str], object]] = {
    "signposts": signposts,
    "linkset": linkset,
    "markup": markup,
    "sitemap": sitemap,
}

if __name__ == "__main__":
    print(json.dumps(READINGS[sys.argv[1]](sys.argv[2])))
