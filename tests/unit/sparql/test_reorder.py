"""Orders that follow by hand from these statistics, and what is never given another order."""

from __future__ import annotations

from random import Random

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from smartregions.sparql.estimates import CLOSURE, Estimate, Estimator
from smartregions.sparql.groups import groups
from smartregions.sparql.reorder import GROWTH, LONGEST, reorder
from smartregions.sparql.statistics import Predicate, Statistics, measure
from smartregions.sparql.tokens import tokens

E = "http://example.org/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
PREFIX = f"PREFIX : <{E}>\n"
KNOWN = Statistics(
    {
        TYPE: Predicate(1_610, 1_610, 4),
        E + "project": Predicate(1_000, 1_000, 100),
        E + "participant": Predicate(1_000, 1_000, 500),
        E + "region": Predicate(500, 500, 10),
        E + "country": Predicate(4, 4, 2),
        E + "homepage": Predicate(5, 5, 5),
        E + "label": Predicate(1_600, 1_600, 1_600),
    },
    {
        E + "Participation": 1_000,
        E + "Project": 100,
        E + "Actor": 500,
        E + "Region": 10,
        E + "Sub-project": 7,
    },
)


def where(body: str) -> str:
    return f"{PREFIX}SELECT * WHERE {{ {body} }}"


def reordered(body: str) -> str:
    text = reorder(where(body), KNOWN)
    return text.removeprefix(f"{PREFIX}SELECT * WHERE {{ ").removesuffix(" }")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(
            "?p :participant ?a . ?a :homepage ?h",
            "?a :homepage ?h . ?p :participant ?a",
            id="5 homepages before 1000 participants",
        ),
        pytest.param(
            "?p :participant ?a . ?p :project :one",
            "?p :project :one . ?p :participant ?a",
            id="1000 / 100 participations of one project before 1000",
        ),
        pytest.param(
            "?p :participant ?a . :one :participant ?a",
            ":one :participant ?a . ?p :participant ?a",
            id="1000 / 1000 participants of one participation before 1000",
        ),
        pytest.param(
            "?x a :Participation . ?x a :Project",
            "?x a :Project . ?x a :Participation",
            id="100 instances before 1000",
        ),
        pytest.param(
            f"?x a :Participation . ?x <{TYPE}> <{E}Project>",
            f"?x <{TYPE}> <{E}Project> . ?x a :Participation",
            id="the same without abbreviations",
        ),
        pytest.param(
            "?x :label ?l . ?x a ?c . ?x :homepage ?h",
            "?x :homepage ?h . ?x :label ?l . ?x a ?c",
            id="of equals, the one that was written first",
        ),
        pytest.param(
            "?x ?p ?o . ?x :label ?l",
            "?x :label ?l . ?x ?p ?o",
            id="any predicate has all triples",
        ),
        pytest.param(
            "?a :homepage ?h . ?a :unheard-of ?x",
            "?a :unheard-of ?x . ?a :homepage ?h",
            id="what the data do not hold ends the search at once",
        ),
        pytest.param(
            "?p :project ?k . ?p :participant ?a . ?b :region ?r . ?b :homepage ?h",
            "?b :homepage ?h . ?b :region ?r . ?p :project ?k . ?p :participant ?a",
            id="what is joined already goes on before a product of two joins",
        ),
        pytest.param(
            "?r :country ?c . ?a :homepage ?h . ?a :region ?r",
            "?a :homepage ?h . ?a :region ?r . ?r :country ?c",
            id="4 countries are fewer than 5 homepages, and have 200 actors against 5 regions",
        ),
        pytest.param(
            "$p :participant $a . ?a :homepage ?h",
            "?a :homepage ?h . $p :participant $a",
            id="$a is ?a",
        ),
    ],
)
def test_what_leaves_the_fewest_rows_comes_first(written: str, expected: str) -> None:
    assert reordered(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(
            "?p a :Participation ; :participant ?a , ?b . ?a :homepage ?h .",
            "?a :homepage ?h . ?p :participant ?a . ?p a :Participation . ?p :participant ?b .",
            id="lists",
        ),
        pytest.param(
            "[] :project ?k ; :participant ?a . ?a :homepage ?h",
            "?a :homepage ?h . _:b0 :participant ?a . _:b0 :project ?k",
            id="a nameless blank node",
        ),
        pytest.param(
            "_:b0 :label ?l . [ :project ?k ; :participant [ :homepage ?h ] ] . _:b0 :region ?r",
            "_:b2 :homepage ?h . _:b1 :participant _:b2 . _:b1 :project ?k . "
            "_:b0 :region ?r . _:b0 :label ?l",
            id="lists of blank nodes get labels that are not in use",
        ),
        pytest.param(
            """?x :label ?l ; :region -3.5e1 , "2 . "^^:t, +1 , true , '''x'y'''@en-GB""",
            """?x :region -3.5e1 . ?x :region "2 . "^^:t . ?x :region +1 . ?x :region true . """
            """?x :region '''x'y'''@en-GB . ?x :label ?l""",
            id="literals",
        ),
        pytest.param(
            "?p :participant ?a # all . of } them\n. # so\n ?a :homepage ?h",
            "?a :homepage ?h . ?p :participant ?a",
            id="comments between the patterns are lost",
        ),
        pytest.param(
            "?p (:participant # who?\n | :project) ?a . ?a :homepage ?h",
            "?a :homepage ?h . ?p (:participant # who?\n | :project) ?a",
            id="comments in them are kept",
        ),
        pytest.param(
            "?p :participant ?a . FILTER(?a != :a) ?a :homepage ?h . FILTER isIRI(?h)",
            "?a :homepage ?h . FILTER(?a != :a) ?p :participant ?a . FILTER isIRI(?h)",
            id="a FILTER ends no basic graph pattern (section 5.1.1)",
        ),
        pytest.param(
            "?p :participant ?a ; :project ?k FILTER(1 < 2) . ?a :homepage ?h ; :region ?r .",
            "?a :homepage ?h . ?a :region ?r FILTER(1 < 2) . ?p :participant ?a . ?p :project ?k .",
            id="as many patterns on each side of it as there were",
        ),
    ],
)
def test_patterns_are_written_out_with_the_same_meaning(written: str, expected: str) -> None:
    assert reordered(written) == expected


