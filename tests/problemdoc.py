"""What every error of the HTTP interface looks like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

PLACE_KEYS = {"all", "near", "line", "column", "source", "caret"}
PROBLEM_KEYS = {"type", "title", "status", "detail"}


def problem(response: TestResponse, status: int, slug: str) -> Mapping[str, Any]:
    """The problem document of a response, after the checks that hold for every one."""
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    document: Mapping[str, Any] = response.get_json()
    assert set(document) - PLACE_KEYS == PROBLEM_KEYS
    assert document["status"] == status
    assert document["type"] == f"https://w3id.org/smart-regions/problems#{slug}"
    assert "Traceback" not in response.text
    return document
