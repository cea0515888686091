"""Every mistake that is recognised: where it is shown, what is said, what to write instead.

Each text stands on line 2, below the declaration of `e:`. A place is `column-end` on line 2, or
`line:column-end`.
"""

from __future__ import annotations

import pytest

from smartregions.errors import Fault, TurtleSyntaxError
from smartregions.turtle.read import read

PREFIX = "@prefix e: <http://e/> .\n"


def faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(TurtleSyntaxError) as caught:
        read((PREFIX + text).encode(), "x.ttl")
    return caught.value.faults


def check(text: str, place: str, message: str, advice: str, code: str = "syntax") -> None:
    line, _, columns = place.rpartition(":")
    column, end = map(int, columns.split("-"))
    number = int(line or 2)
    assert faults(text) == (Fault(message, number, column, number, end, advice, code),)


@pytest.mark.parametrize(
    ("text", "place", "message", "advice"),
    [
        (
            'e:s e:p "x"\ne:a e:b e:c .',
            "3:1-4",
            "`e:a` begins a new statement, and the one before it has no dot at its end.",
            'Write `.` after `"x"` on line 2.',
        ),
        (
            'e:s e:p "x"\n  e:q 1 .',
            "3:3-6",
            "`e:q` is a new predicate, and no semicolon stands before it.",
            'Write `;` after `"x"` on line 2.',
        ),
        (
            "e:s e:p 1\n  e:q 2\n  e:r 3 .",
            "3:3-6",
            "`e:q` is a new predicate, and no semicolon stands before it.",
            "Write `;` after `1` on line 2.",
        ),
        (
            "e:s e:p 1\ne:t e:q 2\n  ; e:r 3 .",
            "3:1-4",
            "`e:t` begins a new statement, and the one before it has no dot at its end.",
            "Write `.` after `1` on line 2.",
        ),
        (
            "e:s e:p 1\ne:t\n  e:q 2\n  e:r 3 .",
            "3:1-4",
            "`e:t` begins a new statement, and the one before it has no dot at its end.",
            "Write `.` after `1` on line 2.",
        ),
        (
            "e:s e:p [ e:q 1\n  e:r e:t e:u ] .",
            "3:3-6",
            "`e:r` is a new predicate, and no semicolon stands before it.",
            "Write `;` after `1` on line 2.",
        ),
        (
            "e:s a e:C e:D .",
            "11-14",
            "`e:D` is one more object, and no comma stands before it.",
            "Write `,` after `e:C` on line 2.",
        ),
        (
            "e:s e:p 1 2 3 .",
            "11-12",
            "`2` is one more object, and no comma stands before it.",
            "Write `,` after `1` on line 2.",
        ),
        (
            "e:s e:p [ e:q 1 e:r 2 ] .",
            "17-20",
            "`e:r` is a new predicate, and no semicolon stands before it.",
            "Write `;` after `1` on line 2.",
        ),
        (
            "e:s e:p 1 ;\n\ne:t e:p 2 .",
            "4:1-4",
            "`e:t` begins a new statement, and the one before it ends in `;`.",
            "Write `.` for the `;` on line 2.",
        ),
        (
            "e:s e:p 1 ,\n\ne:t e:p 2 .",
            "4:1-4",
            "`e:t` begins a new statement, and the one before it ends in `,`.",
            "Write `.` for the `,` on line 2.",
        ),
        (
            "e:s e:p e:o ;\n\ne:t a e:C .",
            "4:1-4",
            "`e:t` begins a new statement, and the one before it ends in `;`.",
            "Write `.` for the `;` on line 2.",
        ),
        (
            "e:s e:p 1 ,\n  e:q 2 ; e:r 3 .",
            "3:3-6",
            "`e:q` is a new predicate, and a comma stands before it.",
            "Write `;` for the `,` on line 2.",
        ),
        (
            "e:s e:p 1 ,\n  a e:C .",
            "3:3-4",
            "`a` is a new predicate, and a comma stands before it.",
            "Write `;` for the `,` on line 2.",
        ),
        (
            "e:s e:p e:o ,\n  e:q e:r .",
            "3:7-10",
            "`e:r` is one more object, and no comma stands before it.",
            "Write `,` after `e:q` on line 3.",
        ),
        ("e:s e:p 1 . .", "13-14", "This `.` ends nothing.",
         "Remove it; after PREFIX and BASE, too, no dot is due."),
        ("PREFIX f: <http://f/> .", "23-24", "This `.` ends nothing.",
         "Remove it; after PREFIX and BASE, too, no dot is due."),
        ("e:s e:p .", "5-8", "`e:p` has no object.",
         "Write a value after it, or remove `e:p`."),
        ("e:s e:p 1 , .", "11-12", "An object is missing after the comma.",
         "Add it, or remove the comma."),
        ("e:s .", "5-6", "A predicate and an object are missing before this `.`.",
         "Write them after `e:s`."),
        ("e:s e:p 1 ; , .", "13-14", "A predicate and an object are missing before this `,`.",
         "Remove this `,`."),
        ("e:s e:p e:o", "9-12", "The text ends within a statement.", "Write `.` after `e:o`."),
        ("e:s e:p [ e:q ( 1", "17-18", "The text ends within a statement.",
         "Write `) ] .` after `1`."),
        ("e:s e:p # c", "5-8", "The text ends within a statement.",
         "Add the missing object and a `.`, or take away what follows the last dot."),
    ],
)  # fmt: skip
def test_dots_semicolons_and_commas(text: str, place: str, message: str, advice: str) -> None:
    check(text, place, message, advice)


