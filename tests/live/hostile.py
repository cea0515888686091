"""Queries that end engines, and the answers that are safe: cases 1 to 28, by number.

A case is what one client does; where it does several things at once, `attack` does them all.
`safe` holds every status that is a safe answer: 200 means the whole and right one.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from live.asking import FORM, HOST, Answer, Request, query

Ask = Callable[[Request], Answer]

CUBE = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
NEVER = "FILTER(STRLEN(CONCAT(STR(?a), STR(?d), STR(?g))) < 0)"  # no order of joins helps
SQUARE = "?a ?b ?c . ?d ?e ?f"
P = "<http://www.w3.org/2004/02/skos/core#broader>"
SLOW = f"SELECT (COUNT(*) AS ?n) {{ {CUBE} }}"


def slow(name: str) -> str:
    """Another that is as slow; one is refused where it has been tried before."""
    return SLOW.replace("?n", f"?{name}")


AT_ONCE = 50


@dataclass(frozen=True)
class Case:
    """One attack by requests that do not depend on one another's answers."""

    number: str
    words: str
    requests: Sequence[Request]
    safe: frozenset[int]
    right: bytes | None = None
    """What a 200 must hold, in CSV; None where 200 is not safe or says nothing to compare."""

    def __str__(self) -> str:
        return f"{self.number} {self.words}"


def _case(
    number: str, words: str, text: str | Request | Sequence[Request], *safe: int, right: str = ""
) -> Case:
    if isinstance(text, str):
        text = query(text, "text/csv, text/turtle")
    requests = [text] if isinstance(text, Request) else text
    return Case(number, words, requests, frozenset(safe), right.encode() or None)


def _nested(opening: str, inner: str, closing: str, times: int) -> str:
    return opening * times + inner + closing * times


def _doubled(expression: str, times: int = 40) -> str:
    steps = "".join(f"BIND({expression.format(x=f'?x{i}')} AS ?x{i + 1})" for i in range(times))
    return f'SELECT ?x{times} {{ BIND("aaaaaaaa" AS ?x0) {steps} }}'


def _form(text: str, *more: tuple[str, str]) -> Request:
    body = urlencode([("query", text), *more]).encode()
    return Request("/sparql", "POST", {"Accept": "text/csv", "Content-Type": FORM}, body)


def _raw(encoded: str) -> Request:
    return Request(f"/sparql?query={encoded}", headers={"Accept": "text/csv"})


_UPDATE = "INSERT DATA { <http://e/s> <http://e/p> <http://e/o> }"
_NEEDLE = "SELECT ?p { ?s ?p ?o } LIMIT 1"
_PATTERNS = " . ".join(f"?v{i} ?p{i} ?v{i + 1}" for i in range(800))
_OPTIONALS = "".join(f"OPTIONAL {{ ?v{i} ?p{i} ?v{i + 1} }}" for i in range(1000))
_TERMS = ("SELECT (COUNT(*) AS ?n) { VALUES ?x { ", " } }")
_FITTING = (65_536 - sum(map(len, _TERMS))) // 2

