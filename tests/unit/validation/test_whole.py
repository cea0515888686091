"""Over the real corpus: the part of the context that is taken judges like the whole of it.

And two engines agree on whatever becomes of a contribution that is edited at random.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from smartregions import corpus
from smartregions import namespaces as ns
from smartregions.turtle.read import Contribution, read
from smartregions.validation import Context, packaged
from smartregions.validation.engines.compare import Key, difference, key
from smartregions.validation.judge import results

CORPUS = corpus.find()
DATA = sorted(CORPUS.data.rglob("*.ttl"))


def found(data: list[tuple[Triple, ...]], context: Context) -> Counter[Key]:
    """What is found about the first graph's subjects, in all of the graphs."""
    subjects = {triple.subject for triple in data[0]}
    everything = results([*data, context.vocabulary], context.shapes, "fast")
    return Counter(key(result) for result in everything if result.focus_node in subjects)


@cache
def triples(file: Path) -> tuple[Triple, ...]:
    quads = pyoxigraph.parse(file.read_bytes(), format=RdfFormat.TURTLE, rename_blank_nodes=True)
    return tuple(quad.triple for quad in quads)


def test_there_is_data() -> None:
    assert len(DATA) > 10


@pytest.mark.parametrize("file", DATA, ids=lambda file: file.stem)
def test_the_slice_judges_like_the_whole(file: Path) -> None:
    """Every data file beside all others, and beside what was taken of them.

    Every third value is exchanged for that of another statement, so that there is much to find.
    """
    context = packaged(CORPUS, [file])
    contribution = exchanged(read(file.read_bytes(), file.name))
    whole = tuple(triple for other in DATA if other != file for triple in triples(other))
    around = context.around([contribution])
    expected = found([contribution.triples, whole], context)
    assert found([contribution.triples, around], context) == expected
    assert len(around) < len(whole)
    assert expected or file.stem == "catalogue"


def exchanged(contribution: Contribution) -> Contribution:
    stated = contribution.triples
    changed = [
        Triple(t.subject, t.predicate, stated[(7 * n) % len(stated)].object) if n % 3 == 0 else t
        for n, t in enumerate(stated)
    ]
    return Contribution(
        name=contribution.name,
        text="",
        sha256="",
        triples=tuple(changed),
        prefixes=contribution.prefixes,
        base=None,
    )


@cache
def small() -> Context:
    """The corpus of these tests: the reference engine takes seconds for the real one."""
    return packaged(corpus.Corpus(Path(__file__).parent / "corpus"))


NODES = [NamedNode(ns.ID + name) for name in ("region/bretagne", "region/france", "region/x", "a")]
NODES += [NamedNode(ns.SCHEME + "role/leading"), NamedNode(ns.SR + "Region"), BlankNode("b")]
CLASSES = [NamedNode(ns.SR + name) for name in ("Region", "Country", "Participation")]
PROPERTIES = [NamedNode(ns.SR + p) for p in ("name", "region", "role", "from", "to", "within")]
TYPE = NamedNode(ns.RDF + "type")
TEXTS = st.sampled_from(
    ["", "a", "2024-01-01", "2023-12-31", "01", "1.0", "true", 'say "x"\n', "é𝔸"]
)
DATATYPES = st.sampled_from(["string", "date", "integer", "decimal", "boolean", "gYear"])
LITERALS = st.one_of(
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(ns.XSD + name)), TEXTS, DATATYPES
    ),
    st.builds(lambda text, tag: Literal(text, language=tag), TEXTS, st.sampled_from(["en", "fr"])),
)
STATEMENTS = st.one_of(
    st.builds(Triple, st.sampled_from(NODES), st.just(TYPE), st.sampled_from(CLASSES)),
    st.builds(
        Triple,
        st.sampled_from(NODES),
        st.sampled_from(PROPERTIES),
        st.one_of(st.sampled_from(NODES), LITERALS),
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STATEMENTS, min_size=1, max_size=12))
def test_the_engines_agree_on_statements_at_random(statements: list[Triple]) -> None:
    context = small()
    contribution = Contribution("x", "", "", tuple(statements), {}, None)
    data = [contribution.triples, context.vocabulary, context.around([contribution])]
    fast, reference = (results(data, context.shapes, e) for e in ("fast", "reference"))
    assert difference(fast, reference) == ""


EDITED = """\
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix region: <https://w3id.org/smart-regions/id/region/> .
<https://w3id.org/smart-regions/id/participation/a> a sr:Participation ;
  sr:region region:x ;
  sr:role <https://w3id.org/smart-regions/scheme/role/leading> ;
  sr:from "2024-01-01"^^<http://www.w3.org/2001/XMLSchema#date> ;
  sr:to "2024-12-31"^^<http://www.w3.org/2001/XMLSchema#date> .
region:x a sr:Region ; sr:name "X"@fr , "Y"@en ; sr:within region:france .
"""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_engines_agree_on_random_edits_of_a_good_file(data: st.DataObject) -> None:
    """Statements are dropped, doubled with another value, or given another's value."""
    context = small()
    stated = list(read(EDITED.encode(), "x").triples)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(stated) - 1))
        other = data.draw(st.sampled_from([t.object for t in stated]) | LITERALS)
        edited = Triple(stated[place].subject, stated[place].predicate, other)
        match data.draw(st.sampled_from(["drop", "add", "change"])):
            case "drop" if len(stated) > 1:
                del stated[place]
            case "add":
                stated.append(edited)
            case _:
                stated[place] = edited
    contribution = Contribution("x", "", "", tuple(stated), {}, None)
    graphs = [contribution.triples, context.vocabulary, context.around([contribution])]
    fast, reference = (results(graphs, context.shapes, e) for e in ("fast", "reference"))
    assert difference(fast, reference) == ""