@pytest.mark.parametrize(
    ("text", "place", "message", "advice"),
    [
        ("e:s e:p [ e:q 1 .", "17-18", "The `[` of line 2, column 9 is not closed.",
         "Write `]` before this `.`."),
        ("e:s e:p ( 1 2 .", "15-16", "The `(` of line 2, column 9 is not closed.",
         "Write `)` before this `.`."),
        ("e:s e:p [\n e:q 1\ne:a e:b 2 .", "4:1-4", "The `[` of line 2, column 9 is not closed.",
         "Write `]` before this `e:a`."),
        ("e:s e:p ( 1 ] .", "13-14", "The `(` of line 2, column 9 is not closed.",
         "Write `)` before this `]`."),
        ("e:s e:p 1 ] .", "11-12", "No `[` is open here.", "Remove this `]`."),
        ("e:s e:p 1 ) .", "11-12", "No `(` is open here.", "Remove this `)`."),
        ("e:g { e:s e:p 1 } .", "5-6", "Turtle has no `{ }`.",
         "Take the braces away: named graphs are written in TriG."),
        ("e:s e:p 1 } .", "11-12", "Turtle has no `{ }`.",
         "Take the braces away: named graphs are written in TriG."),
    ],
)  # fmt: skip
def test_brackets(text: str, place: str, message: str, advice: str) -> None:
    check(text, place, message, advice)


@pytest.mark.parametrize(
    ("text", "place", "message", "advice"),
    [
        ("'a' e:p 1 .", "1-4", "A literal cannot be a subject.",
         "Begin with an IRI or a prefixed name, as in `ex:thing`."),
        ("e:s 'a' 1 .", "5-8", "A literal cannot be a predicate.",
         "Write an IRI, a prefixed name or `a`; before another object, `,`."),
        ("e:s _:b 1 .", "5-8", "A blank node cannot be a predicate.",
         "Write an IRI, a prefixed name or `a` before it."),
        ("e:s [ e:p 1 ] .", "5-6", "A blank node cannot be a predicate.",
         "Write an IRI, a prefixed name or `a` before it."),
        ("e:s = e:o .", "5-6", "Turtle has no `=`.",
         "Put a predicate between subject and object; for the same thing, `owl:sameAs`."),
        ("e:s => e:o .", "5-7", "Turtle has no `=>`.",
         "Put a predicate between subject and object; for the same thing, `owl:sameAs`."),
        ("?s e:p 1 .", "1-2", "Turtle has no variables.",
         "Write an IRI, a prefixed name or a literal."),
        ("// note\ne:s e:p 1 .", "1-3", "This is not how Turtle marks a comment.",
         "Begin each line of it with `#`."),
        ("/* note */ e:s e:p 1 .", "1-3", "This is not how Turtle marks a comment.",
         "Begin each line of it with `#`."),
    ],
)  # fmt: skip
def test_terms_out_of_place_and_other_languages(
    text: str, place: str, message: str, advice: str
) -> None:
    check(text, place, message, advice)


