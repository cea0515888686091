"""One request to one server, for checks; the load comes from wrk."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from urllib.parse import quote

import pyoxigraph
from pyoxigraph import RdfFormat

RESULTS = "application/sparql-results+json"
GRAPH = "application/n-triples"

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class NoAnswer(Exception):
    """The server answered with an error, or not in time."""


def address(endpoint: str, query: str) -> str:
    """The address of a query, which comes last in it; the endpoint ends in `?` or `&`."""
    return f"{endpoint}query={quote(query, safe='')}"


def ask(url: str, accept: str, seconds: float) -> bytes:
    """The body of the answer. Raises NoAnswer."""
    request = urllib.request.Request(url, headers={"Accept": accept})
    try:
        with _DIRECT.open(request, timeout=seconds) as response:
            body: bytes = response.read()
            return body
    except urllib.error.HTTPError as error:
        with error:
            raise NoAnswer(f"{error.code}: {error.read(300).decode(errors='replace')}") from error
    except TimeoutError as error:
        raise NoAnswer(f"none within {seconds:g} s") from error
    except (OSError, HTTPException) as error:
        raise NoAnswer(str(error)) from error


def rows(body: bytes, is_graph: bool) -> int:
    """How many rows the answer has, or how many triples. Raises NoAnswer if it is none."""
    try:
        if is_graph:
            return len({str(quad) for quad in pyoxigraph.parse(body, format=RdfFormat.N_TRIPLES)})
        return len(json.loads(body)["results"]["bindings"])
    except (SyntaxError, ValueError, KeyError) as error:
        raise NoAnswer(f"no result: {error}") from error
