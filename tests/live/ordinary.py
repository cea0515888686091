"""What ordinary people ask: stored questions and point look-ups, each with its right answer."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from live import plain
from live.asking import Answer, Request, by_get
from smartregions.library.shelf import load

STORED = (
    "actors/by-region",
    "capabilities/by-region",
    "catalogue/on-offer",
    "membership/regions-by-role",
    "partnerships/platforms",
    "places/region-seats",
    "projects/participants",
    "provenance/sources",
)
LOOK_UPS = 60

_POINT = "SELECT ?p ?o WHERE {{ <{}> ?p ?o }}"
_SUBJECTS = """PREFIX sr: <https://w3id.org/smart-regions/ontology#>
SELECT DISTINCT ?s WHERE { ?s a ?c . VALUES ?c { sr:Actor sr:Region sr:Project } }"""

_numbers = itertools.count()


@dataclass(frozen=True)
class Ordinary:
    """A question in CSV, and the rows that answer it."""

    request: Request
    right: Counter[tuple[str, ...]]

    def is_right(self, answer: Answer) -> bool:
        """Whether this is the whole answer, and nothing else."""
        return answer.status == 200 and plain.of_csv(answer.body) == self.right

    def anew(self) -> Ordinary:
        """The same question in letters that nobody has sent yet, so that no cache knows it."""
        mark = f"%23{next(_numbers)}" if "query=" in self.request.path else ""
        path = self.request.path + mark
        return Ordinary(Request(path, headers=self.request.headers), self.right)


@cache
def questions(seed: int = 1) -> Sequence[Ordinary]:
    """All of them, in an order that the seed decides."""
    drawn = random.Random(seed)
    subjects = sorted(row[0] for row in plain.rows(_SUBJECTS) if row[0] != "s")
    texts = [_POINT.format(subject) for subject in drawn.sample(subjects, LOOK_UPS)]
    found = [Ordinary(by_get(text), plain.rows(text)) for text in texts]
    library = load(plain.ROOT / "queries")
    for path in STORED:
        text = library.get(path).bound({})
        request = Request(f"/queries/{path}", headers={"Accept": "text/csv"})
        found += [Ordinary(request, plain.rows(text)), Ordinary(by_get(text), plain.rows(text))]
    drawn.shuffle(found)
    return found
