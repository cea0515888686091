"""Names that would harm a page are text on every page that shows them."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

import smallworld
from smartregions import corpus
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.library.shelf import Library
from smartregions.namespaces import ID
from smartregions.publication.entry import gather
from smartregions.settings import Settings
from smartregions.web import create_app
from smartregions.web.service import Service

BROWSER = {"Accept": "text/html"}
NAMES = (
    '\\"><script>alert(1)</script>zz',
    "zz{{7*7}}%(n)s",
    "zz\u202edesrever",
    "zz' onmouseover='alert(1)",
    "=HYPERLINK(zz)",
)
DATA = "".join(
    f'<{ID}region/h{i}> a sr:Region ; rdfs:label "{name}"@en ; sr:seat <{ID}place/p{i}> .\n'
    f"<{ID}place/p{i}> wgs84:lat {45 + i} ; wgs84:long {5 + i} .\n"
    f"<{ID}participation/h{i}> sr:partnership <{ID}partnership/one> ;\n"
    f"  sr:participatingRegion <{ID}region/h{i}> ; sr:role <javascript:alert(1)> .\n"
    for i, name in enumerate(NAMES)
)
PREFIX = "@prefix wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> .\n"


class Attributes(HTMLParser):
    """The names of all attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {name for name, _ in attrs}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    root = smallworld.write(tmp_path_factory.mktemp("corpus"))
    (root / "data" / "hostile.ttl").write_text(smallworld.PREFIXES + PREFIX + DATA, "utf-8")
    index = MemoryIndex(Limits(), 100, 2)
    gather(corpus.find(root), index)
    return create_app(Service(Settings(), index, Library([]))).test_client()


@pytest.mark.parametrize("address", ["/", "/regions", "/search?q=zz", "/regions?lang=fr"])
def test_a_name_is_text(hostile: FlaskClient, address: str) -> None:
    page = hostile.get(address, headers=BROWSER)
    assert page.status_code == 200
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<script>" not in page.text and "{{7*7}}" in page.text
    assert not [name for name in Attributes(page.text).names if name.startswith("on")]
    assert 'href="javascript:' not in page.text
    assert "zz\ufffddesrever" in page.text and "\u202e" not in page.text


def test_the_map_marks_them(hostile: FlaskClient) -> None:
    page = hostile.get("/", headers=BROWSER).text
    assert page.count(')"><use href="#mark-other"/></g>') == len(NAMES)


def test_csv_and_json_hold_them_as_they_are(hostile: FlaskClient) -> None:
    told = hostile.get("/regions.json").get_json()
    labels = {item["label"] for item in told["items"]}
    assert {'"><script>alert(1)</script>zz', "zz\u202edesrever", "=HYPERLINK(zz)"} <= labels
    assert '"""><script>alert(1)</script>zz"' in hostile.get("/regions.csv").text
