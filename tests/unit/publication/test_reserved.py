"""What a graph may be called, and what is proposed where it may not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartregions.publication.reserved import is_past, unopenable

GRAPH = "https://w3id.org/smart-regions/graph/"


@pytest.mark.parametrize(
    "graph",
    [
        "http://example.org/a/history", "http://example.org/a?b#c", "urn:a:b%20c",
        f"{GRAPH}history", f"{GRAPH}a/history-of", f"{GRAPH}a.ttl", f"{GRAPH}a/b.c/d..e",
        f"{GRAPH}caf\u00e9/2026", f"{GRAPH}a:b@c,(d)", f"{GRAPH}person/%31.ttl",
    ],
)  # fmt: skip
def test_a_name_that_opens(graph: str) -> None:
    assert unopenable(graph) is None


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("a/history", "a-history"),
        ("a/b/history/12/restore", "a/b-history-12-restore"),
        ("a/./b", "a/b"),
        ("../a", "a"),
        ("/a//b/", "a/b"),
        ("a?b=c#d", "a-b=c-d"),
        ("a%2Fb/diff", "a%2Fb-diff"),
        ("", "name"),
    ],
)
def test_a_name_that_does_not_and_one_that_does(name: str, better: str) -> None:
    assert f"ame it <{GRAPH}{better}>" in str(unopenable(GRAPH + name)).replace("the graph", "it")


def test_what_no_request_can_name() -> None:
    assert "2,048" in str(unopenable("http://e/" + "a" * 2_048))
    assert "no graph" in str(unopenable("http://e/a\u00a0b"))


@given(st.text("ab./?#%", min_size=1, max_size=12), st.sampled_from(["", "/history", "/diff"]))
def test_what_is_proposed_opens(name: str, end: str) -> None:
    why = unopenable(GRAPH + name + end)
    if why is not None:
        better = str(why).rpartition("<")[2].partition(">")[0]
        assert unopenable(better) is None, better
        assert not is_past(better)
