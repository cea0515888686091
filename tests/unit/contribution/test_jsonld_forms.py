"""JSON-LD 1.1 in all its forms: the places of every triple, marked in the text."""

from __future__ import annotations

import json
import re

import pytest

from smartregions.contribution.documents import jsonld
from smartregions.turtle.locate import Span, locate

MARK = re.compile(r"⟦(\w+):(.*?)⟧")
VOCAB = '"@vocab": "http://e/"'
S = '"@id": ⟦s:"http://e/s"⟧'
TYPED = '"T": {"@id": "http://e/T", "@context": {"p": "http://f/a"}}'


def unmarked(text: str) -> tuple[str, dict[Span, str]]:
    """The text, of one line, without its marks `⟦name:...⟧`, and what each stretch is called."""
    bare, names, end = "", {}, 0
    for match in MARK.finditer(text):
        bare += text[end : match.start()]
        start = len(bare) + 1
        bare, end = bare + match[2], match.end()
        names[Span(1, start, 1, len(bare) + 1)] = match[1]
    return bare + text[end:], names


def told(marked: str) -> list[str]:
    """Of each triple the local name of its predicate, and the marks where its terms stand."""
    text, names = unmarked(marked)
    json.loads(text)
    contribution, _ = jsonld(text.encode(), "a.jsonld", "http://b/d/")
    positions = locate(contribution)
    found = []
    for triple in contribution.triples:
        place = positions.triple(triple)
        assert place, triple
        spans = (place.subject, place.predicate, place.object)
        marks = (names.get(span, str(span)) for span in spans)
        found.append(" ".join((re.split("[/#]", triple.predicate.value)[-1], *marks)))
    return sorted(found)


