"""One pass over the tokens of a text that may be at fault: its statements and its prefixes."""

from __future__ import annotations

from array import array
from bisect import bisect_right

from smartregions.turtle.mistakes.context import directive
from smartregions.turtle.tokens import Token, tokens


class Scan:
    """Where the statements of a text begin, which prefixes it declares, and which it lacks."""

    def __init__(self, text: str) -> None:
        self._starts = array("q", [0])
        self.declared: dict[str, str] = {}
        """Prefix to namespace, also of declarations that are misspelt."""
        self.declarations: dict[str, Token] = {}
        """The first token of each prefix's declaration."""
        self.missing: dict[str, list[Token]] = {}
        """The uses of each prefix before its declaration."""
        self.names: set[str] = set()
        """Every prefix that occurs."""
        head: list[Token] = []
        for token in tokens(text):
            if token.kind != "comment":
                head = self._read(token, head)

    def _read(self, token: Token, head: list[Token]) -> list[Token]:
        """Note a token; `head` holds the first three of its statement."""
        if token.text in ("@prefix", "@base"):
            head = []
        if len(head) < 3:
            head.append(token)
        declares = directive(head[0])
        if token.kind == "name":
            self._name(token, declares and token is head[1])
        if declares and token is head[-1] and len(head) == 3:
            self._declare(*head)
        if token.text == "." or (declares and _complete(head)):
            self._starts.append(token.end)
            return []
        return head

    def _name(self, token: Token, declares: bool) -> None:
        prefix = token.text.partition(":")[0]
        self.names.add(prefix)
        if not declares and prefix not in self.declared:
            self.missing.setdefault(prefix, []).append(token)

    def _declare(self, word: Token, name: Token, namespace: Token) -> None:
        self.declared[name.text.rstrip(":")] = namespace.text.strip("<>")
        self.declarations[name.text.rstrip(":")] = word

    def statement(self, offset: int) -> int:
        """Where the statement around an offset begins."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def ends(self, offset: int) -> list[int]:
        """Where the statement around an offset, and those after it, end."""
        return list(self._starts[bisect_right(self._starts, offset) :])


def _complete(head: list[Token]) -> bool:
    """Whether these are a whole declaration in SPARQL's form, which has no dot."""
    needed = 3 if "prefix" in head[0].text.lower() else 2
    return not head[0].text.startswith("@") and len(head) == needed
