"""What messages mark as code, `so`, as HTML has it; all else escaped.

The marks are looked for where a message has them. In what a contributor wrote, which stands
between quotation marks, they are letters like others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

MARK = "`"
_CODE = re.compile(r"""(?<![\w`])`(?P<code>\S(?:.*?\S)??)`(?![\w`])|"[^"]*+\"""")
"""Code, or what is quoted and no code."""
_END = re.compile(r"(?<=\S)`(?![\w`])")


def coded(text: str) -> str:
    """The text as HTML, what is between two marks on one line as a `code` element."""
    return "\n".join("".join(_pieces(line)) for line in text.split("\n"))


def has_code(text: str) -> bool:
    """Whether a text has something that is marked as code."""
    return "<code>" in coded(text)


def _pieces(line: str) -> Iterator[str]:
    last = max((found.end() for found in _END.finditer(line)), default=0)
    at = 0
    end = line.find('"', last) + 1 or last  # behind the last mark no code can end
    for found in _CODE.finditer(line, 0, end):
        if found["code"] is not None:
            yield escape(line[at : found.start()])
            yield f"<code>{escape(found['code'])}</code>"
            at = found.end()
    yield escape(line[at:])
