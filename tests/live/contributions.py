"""Contributions that end, stall or deceive those that judge them: body, type, safe outcomes."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping

from smartregions import namespaces as ns

TTL, NT, LD, XML = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
)
PREFIXES = f"""\
@prefix sr: <{ns.SR}> .
@prefix id: <{ns.ID}> .
@prefix region: <{ns.ID}region/> .
@prefix source: <{ns.ID}source/> .
@prefix rdf: <{ns.RDF}> .
@prefix rdfs: <{ns.RDFS}> .
@prefix sh: <{ns.SH}> .
@prefix skos: <{ns.SKOS}> .
@prefix dcterms: <{ns.DCTERMS}> .
@prefix xsd: <{ns.XSD}> .
"""
GOOD = """
source:x a sr:Source ; rdfs:label "A page"@en ; sr:page <https://example.org/p> ;
  dcterms:title "A page"@en ; dcterms:language "en" ; dcterms:issued "2024-01-15"^^xsd:date .
"""


def turtle(text: str) -> bytes:
    return (PREFIXES + text).encode()


def bomb(levels: int) -> bytes:
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(levels)
    )
    return (
        f"<!DOCTYPE r [{entities}]><rdf:RDF xmlns:rdf='{ns.RDF}' xmlns:e='http://e/'>"
        f"<rdf:Description rdf:about='http://e/a'><e:p>&e{levels - 1};</e:p>"
        "</rdf:Description></rdf:RDF>"
    ).encode()


def literal(value: str, datatype: str) -> bytes:
    return turtle(f'{GOOD} source:x rdfs:comment "{value}"^^{datatype} .')


def chain(predicate: str, length: int, cycle: bool = False) -> bytes:
    links = "".join(f"id:c{n} {predicate} id:c{n + 1} .\n" for n in range(length))
    back = f"id:c{length} {predicate} id:c0 ." if cycle else ""
    return turtle(GOOD + links + back)


NEVER_ACCEPTED = frozenset(
    {"refused", "rejected", "not judged", "MemoryReached", "DeadlineReached", "EngineCrashed"}
)
REFUSED = frozenset({"refused"})
REJECTED = frozenset({"rejected"})
ANY = NEVER_ACCEPTED | {"accepted"}

OWN_SHAPE = """
id:a a sr:Region .
sr:Region sh:deactivated true .
<https://w3id.org/smart-regions/shapes#Region> sh:deactivated true .
id:s a sh:NodeShape ; sh:targetClass sr:Region ; sh:deactivated true .
"""
OWN_CONSTRAINT = """
id:a a sr:Region .
id:s a sh:NodeShape ; sh:targetNode id:a ;
  sh:sparql [ sh:select "SELECT $this { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }" ] ;
  sh:js [ sh:jsLibrary id:x ] ; sh:rule [ a sh:TripleRule ] ; sh:target [ a sh:SPARQLTarget ] .
