"""The query that the editor begins with: in ten lines, what the data say of a partnership."""

from __future__ import annotations

from smartregions.errors import LimitReached
from smartregions.namespaces import PREFIXES, SR
from smartregions.web.answers import AnsweringIndex
from smartregions.web.languages import gettext
from smartregions.web.summary import EXAMPLE, partnerships

_QUERY = f"""# %(title)s
PREFIX dcterms: <{PREFIXES["dcterms"]}>
PREFIX rdfs: <{PREFIXES["rdfs"]}>
PREFIX sr: <{SR}>

SELECT ?region ?regionLabel ?role ?country ?source WHERE {{
  ?participation sr:partnership <%(partnership)s> ;
    sr:participatingRegion ?region ;
    sr:role ?role ;
    dcterms:source ?source .
  ?region rdfs:label ?regionLabel ;
    sr:country ?country .
  FILTER(LANG(?regionLabel) = "en")
}}
ORDER BY ?role ?regionLabel
LIMIT 50
"""


def beginning() -> str:
    """The regions of the partnership that the front page shows first, each with its source.

    Where there is none, or the index cannot say, a query that names none.
    """
    try:
        first = next(iter(partnerships(AnsweringIndex())), None)
    except LimitReached:
        return EXAMPLE
    if first is None:
        return EXAMPLE
    name = " ".join(first.label.text.split())  # no line may end in a comment
    title = gettext("The regions of %(partnership)s: role, country, and the source that says so.")
    return _QUERY % {"title": title % {"partnership": name}, "partnership": first.iri}
