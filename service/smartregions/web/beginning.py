"""The queries that people begin with, in the language of the request: who takes part in what."""

from __future__ import annotations

from smartregions.errors import LimitReached
from smartregions.namespaces import PREFIXES, SR
from smartregions.web.answers import AnsweringIndex
from smartregions.web.languages import SOURCE, gettext, language
from smartregions.web.summary import partnerships

_PREFIXES = f"""PREFIX dcterms: <{PREFIXES["dcterms"]}>
PREFIX rdfs: <{PREFIXES["rdfs"]}>
PREFIX skos: <{PREFIXES["skos"]}>
PREFIX sr: <{SR}>
"""


def example() -> str:
    """Every region of every partnership, with its role."""
    return f"""{_PREFIXES}
SELECT ?partnershipLabel ?regionLabel ?roleLabel WHERE {{
  ?participation sr:partnership ?partnership ;
    sr:participatingRegion ?region ;
    sr:role ?role .
{_label("partnership")}
{_label("region")}
{_label("role", "skos:prefLabel")}
}}
ORDER BY ?partnershipLabel ?roleLabel ?regionLabel
LIMIT 100
"""


def beginning() -> str:
    """The regions of the partnership that the front page shows first, each with its source.

    Where there is none, or the index cannot say, a query that names none.
    """
    try:
        first = next(iter(partnerships(AnsweringIndex())), None)
    except LimitReached:
        return example()
    if first is None:
        return example()
    name = " ".join(first.label.text.split())  # no line may end in a comment
    title = gettext("The regions of %(partnership)s: role, country, and the source that says so.")
    return f"""# {title % {"partnership": name}}
{_PREFIXES}
SELECT ?region ?regionLabel ?role ?country ?source WHERE {{
  ?participation sr:partnership <{first.iri}> ;
    sr:participatingRegion ?region ;
    sr:role ?role ;
    dcterms:source ?source .
  ?region sr:country ?country .
{_label("region")}
}}
ORDER BY ?role ?regionLabel
LIMIT 50
"""


def _label(name: str, path: str = "rdfs:label") -> str:
    """Patterns that give a thing its English name, or that of the request before it."""
    if language().tag == SOURCE:
        return f'''  ?{name} {path} ?{name}Label .
  FILTER(LANG(?{name}Label) = "{SOURCE}")'''
    here, english = f"{name}In{language().tag.title()}", f"{name}In{SOURCE.title()}"
    return f'''  OPTIONAL {{ ?{name} {path} ?{here} FILTER(LANG(?{here}) = "{language().tag}") }}
  OPTIONAL {{ ?{name} {path} ?{english} FILTER(LANG(?{english}) = "{SOURCE}") }}
  BIND(COALESCE(?{here}, ?{english}) AS ?{name}Label)'''