@pytest.mark.parametrize(
    "path",
    [
        "^:region", "^ :region", ":region/:label", "!:region", "!(:region|^a)", "(:region)",
        "((:region/^:region)+|:label)*", ":label?", ":label*/:region", "^(:region|:label)+", "a*",
        f"<{E}region>|^<{E}region>",
    ],
)  # fmt: skip
def test_paths_stay_whole(path: str) -> None:
    assert reordered(f"?p {path} ?a . ?a :homepage ?h") == f"?a :homepage ?h . ?p {path} ?a"


@pytest.mark.parametrize(
    ("pattern", "rows", "distinct"),
    [
        ("?a :region ?r", 500, {"?a": 500, "?r": 10}),
        ("?r ^:region ?a", 500, {"?a": 500, "?r": 10}),
        ("?a :region :north", 50, {"?a": 500}),
        (":one :region ?r", 1, {"?r": 10}),
        ("?a :region ?a", 1, {"?a": 10}),
        ("?a ?p ?v", 5_719, {"?a": 1_610, "?p": 7, "?v": 2_221}),
        ("?p a :Project", 100, {"?p": 100}),
        ("?p a 'Project'", 0, {"?p": 1}),
        ("_:p :project _:k", 1_000, {"_:p": 1_000, "_:k": 100}),
        ("?a :region/:country ?c", 500 * 4 / 10, {"?a": 500, "?c": 2}),
        ("?a :region|:country ?c", 504, {"?a": 504, "?c": 12}),
        ("?a :region+ ?c", 500 * CLOSURE, {"?a": 500, "?c": 10}),
        ("?a :region* ?c", 500 * CLOSURE + 1_610, {"?a": 1_610, "?c": 1_610}),
        ("?a :region? ?c", 500 + 1_610, {"?a": 1_610, "?c": 1_610}),
        ("?a !:region ?c", 5_719, {"?a": 1_610, "?c": 2_221}),
        (f"?a <{E}region> <relative>", 50, {"?a": 500}),
        (r"?p a :Sub\-project", 7, {"?p": 7}),
    ],
)
def test_the_rows_of_a_pattern_follow_from_the_statistics(
    pattern: str, rows: float, distinct: dict[str, float]
) -> None:
    (group,) = groups(where(pattern), list(tokens(where(pattern))))
    estimate = Estimator(KNOWN, {"": E}).estimate(group.runs[0].patterns[0])
    assert estimate == Estimate(rows, distinct)


BAD = "?p :participant ?a . ?a :homepage ?h"
GOOD = "?a :homepage ?h . ?p :participant ?a"