"""


def circle_of_concepts(length: int) -> str:
    scheme = f"{ns.SCHEME}x"
    concepts = "".join(
        f"<{scheme}/c{n}> a skos:Concept ; skos:inScheme <{scheme}> ; "
        f"skos:broader <{scheme}/c{(n + 1) % length}> .\n"
        for n in range(length)
    )
    return f"<{scheme}> a skos:ConceptScheme .\n{concepts}"


def days(first: int) -> str:
    """1 500 dates from the first year on."""
    dates = (f"{y}-01-{day:02}" for y in range(first, first + 60) for day in range(1, 26))
    return ", ".join(f'"{date}"^^xsd:date' for date in dates)


def clique(size: int) -> str:
    pairs = ((i, j) for i in range(size) for j in range(size))
    return "".join(f"_:n{i} rdfs:seeAlso _:n{j} .\n" for i, j in pairs)


def nested(opening: str, closing: str) -> str:
    return opening * 100_000 + closing * 100_000 + " ."


def page(iri: str) -> bytes:
    return turtle(GOOD.replace("https://example.org/p", iri))


def titled(escape: str) -> bytes:
    return turtle(GOOD.replace('dcterms:title "A page"', f'dcterms:title "A{escape}"'))


Case = tuple[bytes, str, frozenset[str]]
Written = tuple[bytes | Callable[[], bytes], str, frozenset[str]]


class _Cases(Mapping[str, Case]):
    """Cases by their names; a body of megabytes is made when it is asked for."""

    def __init__(self, written: Mapping[str, Written]) -> None:
        self._written = written

    def __getitem__(self, name: str) -> Case:
        body, media_type, outcomes = self._written[name]
        return body() if callable(body) else body, media_type, outcomes

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)


CASES = _Cases({
    "entity bomb": (bomb(9), XML, REFUSED),
    "external entity": (
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>', XML, REFUSED,
    ),
    "triple terms in Turtle": (b"<<( " * 20_000, TTL, REFUSED),
    "triple terms in N-Triples": (b"<http://e/a> <http://e/p> " + b"<<( " * 20_000, NT, REFUSED),
    "nested brackets": (lambda: turtle("id:a sr:p " + nested("[ sr:p ", "]")), TTL, NEVER_ACCEPTED),
    "nested collections": (lambda: turtle("id:a sr:p " + nested("(", ")")), TTL, NEVER_ACCEPTED),
    "open brackets": (lambda: turtle("id:a sr:p " + "[ sr:p " * 100_000), TTL, REFUSED),
    "exponent": (literal("1e999999999", "xsd:decimal"), TTL, REJECTED),
    "5 000 digits": (literal("9" * 5_000, "xsd:integer"), TTL, ANY),
    "a million digits": (literal("9" * 1_000_000, "xsd:integer"), TTL, ANY),
    "endless duration": (literal("P" + "9" * 1000 + "Y", "xsd:duration"), TTL, ANY),
    "endless days": (literal("P999999999999D", "xsd:dayTimeDuration"), TTL, ANY),
    "open HTML tags": (literal("<b><i>" * 20_000, "rdf:HTML"), TTL, ANY),
    "nested XML": (literal("<a>" * 100_000, "rdf:XMLLiteral"), TTL, ANY),
    "literal of 17 MB": (lambda: literal("x" * 17_000_000, "xsd:string"), TTL, NEVER_ACCEPTED),
    "IRI of 50 MB": (
        lambda: b"<http://e/%s> a <http://e/A> ." % (b"x" * 50_000_000), TTL, NEVER_ACCEPTED,
    ),
    "long percent encoding": (lambda: page("ftp://e/" + "%41" * 300_000), TTL, REJECTED),
    "long port": (lambda: page(f"ftp://e:{'0' * 900_000}/"), TTL, REJECTED),
    "long scheme": (lambda: page("a" * 900_000 + ":"), TTL, REJECTED),
    "long language": (
        lambda: turtle(GOOD.replace("<https://example.org/p>", '"x"@en' + "-abcdefgh" * 100_000)),
        TTL, REJECTED,
    ),
    "long datatype": (
        lambda: turtle(GOOD.replace("<https://example.org/p>", f'"x"^^<e:{"d" * 900_000}>')),
        TTL, REJECTED,
    ),
    "long blank node": (lambda: turtle(f"_:{'b' * 900_000} a sr:Source ."), TTL, REJECTED),
    "term over a million": (lambda: titled("x" * 1_000_000), TTL, REFUSED),
    "tag over a million": (
        lambda: turtle(GOOD.replace("@en", "@en" + "-abcdefgh" * 120_000)), TTL, REFUSED,
    ),
    "three million triples": (
        lambda: turtle(f"id:a rdfs:label {','.join(map(str, range(3_000_000)))} ."),
        TTL, NEVER_ACCEPTED,
    ),
    "a million prefixes": (
        lambda: turtle("@prefix e: <http://e/> .\n" * 1_000_000 + GOOD), TTL, ANY,
    ),
    "null in a literal": (titled("\\u0000"), TTL, REJECTED),
    "noncharacter": (titled("\\uFFFE"), TTL, REJECTED),
    "vertical tab": (titled("\\u000B"), TTL, REJECTED),
    "line end in an IRI": (rb"<http://e/\u000A> a <http://e/b> .", TTL, REFUSED),
    "quote in an IRI": (rb"<http://e/\u0022> a <http://e/b> .", TTL, REFUSED),
    "bracket in an IRI": (rb"<http://e/\u003E> a <http://e/b> .", TTL, REFUSED),
    "space in an IRI": (b"<http://e/a b> a <http://e/b> .", TTL, REFUSED),
    "lone surrogate": (rb'<http://e/a> <http://e/p> "\uD800" .', TTL, REFUSED),
    "invalid UTF-8": (b'<http://e/a> <http://e/p> "\xff" .', TTL, REFUSED),
    "UTF-16": (PREFIXES.encode("utf-16"), TTL, REFUSED),
    "byte order mark": (b"\xef\xbb\xbf" + turtle(GOOD), TTL, REFUSED),
    "web page": (b"<!doctype html><html><body>404</body></html>", TTL, REFUSED),
    "gzip": (gzip.compress(turtle(GOOD)), TTL, REFUSED),
    "empty": (b"", TTL, frozenset({"not judged"})),
    "only a comment": (b"# nothing", TTL, frozenset({"not judged"})),
    "cut in a line": (turtle(GOOD)[:-20], TTL, REFUSED),
    "literal subject": (b'"x" <http://e/p> 1 .', TTL, REFUSED),
    "blank predicate": (b"<http://e/a> _:b 1 .", TTL, REFUSED),
    "implication": (b"{ <http://e/a> a 1 } => { <http://e/a> a 2 } .", TTL, REFUSED),
    "N3 path": (b"<http://e/a>!<http://e/p> a 1 .", TTL, REFUSED),
    "variable": (b"?x a 1 .", TTL, REFUSED),
    "relative IRI": (b"<./../z/./q> a <http://e/A> .", TTL, REFUSED),
    "clique of blank nodes": (turtle(GOOD + clique(12)), TTL, ANY),
    "remote context": (b'{"@context": "http://127.0.0.1:9/", "@id": "http://e/a"}', LD, REFUSED),
    "nested JSON": (b'{"@id":' * 100_000, LD, REFUSED),
    "repeated key": (b'{"@id": "http://e/a", "@id": "http://e/b"}', LD, REFUSED),
    "own shape": (turtle(OWN_SHAPE), TTL, REJECTED),
    "own constraint": (turtle(OWN_CONSTRAINT), TTL, REJECTED),
    "100 000 violations": (
        lambda: turtle("".join(f"region:v{n} a sr:Region .\n" for n in range(40_000))),
        TTL, NEVER_ACCEPTED,
    ),
    "value of 10 MB": (
        lambda: turtle(f'region:v a sr:Region ; sr:country "{"x" * 10_000_000}" .'),
        TTL, NEVER_ACCEPTED,
    ),
    "chain of classes": (lambda: chain("rdfs:subClassOf", 3_000), TTL, ANY),
    "circle of classes": (lambda: chain("rdfs:subClassOf", 3_000, True), TTL, ANY),
    "chain of concepts": (lambda: chain("skos:broader", 10_000), TTL, ANY),
    "circle of concepts": (turtle(circle_of_concepts(1_000)), TTL, NEVER_ACCEPTED),
    "values compared": (
        turtle(f"id:v a sr:Event ; sr:startDate {days(2000)} ; sr:endDate {days(1900)} ."),
        TTL, NEVER_ACCEPTED,
    ),
    "no instance of a class": (turtle("id:a rdfs:label 'x' ."), TTL, NEVER_ACCEPTED),
})  # fmt: skip
