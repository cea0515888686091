"""What the variables of a stored question are called."""

from __future__ import annotations

import pytest

from smartregions import corpus
from smartregions.library.question import question
from smartregions.library.shelf import load
from smartregions.library.titles import TITLES, title, titles, words

ASKED = """#+ summary: Who?
#+ parameters:
#+   - name: firstYear
#+     type: year
#+     help: The year.
SELECT ?who ?whoLabel ?aLabel (COUNT(?x) AS ?howMany) WHERE {
  VALUES ?firstYear { UNDEF }
  { SELECT ?who ?hidden { ?who ?hidden "fr" } }
  BIND(IF(?x, "not known", "A name") AS ?state)
}
"""


@pytest.mark.parametrize(
    ("variable", "told"),
    [("region", "Region"), ("firstYear", "First year"), ("of_which", "Of which"),
     ("sha256", "SHA-256"), ("isOurs", TITLES["isOurs"])],
)  # fmt: skip
def test_a_title_is_the_words_of_the_name_or_from_the_table(variable: str, told: str) -> None:
    assert title(variable) == told


def test_columns_and_parameters_have_titles_and_a_label_has_none_of_its_own() -> None:
    asked = question("any", "who", ASKED)
    assert titles(asked) == ["Who", "A label", "How many", "First year"]


def test_words_of_a_query_are_not_names_nor_tags_of_languages() -> None:
    assert words(ASKED) == {"not known"}


def test_the_table_has_nothing_that_no_question_uses() -> None:
    told = {each for asked in load(corpus.find().queries) for each in titles(asked)}
    assert set(TITLES.values()) <= told
