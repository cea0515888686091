"""A corpus of a few lines, for tests that need one whole."""

from __future__ import annotations

from pathlib import Path

from smartregions.namespaces import ID, SCHEME, SR

PREFIXES = f"""@prefix sr: <{SR}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
ONTOLOGY = PREFIXES + (
    "sr:Region a owl:Class .\nsr:Island rdfs:subClassOf sr:Region .\nsr:Partnership a owl:Class .\n"
)
ROLES = PREFIXES + (
    f'<{SCHEME}role/leading> skos:inScheme <{SCHEME}role> ; skos:prefLabel "leading"@en .\n'
    f'<{SCHEME}role/joining> skos:inScheme <{SCHEME}role> ; skos:prefLabel "joining"@en .\n'
)
SHAPES = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<http://e/shape> a sh:NodeShape .\n"
REGIONS = PREFIXES + (
    f'<{ID}region/north> a sr:Region ; rdfs:label "Nord"@fr, "North"@en ; sr:size 30 .\n'
    f'<{ID}region/south> a sr:Region ; rdfs:label "South"@en ; sr:size 20 .\n'
    f'<{ID}region/isle> a sr:Island ; rdfs:label "L\'Île"@fr ; sr:size 5 .\n'
)
PARTNERSHIPS = PREFIXES + (
    f'<{ID}partnership/one> a sr:Partnership ; rdfs:label "One"@en ;\n'
    f"  sr:valueChainScheme <{SR}v> .\n"
    f"<{ID}participation/a> sr:partnership <{ID}partnership/one> ;\n"
    f"  sr:participatingRegion <{ID}region/north> ; sr:role <{SCHEME}role/leading> .\n"
    f"<{ID}participation/b> sr:partnership <{ID}partnership/one> ;\n"
    f"  sr:participatingRegion <{ID}region/isle> ; sr:role <{SCHEME}role/joining> .\n"
)
SIZES = f"""#+ summary: How large is a region?
#+ description: In square kilometres.
#+ parameters:
#+   - name: region
#+     type: iri
#+     class: sr:Region
#+     help: The region; without it, every one.
#+   - name: least
#+     type: integer
#+     help: The least size.
PREFIX sr: <{SR}>
SELECT ?region ?size WHERE {{
  VALUES ?region {{ UNDEF }}
  VALUES ?least {{ 10 }}
  ?region sr:size ?size .
  FILTER(?size >= ?least)
}}
ORDER BY ?region
"""
IS_THERE = "#+ summary: Is there anything?\nASK { ?s ?p ?o }\n"


def write(root: Path) -> Path:
    """The corpus in this folder, which is returned."""
    files = {
        "ontology/core.ttl": ONTOLOGY,
        "ontology/schemes/role.ttl": ROLES,
        "shapes/core.ttl": SHAPES,
        "data/regions.ttl": REGIONS,
        "data/deep/partnerships.ttl": PARTNERSHIPS,
        "queries/regions/sizes.rq": SIZES,
        "queries/any/is-there.rq": IS_THERE,
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root
