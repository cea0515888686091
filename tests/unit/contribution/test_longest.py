"""What is too long for one term is told by what it is, where it begins, and what to do."""

from __future__ import annotations

import pytest

from smartregions.contribution import receive
from smartregions.errors import RequestTooLarge

LONGER = "x" * 1_000_001
ENDLESS = "x" * (16 * 1024 * 1024 + 1)
TTL = "text/turtle"
START = "@prefix e: <http://e/> .\n"


@pytest.mark.parametrize(
    ("text", "media_type", "says"),
    [
        (f'{START}e:a e:p "{LONGER}" .', TTL, "Line 2, column 9: This text has 1,000,003"),
        (f"{START}e:a e:p <e:{LONGER}> .", TTL, "Line 2, column 9: This IRI has"),
        (f"{START}e:a e:p e:{LONGER} .", TTL, "Line 2, column 9: This name has"),
        (f'{{"@id": "e:a",\n"e:p": "{LONGER}"}}', "application/ld+json", "Line 2, column 8: This"),
        (f'{START}\n#{ENDLESS}\ne:a e:p "b" .', TTL, "Line 3, column 1: This comment has"),
        (f'{START}e:a e:p "{ENDLESS}" .', TTL, "Line 2, column 9: This text has"),
        (f'{START}e:a e:p """{ENDLESS} .\n', TTL, 'with """ is not closed. Write """ wh'),
        (f"{START}e:a e:p '{ENDLESS} .\n", "application/trig", "with ' is not closed. Write ' wh"),
        (f"<e:a> <e:p> <e:b> .\n #{ENDLESS}\n", "application/n-triples", "Line 2, column 2: "),
    ],
)  # fmt: skip
def test_it_is_told_by_what_it_is_and_where(text: str, media_type: str, says: str) -> None:
    with pytest.raises(RequestTooLarge) as raised:
        receive(text.encode(), media_type, "sent")
    assert says in str(raised.value)


def test_blank_lines_are_no_term() -> None:
    text = START + "\n" * 17_000_000 + "e:a e:p e:b ."
    assert len(receive(text.encode(), TTL, "sent").contribution.triples) == 1