@pytest.mark.parametrize(
    "around",
    [
        "%",
        "{ % }",
        "OPTIONAL { % }",
        "{ % } UNION { ?x ?y ?z }",
        "?x ?y ?z MINUS { % }",
        "GRAPH ?g { % }",
        "graph :g{%}",
        "{ SELECT DISTINCT ?a (1 AS ?n) { % } GROUP BY ?a HAVING(COUNT(*) > 1) LIMIT 3 }",
        "{ SELECT * WHERE { % } VALUES ?a { :x } }",
        "FILTER EXISTS { % }",
        "FILTER NOT EXISTS { % }",
        "FILTER(1 < 2 && !EXISTS { % } || (NOT EXISTS { % }))",
        "BIND(EXISTS { % } AS ?b)",
        "OPTIONAL { FILTER(?x = 1) % }",
        "VALUES (?x ?y) { (1 2) (:x UNDEF) } %",
        "BIND(1 AS ?b) %",
        "SERVICE :s { ?x :label ?y . ?y :homepage ?z } %",
    ],
)
def test_groups_are_read_wherever_they_stand(around: str) -> None:
    assert reordered(around.replace("%", BAD)) == around.replace("%", GOOD)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { % }",
        "ask where{%}",
        "DESCRIBE ?a WHERE { % }",
        "SELECT (COUNT(*) AS ?n) FROM :g FROM NAMED :h { % } ORDER BY ?n LIMIT 5",
        "SELECT ?a { % } GROUP BY ?a HAVING (COUNT(*) > 1) VALUES ?a { :x }",
        "SELECT (EXISTS { % } AS ?b) {}",
        "CONSTRUCT { ?p :participant ?a . ?a :homepage ?h } WHERE { % }",
        "CONSTRUCT {} FROM :g { % }",
    ],
)
def test_every_form_of_query_is_read(query: str) -> None:
    assert reorder(PREFIX + query.replace("%", BAD), KNOWN) == PREFIX + query.replace("%", GOOD)


@pytest.mark.parametrize(
    "between",
    [
        ". OPTIONAL { ?x ?y ?z }",
        "MINUS { ?x ?y ?z }",
        "BIND(1 AS ?one) .",
        "VALUES ?a { :x }",
        "{ ?x ?y ?z }",
        "{ ?x ?y ?z } UNION { ?x ?y ?z } .",
        "{ SELECT ?x {} }",
        "GRAPH ?g { ?x ?y ?z }",
        "SERVICE SILENT ?s { ?x ?y ?z }",
        "FILTER EXISTS { ?x ?y ?z }",
        "FILTER(!EXISTS { SELECT * {} })",
    ],
)
def test_no_pattern_passes_what_ends_a_basic_graph_pattern(between: str) -> None:
    body = f"?p :participant ?a {between} ?a :homepage ?h"
    assert groups(where(body), list(tokens(where(body)))) != []
    assert reordered(body) == body


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("VALUES ?a { :x } %", True),
        ("VALUES (?b $a) { (1 :x) } %", True),
        ("% VALUES ?a { :x }", True),
        ("BIND(:x AS ?a) %", True),
        ("?a :homepage ?h OPTIONAL { % }", True),
        ("?a :homepage ?h { % } UNION { ?x ?y ?z }", True),
        ("FILTER EXISTS { % } ?a :homepage ?h", True),
        ("?a :homepage ?h OPTIONAL { ?b ?c ?d FILTER(!EXISTS { % }) }", True),
        ("%", False),
        ("?b :homepage ?h OPTIONAL { % }", False),
        ("?a :homepage ?h MINUS { % }", False),
        ("?a :homepage ?h { SELECT * { % } }", False),
    ],
)
def test_what_is_bound_around_a_join_counts(written: str, expected: bool) -> None:
    """Participations are as many by project as by participant, unless one of these is bound."""
    body = written.replace("%", "?p :project ?k . ?p :participant ?a")
    other = written.replace("%", "?p :participant ?a . ?p :project ?k")
    assert reordered(body) == (other if expected else body)