@pytest.mark.parametrize(
    ("text", "place", "message", "advice"),
    [
        ("e:s e:p True .", "9-13", "`True` is not a term of Turtle.",
         "Write `true`, in lower case."),
        ("e:s e:p FALSE .", "9-14", "`FALSE` is not a term of Turtle.",
         "Write `false`, in lower case."),
        ("e:s e:p null .", "9-13", "`null` is not a term of Turtle.",
         "Leave out what is not known."),
        ("e:s e:p Rennes .", "9-15", "`Rennes` is not a term of Turtle.",
         'Write `"Rennes"` for a text, or a prefix before it, as in `ex:Rennes`.'),
        ("e:s name 'x' .", "5-9", "`name` is not a term of Turtle.",
         "Write a prefix before it, as in `ex:name`, or a full IRI in `< >`."),
        ("e:s A e:C .", "5-6", "`A` stands for rdf:type only as a predicate.",
         "Write `a`, in lower case."),
        ("e:s e:p a .", "9-10", "`a` stands for rdf:type only as a predicate.",
         "Write `rdf:type`."),
        ("e:s e:p _: .", "9-10", "`_` is not a term of Turtle.",
         "Write a label after `_:`, as in `_:b1`."),
        ("e:s e:p 2024-05-01 .", "9-13", "The date `2024-05-01` needs quotes.",
         'Write `"2024-05-01"^^xsd:date`.'),
        ("e:s e:p 31/01/2024 .", "9-11", "The date `31/01/2024` needs quotes.",
         'Write `"2024-01-31"^^xsd:date`.'),
        ("e:s e:p 31.01.2024 .", "9-14", "The date `31.01.2024` needs quotes.",
         'Write `"2024-01-31"^^xsd:date`.'),
        ("e:s e:p 03/04/2024 .", "9-11", "The date `03/04/2024` needs quotes.",
         "It can be read in more than one way; write what is meant: "
         '`"2024-04-03"^^xsd:date` or `"2024-03-04"^^xsd:date`.'),
        ("e:s e:p 2024-05-01T10:00:00Z .", "9-13",
         "The time `2024-05-01T10:00:00Z` needs quotes.",
         'Write `"2024-05-01T10:00:00Z"^^xsd:dateTime`.'),
        ("e:s e:p 12% .", "9-11", "`12%` is not a number.", 'Write it as a text: `"12%"`.'),
        ("e:s e:p 1e .", "9-10", "`1e` is not a number.", 'Write it as a text: `"1e"`.'),
        ("e:s\u00a0e:p 1 .", "4-5", "Here stands a no-break space (U+00A0).",
         "Write an ordinary space for it."),
        ("e:s e:p 1 .\u200b", "12-13", "Here stands a zero-width space (U+200B).", "Remove it."),
        ("\ufeff e:s e:p 1 .", "1-2",
         "Here stands a byte order mark, left where two files were joined (U+FEFF).",
         "Remove it."),
    ],
)  # fmt: skip
def test_words_numbers_and_blanks(text: str, place: str, message: str, advice: str) -> None:
    check(text, place, message, advice)


@pytest.mark.parametrize(
    ("text", "place", "message", "advice"),
    [
        ('e:s e:p "abc ;\n  e:q 1 .', "9-15", "This string is not closed on its line.",
         'Write `"` where it ends, or `"""` around a text of several lines.'),
        ("e:s e:p '''abc\n .\n", "9-15", "This text of several lines is never closed.",
         "Write `'''` where it ends."),
        ("e:s e:p “a b” .", "9-10", "This is not a quotation mark of Turtle.",
         'Write straight quotation marks: `"a b"`.'),
        ("e:s e:p «a» .", "9-10", "This is not a quotation mark of Turtle.",
         'Write straight quotation marks: `"a"`.'),
        ("e:s e:p ‘a’ .", "9-10", "This is not a quotation mark of Turtle.",
         'Write straight quotation marks: `"a"`.'),
        ('e:s e:p "a b” .', "9-16", 'This string begins with `"` and ends with `”`.',
         'Write `"a b"`.'),
        ("e:s e:p 'l'eau' .", "12-15", "The string ends before `eau`, at a `'`.",
         "Write `\\'` for a quotation mark inside a string."),
        (r'e:s e:p "C:\dir" .', "12-14", r"`\d` is not an escape of Turtle.",
         r"Write `\\` for a backslash."),
        (r'e:s e:p "a\u12" .', "11-15", r"`\u12` is not an escape of Turtle.",
         r"Write `\\` for a backslash."),
        ('e:s e:p "a"@en_GB .', "12-15", "`@en_GB` is not a language tag.", "Write `@en-GB`."),
        ('e:s e:p "a"@ .', "12-13", "A language tag begins with a letter.",
         'Write one, as in `"text"@en`.'),
        ('e:s e:p "a"@1 .', "12-13", "A language tag begins with a letter.",
         'Write one, as in `"text"@en`.'),
        ('e:s e:p "1"^e:t .', "12-13", "`^` is half of the mark before a datatype.",
         "Write `^^e:t`."),
        ('e:s e:p "1"^^"t" .', "14-17", "The datatype after `^^` is an IRI.",
         'Write one, as in `"2024-05-01"^^xsd:date`.'),
    ],
)  # fmt: skip
def test_strings(text: str, place: str, message: str, advice: str) -> None:
    check(text, place, message, advice)