def document(context: str, body: str) -> str:
    return f'{{"@context": {{{VOCAB}, {context}}}, {body}}}'


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # lists: the first cell at the bracket, each other at its member
        (document('"p": {"@container": "@list"}', S + ', ⟦p:"p"⟧: ⟦l:[⟧⟦a:"x"⟧, ⟦b:"x"⟧⟦e:]⟧'),
         ["first b l b", "first l l a", "p s p l", "rest b l e", "rest l l b"]),
        (document('"q": {}', S + ', ⟦p:"p"⟧: {"@list": ⟦l:[⟧null, ⟦a:3⟧, {"@value": null}⟦e:]⟧}'),
         ["first l l a", "p s p l", "rest l l e"]),
        (document('"q": {}', S + ', ⟦p:"p"⟧: {"@list": []}').replace("[]", "[⟦e:]⟧"),
         ["p s p e"]),
        (document('"p": {"@container": "@list", "@type": "@id"}',
                  S + ', ⟦p:"p"⟧: ⟦l:[⟧⟦m:[⟧⟦a:"http://e/a"⟧⟦n:]⟧, ⟦f:[⟧⟦g:]⟧⟦e:]⟧'),
         ["first f l g", "first l l m", "first m m a", "p s p l", "rest f l e", "rest l l f",
          "rest m m n"]),
        # contexts that go with a type, and end with its thing
        (document(TYPED, S + ', ⟦t:"@type"⟧: ⟦T:"T"⟧, ⟦p:"p"⟧: ⟦o:"x"⟧, ⟦q:"q"⟧: '
                  '⟦n:{⟧⟦r:"p"⟧: ⟦u:"y"⟧}'),
         ["a s p o", "p n r u", "q s q n", "type s t T"]),
        (document(TYPED.replace('{"p"', '{"@propagate": true, "p"'),
                  S + ', ⟦t:"@type"⟧: ⟦T:"T"⟧, ⟦q:"q"⟧: ⟦n:{⟧⟦r:"p"⟧: ⟦u:"y"⟧}'),
         ["a n r u", "q s q n", "type s t T"]),
        (document('"B": {"@id": "http://e/B", "@context": {"p": "http://f/b"}}, '
                  '"A": {"@id": "http://e/A", "@context": {"p": "http://f/a"}}',
                  S + ', ⟦p:"p"⟧: ⟦o:"x"⟧, ⟦t:"@type"⟧: [⟦B:"B"⟧, ⟦A:"A"⟧]'),
         ["b s p o", "type s t A", "type s t B"]),
        # contexts that go with a key
        (document('"q": {"@context": {"p": {"@id": "http://f/a", "@type": "@id"}}}',
                  S + ', ⟦q:"q"⟧: ⟦n:{⟧⟦p:"p"⟧: ⟦o:"x"⟧}, ⟦r:"p"⟧: ⟦u:"x"⟧'),
         ["a n p o", "p s r u", "q s q n"]),
        (document('"q": {"@context": {"@language": "fr"}}', S + ', ⟦q:"q"⟧: [⟦o:"x"⟧, ⟦u:"y"⟧]'),
         ["q s q o", "q s q u"]),
        (f'{{{S}, ⟦q:"http://e/q"⟧: ⟦n:{{⟧"@context": {{"@propagate": false, {VOCAB}}}, '
         '⟦p:"p"⟧: ⟦o:"x"⟧, ⟦r:"http://e/r"⟧: ⟦i:{⟧"p": "lost"}}}',
         ["p n p o", "q s q n", "r n r i"]),
        # what is said of the same thing inside
        (document('"labels": {"@id": "@nest", "@context": {"q": "http://f/b"}}',
                  S + ', "labels": [{⟦p:"p"⟧: ⟦o:"x"⟧}, {⟦q:"q"⟧: ⟦u:"y"⟧}], '
                  '"@nest": {⟦r:"r"⟧: ⟦w:"z"⟧}'),
         ["b s q u", "p s p o", "r s r w"]),
        # maps
        (document('"p": {"@container": "@id"}', S + ', ⟦p:"p"⟧: {⟦k:"http://e/k"⟧: '
                  '{⟦q:"q"⟧: ⟦o:"x"⟧}, "@none": ⟦n:{⟧⟦r:"q"⟧: ⟦u:"y"⟧}}'),
         ["p s p k", "p s p n", "q k q o", "q n r u"]),
        (document('"p": {"@container": "@type"}, ' + TYPED,
                  S + ', ⟦p:"p"⟧: {⟦T:"T"⟧: ⟦n:{⟧⟦q:"p"⟧: ⟦o:"x"⟧}}'),
         ["a n q o", "p s p n", "type n T T"]),
        (document('"p": {"@container": "@type", "@type": "@id"}',
                  S + ', ⟦p:"p"⟧: {⟦T:"T"⟧: [⟦a:"http://e/a"⟧, ⟦b:"http://e/b"⟧]}'),
         ["p s p a", "p s p b", "type a T T", "type b T T"]),
        (document('"p": {"@container": "@index", "@index": "k"}, "k": {"@type": "http://e/D"}',
                  S + ', ⟦p:"p"⟧: {⟦i:"x"⟧: ⟦n:{⟧⟦q:"q"⟧: ⟦o:"y"⟧}}'),
         ["k n i i", "p s p n", "q n q o"]),
        (document('"p": {"@container": ["@language", "@set"]}, "none": "@none"',
                  S + ', ⟦p:"p"⟧: {"en": ⟦a:"x"⟧, "fr": [⟦b:"x"⟧], "none": ⟦c:"x"⟧}'),
         ["p s p a", "p s p b", "p s p c"]),
        (document('"of": {"@reverse": "p", "@container": "@index"}',
                  '"@id": ⟦s:"http://e/s"⟧, ⟦p:"of"⟧: {"1": {"@id": ⟦a:"http://e/a"⟧}}'),
         ["p a p s"]),
        # values
        (document('"p": {"@type": "@json"}', S + ', ⟦p:"p"⟧: ⟦o:{⟧"b": [1, null], "a": "é"}, '
                  '⟦q:"q"⟧: {"@value": ⟦u:[⟧1], "@type": "@json"}'),
         ["p s p o", "q s q u"]),
        (document('"q": {}', S + ', ⟦p:"p"⟧: [⟦a:1.50⟧, ⟦b:2.5⟧, ⟦c:3.0⟧, ⟦d:1e30⟧, ⟦e:0.1⟧]'),
         [f"p s p {n}" for n in "abcde"]),
        (document('"q": {}', S + ', ⟦p:"p"⟧: {"@value": ⟦o:"x"⟧, "@direction": "rtl"}'),
         ["p s p o"]),
        # names
        (document('"id": "@id", "l": "@list", "kind": {"@id": "@type", "@container": "@set"}',
                  '"id": ⟦s:"http://e/s"⟧, ⟦t:"kind"⟧: [⟦T:"T"⟧], '
                  '⟦p:"p"⟧: {"l": ⟦l:[⟧⟦a:"x"⟧⟦e:]⟧}'),
         ["first l l a", "p s p l", "rest l l e", "type s t T"]),
        (f'{{"@context": [{{"@base": "http://c/"}}, {{"@vocab": "#"}}], {S}, ⟦p:"p"⟧: ⟦o:"x"⟧}}',
         ["p s p o"]),
        ('{"@context": {"e": "http://e", "f": {"@id": "http://e/f", "@prefix": true}}, '
         f'{S}, ⟦p:"e:p"⟧: ⟦o:"x"⟧, ⟦q:"f:p"⟧: ⟦u:"y"⟧}}',
         ["e:p s p o", "fp s q u"]),
        ('{"@id": ⟦s:"_:a"⟧, ⟦p:"http://e/p"⟧: {"@id": ⟦o:"_:b"⟧}, '
         '⟦q:"http://e/q"⟧: {"@id": ⟦r:"_:a"⟧}}',
         ["p s p o", "q s q r"]),
        # of nameless things that say the same, the first is the first
        (f'{{{S}, ⟦p:"http://e/p"⟧: [⟦a:{{⟧⟦q:"http://e/q"⟧: ⟦o:"x"⟧}}, '
         '⟦b:{⟧⟦r:"http://e/q"⟧: ⟦u:"x"⟧}, ⟦c:{⟧}]}',
         ["p s p a", "p s p b", "p s p c", "q a q o", "q b r u"]),
        # types and lists inside a key that means nothing are what the parser reads of it
        (f'{{{S}, ⟦p:"http://e/p"⟧: ⟦o:"x"⟧, "lost": {{"@id": ⟦t:"http://e/t"⟧, '
         '⟦k:"@type"⟧: ⟦T:"http://e/T"⟧}, "gone": {"@list": ⟦l:[⟧⟦a:"z"⟧⟦e:]⟧}}',
         ["first l l a", "p s p o", "rest l l e", "type t k T"]),
        # what is in a thing that has no name, where one is needed, is said all the same
        (f'{{"@context": {{"@base": null, {VOCAB}}}, "@id": "s", "p": {{{S}, ⟦q:"q"⟧: ⟦o:"x"⟧}}}}',
         ["q s q o"]),
    ],
)  # fmt: skip
def test_each_form_has_its_places(marked: str, expected: list[str]) -> None:
    assert told(marked) == expected
