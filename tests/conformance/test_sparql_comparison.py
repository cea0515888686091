"""The comparison that the suites rest on: it takes for one what is one, and nothing else."""

from __future__ import annotations

import pytest

from sparqlresults import Results, from_json, from_tsv, from_xml
from sparqlsame import same

XSD = "http://www.w3.org/2001/XMLSchema#"


def table(*lines: str) -> Results:
    return from_tsv("".join(line + "\n" for line in lines).encode())


ONE = table("?a\t?b", '_:x\t"t"@en', "_:y\t1", '<i:>\t"\\t\\u00e9"')


@pytest.mark.parametrize(
    "other",
    [
        table("?a\t?b", "_:q\t01", '_:r\t"t"@EN', '<i:>\t"\\té"'),
        table("?b\t?a", '"t"@en\t_:x', "+1\t_:y", '"\\té"\t<i:>'),
    ],
)
def test_the_same_solutions_in_other_words_are_the_same(other: Results) -> None:
    assert same(ONE, other)


@pytest.mark.parametrize(
    "other",
    [
        table("?a\t?b", '_:x\t"t"@en', "_:x\t1", '<i:>\t"\\té"'),
        table("?a\t?b", '_:x\t"t"', "_:y\t1", '<i:>\t"\\té"'),
        table("?a\t?b", '_:x\t"t"@en', "_:y\t1.0", '<i:>\t"\\té"'),
        table("?a\t?b", '_:x\t"t"@en', "_:y\t1"),
        table("?a\t?b", '_:x\t"t"@en', "_:y\t1", "_:y\t1", '<i:>\t"\\té"'),
        table("?a\t?b", '_:x\t"t"@en', "_:y\t", '<i:>\t"\\té"'),
        table("?a\t?b\t?c", '_:x\t"t"@en\t', "_:y\t1\t", '<i:>\t"\\té"\t'),
        True,
    ],
)
def test_other_solutions_are_not_the_same(other: Results) -> None:
    assert not same(ONE, other)


def test_order_counts_where_it_is_asked_for() -> None:
    left, right = table("?a", "1", "2"), table("?a", "2", "1")
    assert same(left, right)
    assert not same(left, right, ordered=True)


def test_blank_nodes_that_one_row_links_stay_linked() -> None:
    left = table("?a\t?b", "_:x\t_:y", "_:y\t_:z")
    assert same(left, table("?a\t?b", "_:2\t_:3", "_:1\t_:2"))
    assert not same(left, table("?a\t?b", "_:1\t_:2", "_:3\t_:4"))


def test_the_formats_say_the_same() -> None:
    json = (
        b'{"head":{"vars":["a","b"]},"results":{"bindings":[{"a":{"type":"bnode","value":"x"},'
        b'"b":{"type":"literal","value":"t","xml:lang":"en"}},{"a":{"type":"bnode","value":"y"},'
        b'"b":{"type":"literal","value":"1","datatype":"' + XSD.encode() + b'integer"}},'
        b'{"a":{"type":"uri","value":"i:"},"b":{"type":"literal","value":"\\t\\u00e9"}}]}}'
    )
    xml = (
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="a"/>'
        '<variable name="b"/></head><results><result><binding name="a"><bnode>x</bnode></binding>'
        '<binding name="b"><literal xml:lang="en">t</literal></binding></result><result><binding '
        f'name="a"><bnode>y</bnode></binding><binding name="b"><literal datatype="{XSD}integer">1'
        '</literal></binding></result><result><binding name="a"><uri>i:</uri></binding><binding '
        'name="b"><literal>\té</literal></binding></result></results></sparql>'
    )
    assert same(from_json(json), ONE)
    assert same(from_xml(xml.encode()), ONE)