CASES: Sequence[Case] = (
    _case("1", "functions nested 1,000 deep",
          f"SELECT ({_nested('STR(', '1', ')', 1000)} AS ?x) {{}}", 200, 400, right="x\r\n1\r\n"),
    _case("2", "groups nested 3,000 deep",
          f"SELECT * {_nested('{', '{ ?s ?p ?o }', '}', 3000)} LIMIT 1", 400, 503),
    _case("3", "10,000 negations", f"ASK {{ FILTER({'!' * 10_000}true) }}",
          200, 400, 503, right="true"),
    _case("4", "a sum of 7,000", f"SELECT ({'1+' * 6999}1 AS ?x) {{}}", 200, 400, 503,
          right="x\r\n7000\r\n"),
    _case("5", "UNION of 7,000", "SELECT * { {}" + "UNION{?s ?p ?o}" * 7000 + " }", 400),
    _case("6", "BIND chain of 3,000",
          "SELECT ?b9 {" + "".join(f"BIND(1 AS ?b{i})" for i in range(3000)) + "}", 200, 400, 503,
          right="b9\r\n1\r\n"),
    _case("7", "EXISTS nested 900 deep",
          f"ASK {{ {_nested('FILTER EXISTS {', '?s ?p ?o', '}', 900)} }}", 200, 400, right="true"),
    _case("8", "path of stars 400 deep",
          f"SELECT * {{ ?s {_nested('(', P, ')*', 400)} ?o }}", 400, 503),
    _case("8b", "path of stars 190 deep",
          f"SELECT (COUNT(*) AS ?n) {{ ?s {_nested('(', P, ')*', 190)} ?o }}", 200, 400, 503),
    _case("9", "800 triple patterns", f"SELECT * {{ {_PATTERNS} }} LIMIT 1", 503),
    _case("10", "1,000 OPTIONALs", f"SELECT * {{ {_OPTIONALS} }} LIMIT 1", 503),
    _case("11", "count of a cube", SLOW, 503),
    _case("12", "sorted square", f"SELECT * {{ {SQUARE} }} ORDER BY ?a ?f LIMIT 1", 503),
    _case("13", "GROUP_CONCAT over a square",
          f"SELECT (GROUP_CONCAT(STR(?a)) AS ?x) {{ {SQUARE} }}", 503),
    _case("14", "text doubled 40 times by CONCAT", _doubled("CONCAT({x},{x})"), 503),
    _case("15", "text doubled 40 times by REPLACE", _doubled('REPLACE({x},"a","aa")'), 503),
    _case("16", "any path between anything",
          f"SELECT (COUNT(*) AS ?n) {{ ?s ({P}|!{P})* ?o . ?a ({P}|!{P})* ?b }}", 503),
    _case("17", "DISTINCT with a far OFFSET",
          f"SELECT DISTINCT * {{ {SQUARE} }} OFFSET 999999999", 503),
    _case("18", "answer over the cap", f"SELECT * {{ {SQUARE} }} LIMIT 1000000", 413),
    _case("19", "regular expression that backtracks",
          f'SELECT (REGEX("{"a" * 3000}!", "^(a+)+$") AS ?x) {{}}', 200, right="x\r\nfalse\r\n"),
    _case("20", "regular expression that grows",
          'SELECT (REGEX("a", "((a{1,1000}){1,1000}){1,1000}") AS ?x) {}', 200, 400,
          right="x\r\n\r\n"),
    _case("21a", "100,000 VALUES", _TERMS[0] + "1 " * 100_000 + _TERMS[1], 400),
    _case("21b", "as many VALUES as fit", _TERMS[0] + "1 " * _FITTING + _TERMS[1], 200,
          right=f"n\r\n{_FITTING}\r\n"),
    _case("22a", "query of 10 MB", "SELECT * {} #" + "x" * 10_000_000, 413),
    _case("22b", "empty query", [_form(""), _raw("")], 400),
    _case("22c", "two queries", [_form(_NEEDLE, ("query", _NEEDLE)), _raw("ASK{}&query=ASK{}")],
          400),
    _case("23a", "query and update", _form(_NEEDLE, ("update", _UPDATE)), 400),
    _case("23b", "update as query", [_form(_UPDATE), _raw(quote(_UPDATE))], 400),
    _case("24", "bytes that are no text",
          [_raw("ASK{}%00"), _raw("ASK{FILTER(%22%ED%A0%80%22=1)}"), _raw("ASK{}%FF"),
           Request("/sparql", "POST", {"Content-Type": "application/sparql-query"}, b"ASK{}\xff")],
          400),
    # SPARQL 1.1, 19.8: a string may hold any character but quotes, backslash and line ends
    _case("24b", "U+0000 in a string", _raw("SELECT(STRLEN(%22a%00b%22)AS%20?n){}"), 200,
          right="n\r\n3\r\n"),
    _case("24c", "U+0000 that XML cannot carry",
          query('SELECT ("a\x00b" AS ?x) {}', "application/sparql-results+xml"), 406),
    _case("27a", "ASK of a cube", f"ASK {{ {CUBE} {NEVER} }}", 503),
    _case("27b", "CONSTRUCT of a cube",
          f"CONSTRUCT {{ <http://e/s> <http://e/p> ?i }} {{ {CUBE} {NEVER} }}", 503),
    _case("27c", "DESCRIBE of a cube", f"DESCRIBE ?a {{ {CUBE} {NEVER} }}", 503),
)  # fmt: skip


def together(ask: Ask, request: Request, times: int) -> list[Answer]:
    """The answers to a request that is sent so many times at once; case 25."""
    answers: list[Answer] = []

    def one() -> None:
        answers.append(ask(request))

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def leave(port: int, source: str, text: str = SLOW) -> None:
    """Send a query and go away before its answer; case 26."""
    head = f"GET /sparql?query={quote(text)} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
    with socket.create_connection((HOST, port), 10, source_address=(source, 0)) as connection:
        connection.sendall(head)


def by_number() -> Mapping[str, Case]:
    """The cases by their numbers."""
    return {case.number: case for case in CASES}
