"""What is not there is answered with what was probably meant: by its address, or by its name."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from smartregions.settings import Settings


def near(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    document = answer.get_json()
    assert all(each in document["detail"] for each in document.get("near", []))
    return [each.removeprefix(Settings().address) for each in document.get("near", [])]


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/doc/region/nroth", ["doc/region/north"]),  # by its address
        ("/doc/region/l-ile", ["doc/region/isle"]),  # by its name in French
        ("/doc/region/L%27%C3%8Ele", ["doc/region/isle"]),
        ("/doc/partnership/l-ile", []),  # of another kind
        ("/doc/region/atlantis", []),
        ("/doc/region/" + "x" * 2_000, []),
    ],
)
def test_what_was_meant_is_told(client: FlaskClient, path: str, meant: list[str]) -> None:
    assert near(client, path) == meant
