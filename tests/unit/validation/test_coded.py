"""What a message marks as code is a code element on every page; what others wrote stays inert."""

from __future__ import annotations

import pytest

from smartregions.errors import TurtleSyntaxError
from smartregions.turtle.read import read
from smartregions.validation import Context, Unread, judge
from smartregions.validation.render import render
from smartregions.validation.render.coded import coded


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Write `a`, in lower case.", "Write <code>a</code>, in lower case."),
        ("Écrivez « `a` ».", "Écrivez « <code>a</code> »."),
        ("`;`, `,` or `.` is", "<code>;</code>, <code>,</code> or <code>.</code> is"),
        ("Write `<https://a>`.", "Write <code>&lt;https://a&gt;</code>."),
        ('with `"` and `"`.', "with <code>&quot;</code> and <code>&quot;</code>."),
        ("``a` is not a term", "<code>`a</code> is not a term"),
        ("one ` alone, `so`", "one ` alone, <code>so</code>"),
        ('write: "say `so`"@en', "write: &quot;say `so`&quot;@en"),
        ("`<script>`<script>", "<code>&lt;script&gt;</code>&lt;script&gt;"),
        ("a`b`c", "a`b`c"),
        ("`a\nb`", "`a\nb`"),
    ],
)
def test_what_is_marked_is_code_and_everything_is_escaped(text: str, shown: str) -> None:
    assert coded(text) == shown


def test_a_long_text_of_marks_takes_no_longer_than_its_length() -> None:
    """Each mark that could begin would otherwise be looked at to the end of the line."""
    assert coded(" `a" * 200_000).count("`") == 200_000
    assert coded(' "' * 200_001).endswith("&quot;")


def test_the_report_as_a_page_has_code_elements_and_no_marks(context: Context) -> None:
    text = "@prefix sr: <https://w3id.org/smart-regions/ontology#> .\nsr:a ex:b sr:c .\n"
    with pytest.raises(TurtleSyntaxError) as raised:
        read(text.encode(), "a.ttl")
    report = judge([], context, unread=[Unread("a.ttl", text, raised.value)])
    for language in ("en", "fr"):
        page = render(report, "html", language=language)
        told = page.partition("<article")[2]
        assert "<code>ex:</code>" in told
        assert "`" not in told
