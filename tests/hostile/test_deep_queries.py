"""Cases 1 to 8 where the rules on length and depth are switched off: the worker alone stands there.

What the rules refuse must harm nobody either, should they ever miss it.
"""

from __future__ import annotations

import pytest

from live.asking import query
from live.hostile import CASES, Case
from live.serving import serving
from live.watching import Watch

DEEP = [case for case in CASES if int(case.number.rstrip("abc")) <= 8]
MORE = {
    "STR(": f"SELECT ({'STR(' * 13_000}1{')' * 13_000} AS ?x) {{}}",
    "{": "SELECT * " + "{" * 30_000 + "?s ?p ?o" + "}" * 30_000,
    "STR(, past any stack": f"SELECT ({'STR(' * 100_000}1{')' * 100_000} AS ?x) {{}}",
    "[": f"SELECT * {{ ?s ?p {'[ ?p ' * 3000}1{']' * 3000} }}",
}


service = serving(
    {"query_seconds": "1.5", "max_query_depth": "1000000", "max_query_characters": "1000000"}
)


@pytest.mark.parametrize("case", DEEP, ids=str)
def test_a_deep_query_that_no_rule_stops_harms_nobody(case: Case, watch: Watch) -> None:
    for request in case.requests:
        with watch.unharmed():
            answer = watch.ask(request)
        assert answer.status in (200, 400, 503), answer.text[:500]
        if answer.status == 200 and case.right is not None:
            assert answer.body == case.right


@pytest.mark.parametrize("words", MORE)
def test_a_deeper_query_still_harms_nobody(words: str, watch: Watch) -> None:
    with watch.unharmed():
        assert watch.ask(query(MORE[words])).status in (200, 400, 503)
