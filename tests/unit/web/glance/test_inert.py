"""What contributors call things is shown in a glance and never obeyed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from glances import glance
from madeupworld import Tables


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/doc/actor/evil", "&lt;/title&gt;&lt;script&gt;alert(4)"),
        ("/doc/project/evil", "&lt;script&gt;alert(1)"),
        ("/doc/partnership/quiet-harbours", "&lt;script&gt;alert(6)"),
        ("/scheme/value-chain/integration-services", "&lt;script&gt;alert(1)"),
    ],
)
def test_labels_are_shown_and_never_obeyed(hostile: FlaskClient, path: str, shown: str) -> None:
    page = hostile.get(path, headers={"Accept": "text/html"}).text
    assert shown in "".join(glance(hostile, path).values())
    read = Tables(page)
    assert all(source.startswith("/static/") for source in filter(None, read.scripts))
    assert not read.handlers
    assert not any(link.lower().startswith("javascript:") for link in read.links)
