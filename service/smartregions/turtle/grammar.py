"""The words of Turtle as patterns for a text that the parser has accepted.

Beyond ASCII, such a text has nothing but name characters outside its strings, IRIs and comments,
so a class of name characters need only leave out what ASCII has besides. That keeps the patterns
quick to compile, which every run of the command pays for; `tokens` has the grammar to the letter.
All are possessive, so that matching takes linear time.
https://www.w3.org/TR/turtle/#sec-grammar-grammar
"""

from __future__ import annotations

LETTER = r"[^\x00-@\[-`{-\x7f]"
"""PN_CHARS_BASE."""
CHAR = r"[^\x00-,./:-@\[-\^`{-\x7f]"
"""PN_CHARS: letters, digits, `-`, `_`."""
_LOCAL_CHAR = r"[^\x00-,./;-@\[-\^`{-\x7f]"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\."

PREFIX = rf"(?:{LETTER}(?:{CHAR}++|\.++(?={CHAR}))*+)?+"
LOCAL = (
    rf"(?:(?!-)(?:{_LOCAL_CHAR}|{_ESCAPED})"
    rf"(?:{_LOCAL_CHAR}++|{_ESCAPED}|\.++(?={_LOCAL_CHAR}|[%\\]))*+)?+"
)
NAME = f"{PREFIX}:{LOCAL}"
LABEL = rf"_:{CHAR}(?:{CHAR}++|\.++(?={CHAR}))*+"
WORD = "[a-z]++"
STRING = (
    r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"""|"(?:[^"\\]++|\\.)*+"'
    r"|'''(?:[^'\\]++|\\.|'{1,2}(?!'))*+'''|'(?:[^'\\]++|\\.)*+'"
)
IRI = "<[^>]*+>"
COMMENT = r"\#[^\r\n]*+"
LANGUAGE = r"@[A-Za-z0-9\-]++"
_EXPONENT = "[eE][+-]?[0-9]+"
NUMBER = (
    rf"[+-]?(?:[0-9]+(?:\.[0-9]*+{_EXPONENT}|{_EXPONENT}|\.[0-9]++)?|\.[0-9]++(?:{_EXPONENT})?)"
)
SKIP = rf"[ \t\r\n]*+(?:{COMMENT}[ \t\r\n]*+)*+"
LITERAL = rf"(?:{STRING})(?:{SKIP}{LANGUAGE}|{SKIP}\^\^{SKIP}(?:{IRI}|{NAME}))?+"
"""A string with its language or datatype, which comments may separate."""
