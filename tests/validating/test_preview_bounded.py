"""What would change is found out in bounded time, whatever question is stored."""

from __future__ import annotations

from pathlib import Path

import smallworld
from live.asking import Request, client
from live.service import Service

ENDLESS = """#+ summary: How many combinations are there?
SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p }
"""
TEXT = b'<https://w3id.org/smart-regions/id/region/new> <http://e/p> "new" .'
HEADERS = {"Content-Type": "text/turtle", "Accept": "application/json"}


def test_a_question_that_does_not_end_costs_the_questions_and_nothing_else(
    tmp_path: Path,
) -> None:
    root = smallworld.write(tmp_path / "corpus")
    (root / "queries" / "endless").mkdir(parents=True)
    (root / "queries" / "endless" / "combinations.rq").write_text(ENDLESS)
    with Service(tmp_path, {"corpus": str(root), "query_seconds": "10"}) as service:
        request = Request("/validate?graph=http://e/g", "POST", HEADERS, TEXT)
        answer = service.ask(request, client())
        told = answer.json()
        assert (answer.status, told["files"][0]["triples"]) == (200, 1)
        assert told["preview"]["triplesAdded"] == 1
        (unknown,) = told["preview"]["unknown"]
        assert "questions" in unknown and "not found out within 3.5 seconds" in unknown
        assert service.ask(Request("/health"), client()).status == 200