@pytest.mark.parametrize(
    ("text", "place", "message", "advice"),
    [
        ("e:s e:p <http://a b> .", "9-10", "An IRI cannot hold a blank.",
         "Write `<http://a%20b>`."),
        ("e:s e:p <http://e/{x}> .", "9-10", "An IRI cannot hold `{`.",
         "Write `<http://e/%7Bx%7D>`."),
        ("e:s e:p <http://e/100%> .", "9-24", "An IRI cannot hold `%`.",
         "Write `<http://e/100%25>`."),
        ("e:s e:p <http://e/a ;\n e:q <http://e/b> .", "9-10", "This IRI is not closed.",
         "Write `>` where it ends: `<http://e/a>`."),
        ("e:s e:p <http://e/a .\ne:x e:y e:z .", "9-10", "This IRI is not closed.",
         "Write `>` where it ends: `<http://e/a>`."),
        ("e:s e:p <rel> .", "9-14", "`<rel>` is a relative IRI, and the text has no base.",
         "Write the full IRI, as in `<https://example.org/rel>`."),
        ("e:s e:p <www.x.org> .", "9-20",
         "`<www.x.org>` is a relative IRI, and the text has no base.",
         "Write `<https://www.x.org>`."),
        ("e:s e:p https://x.org/a?b=c .", "9-15",
         "`https://` begins an IRI that has no angle brackets.",
         "Write `<https://x.org/a?b=c>`."),
        ("e:s e:p e:a/b .", "12-13", "`e:a/b` is not a prefixed name: it holds a `/`.",
         "Write `<http://e/a/b>`, or `\\/` for the character."),
        ("e:s e:p e:a@b .", "12-14", "`e:a@b` is not a prefixed name: it holds a `@`.",
         "Write `<http://e/a@b>`, or `\\@` for the character."),
        ("e:s e:p e:100% .", "9-14", "`e:100%` holds a `%` that escapes nothing.",
         "Write `e:100%25`."),
        (r"e:s e:p e:a\b .", "9-12", r"`e:a\b` holds a backslash that escapes nothing.",
         "Write the IRI in full."),
        ("e:s e:p e:o.e:t e:q 1 .", "9-16",
         "`e:o.e:t` is one name: a dot that something follows is part of it.",
         "Write `e:o . e:t`."),
    ],
)  # fmt: skip
def test_iris_and_names(text: str, place: str, message: str, advice: str) -> None:
    check(text, place, message, advice)


@pytest.mark.parametrize(
    ("text", "place", "message", "advice"),
    [
        ("@prefix f: <http://f/>\ne:s e:p 1 .", "3:1-4",
         "The `@prefix` before this has no dot at its end.",
         "Write `.` after `<http://f/>` on line 2."),
        ("@prefix f: <http://f/> ;", "24-25", "`@prefix` ends with a dot.",
         "Write `.` for this `;`."),
        ("@prefix f <http://f/> .\nf:s e:p 1 .", "9-10", "A prefix ends with a colon.",
         "Write `f:`."),
        ('@prefix f: "http://f/" .', "12-23", "An IRI in angle brackets is due here.",
         "Write `@prefix f: <http://f/> .`."),
        ("@prefix skos: .", "15-16", "An IRI in angle brackets is due here.",
         "Write `@prefix skos: <http://www.w3.org/2004/02/skos/core#> .`."),
        ("@prefix f: http://f/ .", "12-17",
         "`http://` begins an IRI that has no angle brackets.", "Write `<http://f/>`."),
        ("@PREFIX f: <http://f/> .", "1-8", "`@PREFIX` is not a word of Turtle.",
         "Write `@prefix`."),
        ("@base 'http://f/' .", "7-18", "An IRI in angle brackets is due here.",
         "Write `@base <http://f/> .`."),
        ("@prefix", "1-8", "The text ends within a statement.",
         "Add a prefix with its colon, an IRI in `< >`, and a `.`."),
        ("@prefix f: <http://f/>", "12-23", "The text ends within a statement.",
         "Write `.` after `<http://f/>`."),
    ],
)  # fmt: skip
def test_declarations(text: str, place: str, message: str, advice: str) -> None:
    check(text, place, message, advice)