@pytest.mark.parametrize(
    "text",
    [
        where(GOOD),
        where(f"  {GOOD}   # as it was\n"),
        where("?x :label ?l . ?x a ?c"),
        where("?x :label ?y"),
        where(""),
        PREFIX + f"CONSTRUCT WHERE {{ {BAD} }}",
        PREFIX + f"CONSTRUCT FROM :g WHERE {{ {BAD} }}",
        PREFIX + f"CONSTRUCT {{ {BAD} }} {{ {GOOD} }}",
        PREFIX + f"INSERT {{ {BAD} }} WHERE {{ {BAD} }}",
        PREFIX + f"DELETE WHERE {{ {BAD} }}",
        PREFIX + f"WITH :g DELETE {{ {BAD} }} INSERT {{ {BAD} }} WHERE {{ {BAD} }}",
        where(f"SERVICE :s {{ {BAD} }}"),
        where(f"{BAD} . ?x :list (1 [ :p 2 ])"),
        where(f"{BAD} . << ?x ?y ?z >> :p ?q"),
        where(f"{BAD} . ?x :p <<( ?x ?y ?z )>>"),
        where(f"{BAD} . ?x :p ?q {{| :certain 1 |}}"),
        where(f"{BAD} . ?x :p ?q ~ ?r"),
        where(f"{BAD} LATERAL {{ ?x ?y ?z }}"),
        where(f"{BAD} . ?x :p{{1,2}} ?y"),
        where(f"{BAD} . ?x :label+5"),
        where(f"{BAD} . ?x :label - 5"),
        where(f"{BAD} . ?x \\u003Alabel ?y"),
        where(f"{BAD} . ?x undeclared:label ?y"),
        where(f"{BAD} FILTER(undeclared:f(?x))"),
        BAD,
        where(BAD).removesuffix("}"),
        where(BAD) + "}",
        where(f"{BAD} . . ?x ?y ?z"),
        where(f"{BAD} ?x ?y ?z"),
        where(f"{BAD} ; , ?z"),
        where(f"{BAD} . [] . ?x ?y ?z"),
        where(f"{BAD} . ?x ?y ?z ]"),
        where(f"{BAD} FILTER {{ ?x ?y ?z }}"),
        where(f"{BAD} . ?x (:p ?y"),
        where(f"{BAD} . ?x :p/ ?y"),
        where(f"{BAD} . ?x ?y/:p ?z"),
        where(f"{BAD} . ?x !() ?z"),
        "",
        " # nothing",
    ],
)
def test_what_is_good_or_not_surely_understood_stays_letter_by_letter(text: str) -> None:
    assert reorder(text, KNOWN) == text


def test_a_run_that_is_too_long_stays() -> None:
    fits = " . ".join(["?p :participant ?a"] * (LONGEST - 1) + ["?a :homepage ?h"])
    assert reordered(fits).startswith("?a :homepage ?h")
    assert reordered("?p :label ?l . " + fits) == "?p :label ?l . " + fits


def test_tokens_that_are_known_need_not_be_read_again() -> None:
    text = where(BAD)
    assert reorder(text, KNOWN, list(tokens(text))) == where(GOOD)
    assert reorder(text, KNOWN, []) == text


def test_lists_are_not_written_out_beyond_a_stated_growth() -> None:
    subject = f"<{E}{'x' * 1_000}>"
    lists = " ; ".join([":participant ?a"] * (GROWTH + 1) + [":homepage ?a"])
    assert reordered(f"{subject} {lists}") == f"{subject} {lists}"


def test_no_product_comes_into_a_join_that_has_none() -> None:
    random = Random(1)
    for _ in range(300):
        verbs = random.choices([":project", ":participant", ":region", ":homepage", "a"], k=6)
        patterns = ["?v0 :label ?v1"]
        for number, verb in enumerate(verbs, 2):
            pair = [f"?v{random.randrange(number)}", f"?v{number}"]
            random.shuffle(pair)
            patterns.append(f"{pair[0]} {verb} {pair[1]}")
        seen: set[str] = set()
        for pattern in reordered(" . ".join(patterns)).split(" . "):
            subject, _, target = pattern.split()
            assert not seen or seen & {subject, target}
            seen |= {subject, target}


def test_statistics_count_the_default_graph() -> None:
    """Three regions, two in one country; one has a name of two languages, in two graphs."""
    store = Store()

    def add(subject: str, verb: str, target: NamedNode | Literal | BlankNode) -> None:
        quad = Quad(NamedNode(E + subject), NamedNode(verb), target)
        store.add(quad)
        store.add(Quad(quad.subject, quad.predicate, quad.object, NamedNode(E + "graph")))

    for name, country in (("north", "x"), ("south", "x"), ("isle", "y")):
        add(name, TYPE, NamedNode(E + "Region"))
        add(name, E + "country", NamedNode(E + country))
    add("isle", TYPE, NamedNode(E + "Island"))
    add("isle", TYPE, BlankNode())
    add("isle", E + "label", Literal("Isle", language="en"))
    add("isle", E + "label", Literal("Île", language="fr"))

    assert measure(store) == Statistics(
        {
            TYPE: Predicate(5, 3, 3),
            E + "country": Predicate(3, 3, 2),
            E + "label": Predicate(2, 1, 2),
        },
        {E + "Region": 3, E + "Island": 1},
    )
    assert measure(store).any == Predicate(10, 3, 7)
    assert measure(Store()) == Statistics({}, {})
