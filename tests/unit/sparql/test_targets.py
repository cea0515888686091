"""Which graphs an operation may change is read from its text, or said not to be known."""

from __future__ import annotations

import pytest

from smartregions.errors import QuerySyntaxError
from smartregions.namespaces import DEFAULT_GRAPH
from smartregions.sparql.targets import data, inserting, refuse_shared_labels, targets
from smartregions.sparql.updates import operations

A, B = "http://e/a", "http://e/b"
PREFIX = "PREFIX e: <http://e/>\n"

KNOWN = {
    "INSERT DATA { GRAPH <http://e/a> { <e:s> <e:p> 1 . <e:s> <e:p> 2 } }": {A},
    "INSERT DATA { <e:s> <e:p> 1 . GRAPH e:a { <e:s> <e:p> 1 } }": {A, DEFAULT_GRAPH},
    "DELETE DATA { GRAPH e:a { <e:s> <e:p> '}' } . GRAPH e:b { } }": {A, B},
    "DELETE WHERE { GRAPH e:a { ?s ?p ?o } }": {A},
    "DELETE WHERE { ?s ?p ?o }": {DEFAULT_GRAPH},
    "WITH e:a DELETE { ?s ?p ?o } INSERT { ?s ?p 2 } WHERE { GRAPH ?g { ?s ?p ?o } }": {A},
    "WITH e:a DELETE { ?s ?p ?o } INSERT { GRAPH e:b { ?s ?p 2 } } WHERE { ?s ?p ?o }": {A, B},
    "DELETE { GRAPH e:a { ?s ?p ?o } } USING e:b WHERE { ?s ?p ?o }": {A},
    "INSERT { GRAPH e:a { ?s ?p [] } } WHERE { GRAPH e:b { ?s ?p ?o } }": {A},
    "INSERT { } WHERE { }": {DEFAULT_GRAPH},
    "CLEAR GRAPH e:a": {A},
    "DROP SILENT GRAPH <http://e/a>": {A},
    "CLEAR DEFAULT": {DEFAULT_GRAPH},
    "CREATE SILENT GRAPH e:a": {A},
    "COPY e:a TO e:b": {A, B},
    "MOVE SILENT GRAPH e:a TO DEFAULT": {A, DEFAULT_GRAPH},
    "ADD DEFAULT TO GRAPH e:b": {B, DEFAULT_GRAPH},
}
ANY = [
    "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "INSERT { GRAPH e:a { ?s ?p ?o } GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
    "CLEAR ALL",
    "DROP NAMED",
    "INSERT DATA { GRAPH <a> { <e:s> <e:p> 1 } }",
    "INSERT DATA { GRAPH <http://e/x/../a> { <e:s> <e:p> 1 } }",
    "INSERT DATA { GRAPH <http://e/\\u0061> { <e:s> <e:p> 1 } }",
    "INSERT DATA { GRAPH f:a { <e:s> <e:p> 1 } }",
    f"INSERT DATA {{ GRAPH <{DEFAULT_GRAPH}> {{ <e:s> <e:p> 1 }} }}",
    "INSERTDATA { GRAPH e:a { <e:s> <e:p> 1 } }",
    "INSERT DATA { GRAPHe:a { <e:s> <e:p> 1 } }",
    "LOAD <http://e/file> INTO GRAPH e:a",
    "INSERT DATA { GRAPH e:a { <e:s> <e:p> 1 }",
    "WITH e:a",
    "",
]


@pytest.mark.parametrize("text", KNOWN)
def test_the_graphs_that_a_text_names_are_known(text: str) -> None:
    assert targets(PREFIX + text) == KNOWN[text]


@pytest.mark.parametrize("text", ANY)
def test_what_is_not_surely_known_may_be_any(text: str) -> None:
    assert targets(PREFIX + text) is None


def test_what_is_relative_to_a_base_is_not_known() -> None:
    assert targets("BASE <http://e/> CLEAR GRAPH <a>") is None
    assert targets("BASE <http://e/x/> PREFIX e: <../> CLEAR GRAPH e:a") is None
    assert targets("BASE <http://e/x/> CLEAR GRAPH <http://e/a>") == {A}


def test_operations_that_name_the_triples_are_told_apart() -> None:
    assert data(PREFIX + "insert data { }") == "INSERT"
    assert data("DELETE DATA { }") == "DELETE"
    assert data("DELETE WHERE { }") is None
    text = PREFIX + "delete data { GRAPH e:a { e:DELETE e:b 'DELETE' } }"
    assert inserting(text) == text.replace("delete", "INSERT")


def test_a_blank_node_label_in_two_insert_data_is_told_at_its_place() -> None:
    one, other = "INSERT DATA { _:a e:p 1 . _:b e:p _:b }", "INSERT DATA {\n <e:s> e:p _:a }"
    with pytest.raises(QuerySyntaxError, match="_:a stands in another") as raised:
        refuse_shared_labels(operations(f"{PREFIX}{one} ;\n{other}"))
    assert (raised.value.line, raised.value.column) == (4, 12)
    refuse_shared_labels([one, "INSERT { _:a e:p 1 } WHERE { _:b e:p 2 }"])