@pytest.mark.parametrize(
    ("text", "place", "name", "advice"),
    [
        ("e:s foaf:name 1 .", "5-14", "foaf",
         "Add `@prefix foaf: <http://xmlns.com/foaf/0.1/> .` at the top of the file."),
        ("e:s dct:title 1 .", "5-14", "dct",
         "Add `@prefix dct: <http://purl.org/dc/terms/> .` at the top of the file."),
        ("e:s skkos:note 1 .", "5-15", "skkos",
         "Did you mean `skos:`? Then add "
         "`@prefix skos: <http://www.w3.org/2004/02/skos/core#> .` at the top."),
        ("PREFIX foo: <http://f/>\nFOO:s e:p 1 .", "3:1-6", "FOO", "Did you mean `foo:`?"),
        ("xyz:s e:p 1 .", "1-6", "xyz",
         "Declare it at the top of the file: `@prefix xyz: <the IRI it stands for> .`"),
        ("\ufefff:s e:p 1 .", "1-5", "\ufefff",
         "Remove the byte order mark (U+FEFF) before it, left where two files were joined."),
        (":s e:p 1 .", "1-3", "",
         "Declare it at the top of the file: `@prefix : <the IRI it stands for> .`"),
        ("e:s e:p f:o .\n@prefix f: <http://f/> .", "9-12", "f",
         "Move its declaration, now on line 3, above this line."),
        ("e:s e:p urn:isbn:1 .", "9-19", "urn",
         "A full IRI stands between angle brackets: write `<urn:isbn:1>`."),
        ("e:s e:p 'a'^^xsd:date .", "14-22", "xsd",
         "Add `@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .` at the top of the file."),
    ],
)  # fmt: skip
def test_undeclared_prefixes(text: str, place: str, name: str, advice: str) -> None:
    check(text, place, f"The prefix `{name}:` is not declared.", advice, "undeclared-prefix")


TABLE = (
    "Of a table, make a workbook: `smartregions convert template -o FILE.xlsx` has the columns to "
    "fill in."
)


@pytest.mark.parametrize(
    ("text", "end", "message", "advice"),
    [
        ("<!DOCTYPE html>\n<html>", 15, "This is a web page, not Turtle.",
         "Give the Turtle file itself."),
        ('<?xml version="1.0"?>', 6, "This is XML, not Turtle.",
         "If it is RDF/XML, say so: a name that ends in .rdf, or application/rdf+xml."),
        ("name,region\nAcme,Brittany\n", 12, "This looks like a table, not Turtle.", TABLE),
        ('"name";"region of it"\r\n"a";"b"', 22, "This looks like a table, not Turtle.", TABLE),
        ("name\tregion", 12, "This looks like a table, not Turtle.", TABLE),
        ("<rdf:RDF xmlns:rdf='x'>", 9, "This is XML, not Turtle.",
         "If it is RDF/XML, say so: a name that ends in .rdf, or application/rdf+xml."),
        ('{"@context": {}}', 2, "This looks like JSON, not Turtle.",
         "If it is JSON-LD, say so: a name that ends in .jsonld, or application/ld+json."),
        ('[{"@id": "x"}]', 3, "This looks like JSON, not Turtle.",
         "If it is JSON-LD, say so: a name that ends in .jsonld, or application/ld+json."),
    ],
)  # fmt: skip
def test_other_formats_are_named(text: str, end: int, message: str, advice: str) -> None:
    with pytest.raises(TurtleSyntaxError) as caught:
        read(text.encode(), "x.ttl")
    assert caught.value.faults == (Fault(message, 1, 1, 1, end, advice),)


def test_what_no_rule_knows_is_said_in_the_words_of_the_parser_and_of_the_grammar() -> None:
    check(
        "e:s e:p !e:o .",
        "9-10",
        "! is not a valid RDF object.",
        "An object is expected here: an IRI, a prefixed name, a literal, `[` or `(`.",
    )
