"""Positions of large and hostile texts: no recursion, time linear in the text."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from smartregions.turtle.locate import locate
from smartregions.turtle.read import read

E = "@prefix e: <http://e/> .\n"

TEXTS: dict[str, Callable[[int], str]] = {
    "many subjects": lambda n: "".join(f"e:s{i} e:p {i} ; e:q 'x' .\n" for i in range(n)),
    "one subject": lambda n: "".join(f"e:s e:p {i} .\n" for i in range(n)),
    "many objects": lambda n: f"e:s e:p {', '.join(map(str, range(n)))} .",
    "nested nodes": lambda n: f"e:s e:p {'[ e:p ' * n}1{' ]' * n} .",
    "nested collections": lambda n: f"e:s e:p {'( ' * n}1{' )' * n} .",
    "a collection": lambda n: f"e:s e:p ( {' '.join(map(repr, map(str, range(n))))} ) .",
    "nodes of statements": lambda n: "".join(f"e:s{i} e:p [ e:q {i} ] .\n" for i in range(n)),
    "nodes as subjects": lambda n: "".join(f"[ e:p {i} ] e:q [ e:r {i} ] .\n" for i in range(n)),
    "declarations": lambda n: "".join(
        f"@prefix p{i}: <http://p/{i}#> . p{i}:s e:p {i} .\n" for i in range(n)
    ),
    "comments": lambda n: "# ' < \n" * n + "e:s e:p 1 # '\n ." + "\n#" * n,
    "blanks": lambda n: f"e:s{' ' * n}e:p{chr(10) * n}1 .{' ' * n}",
    "quotes": lambda n: "e:s e:p '''" + "''\\'" * n + "''' .",
}


def seconds(text: str) -> float:
    """To find the place of at most a thousand triples, spread over the text, and of the last."""
    contribution = read((E + text).encode(), "x")
    start = time.process_time()
    positions = locate(contribution)
    step = max(1, len(contribution.triples) // 1000)
    for triple in (*contribution.triples[::step], contribution.triples[-1]):
        assert positions.triple(triple) is not None
    return time.process_time() - start


@pytest.mark.parametrize("name", TEXTS)
def test_five_times_the_text_takes_no_more_than_about_five_times_as_long(name: str) -> None:
    small, large = (seconds(TEXTS[name](n)) for n in (4_000, 20_000))
    assert large < 12 * small + 0.5


def test_the_innermost_of_many_levels_is_found() -> None:
    levels = 50_000
    text = f"{E}e:s e:p {'[e:p ' * levels}1{']' * levels} ."
    contribution = read(text.encode(), "x")
    innermost = next(t for t in contribution.triples if str(t.object).startswith('"1"'))
    place = locate(contribution).triple(innermost)
    assert place is not None
    column = len("e:s e:p ") + levels * len("[e:p ") + 1
    assert (place.object.line, place.object.column) == (2, column)
