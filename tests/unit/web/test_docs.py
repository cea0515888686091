"""`docs/sparql.md` tells the truth: its tables and its example are held against the service."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

from flask.testing import FlaskClient

from smartregions.formats import FORMATS, named
from smartregions.settings import Settings
from smartregions.web import protocol
from smartregions.web.description import LIMITS

PAGE = (Path(__file__).parents[3] / "docs" / "sparql.md").read_text("utf-8")
FORMS = {"results": "SELECT, ASK", "graph": "CONSTRUCT, DESCRIBE"}


def rows(first: str) -> list[list[str]]:
    """The rows of the table whose head starts with this word."""
    (table,) = re.findall(rf"^\| {first} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    return [
        [cell.strip().strip("`") for cell in line.strip("|").split(" | ")]
        for line in table.replace("|\n", "\n").splitlines()
    ]


def test_it_lists_every_format() -> None:
    known = [[f.name, FORMS[f.answers], f.media_type, f".{f.suffix}"] for f in FORMATS]
    assert rows("name") == known
    for name, _, media_type, suffix in rows("name"):
        assert named(name)[0].name == named(media_type)[0].name
        assert name in {f.name for f in named(suffix[1:])}


def test_it_lists_every_limit_with_its_default() -> None:
    settings = {setting.name: setting for setting in fields(Settings)}
    assert rows("limit") == [
        [name, str(settings[of].default), settings[of].metadata["help"]]
        for name, of in LIMITS.items()
    ]


def test_it_lists_every_parameter() -> None:
    known = {"query", "default-graph-uri", "named-graph-uri", *protocol.OPTIONS}
    known |= {"update", "using-graph-uri", "using-named-graph-uri"}
    listed = {name.strip("` ") for row in rows("parameter") for name in row[0].split(",")}
    assert listed == known


def test_it_lists_every_status_that_the_api_names(client: FlaskClient) -> None:
    listed = {row[0] for row in rows("status")}
    path = client.get("/openapi.json").get_json()["paths"]["/sparql"]
    named = {status for told in path.values() for status in told["responses"]}
    assert listed >= named - {"200", "304"}


def test_its_example_of_an_error_is_one(client: FlaskClient) -> None:
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    document = json.loads(shown)
    response = client.get("/sparql", query_string={"query": document["source"]})
    assert response.get_json(force=True) == document
