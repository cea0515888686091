"""One stored question: its header, its body, and the body bound to values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from smartregions.errors import ServiceError
from smartregions.library.header import parse
from smartregions.library.types import TYPES, Term, iri
from smartregions.messages import Message, joined
from smartregions.sparql.facts import facts
from smartregions.sparql.tokens import Token, tokens

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VARIABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_ENDS = " \t\r\n}"
"""Characters behind a value of which none could be a part of it."""
_RESERVED = frozenset({"format", "timeout"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of the body that a reader may bind."""

    name: str
    type: str
    help: str
    class_: str | None
    """IRI of the class whose instances are the values."""
    scheme: str | None
    """IRI of the concept scheme whose concepts are the values."""
    default: str
    """The term in the body, as written there; `UNDEF` for none."""
    property_: str | None = None
    """IRI of the property whose values are those that are offered; any other IRI will do, too."""

    @property
    def is_optional(self) -> bool:
        """Whether the question has an answer for all values at once."""
        return self.default.upper() == "UNDEF"


@dataclass(frozen=True, slots=True)
class Block:
    """The place of one value: `VALUES ?name { text[start:end] }`."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be asked as it stands or with values for its parameters."""

    topic: str
    name: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str
    """The whole file: it is SPARQL, the header being comments."""
    blocks: tuple[Block, ...]
    """The places of its values, in the order of the text."""

    @property
    def path(self) -> str:
        """`topic/name`, by which the question is asked."""
        return f"{self.topic}/{self.name}"

    def bound(self, values: Mapping[str, Term]) -> str:
        """The query with each given term in every VALUES block of its variable.

        What else the query says, it says as before: a block is no place of an expression, so that
        a term is read there as it is read alone, and it is known to end where it ends.
        """
        terms = {name: self._written(term) for name, term in values.items()}
        pieces: list[str] = []
        position = 0
        for block in self.blocks:
            if block.name in terms:
                pieces += [self.text[position : block.start], terms[block.name]]
                position = block.end
                if self.text[position : position + 1] not in _ENDS:
                    pieces.append(" ")
        return "".join([*pieces, self.text[position:]])

    def _written(self, term: Term) -> str:
        """The term as SPARQL writes it. Raises ServiceError where that were more than a term."""
        text = str(term)
        read = list(tokens(text))
        if not _one(read) or "".join(token.content for token in read) != text:
            raise ServiceError(
                Message("{path}: a value would change the query around it.", path=self.path)
            )
        return text


def question(topic: str, name: str, text: str) -> Question:
    """The question in a file's text. Raises ServiceError for a file that breaks the format."""
    file = f"queries/{topic}/{name}.rq"
    header = parse(text, file)
    if not _NAME.fullmatch(topic) or not _NAME.fullmatch(name):
        raise ServiceError(
            Message("{file}: topic and name are written in lower case with hyphens.", file=file)
        )
    if not header.texts.get("summary"):
        raise ServiceError(Message("{file}: the header has no summary.", file=file))
    known = facts(text)
    if known.form not in ("select", "ask", "construct", "describe"):
        raise ServiceError(Message("{file}: the body is no query.", file=file))
    blocks = tuple(_blocks(known.tokens))
    return Question(
        topic=topic,
        name=name,
        summary=header.texts["summary"],
        description=header.texts.get("description", ""),
        parameters=tuple(_parameters(header.parameters, text, blocks, file)),
        text=text,
        blocks=blocks,
    )


def _parameters(
    items: list[dict[str, str]], text: str, blocks: Iterable[Block], file: str
) -> Iterator[Parameter]:
    defaults: dict[str, set[str]] = {}
    for block in blocks:
        defaults.setdefault(block.name, set()).add(text[block.start : block.end])
    seen: set[str] = set()
    for item in items:
        parameter = _parameter(item, defaults, file)
        if parameter.name in seen:
            raise ServiceError(
                Message(
                    "{file}: the parameter {name} stands twice.", file=file, name=parameter.name
                )
            )
        seen.add(parameter.name)
        yield parameter


def _refusal(file: str, why: Message) -> ServiceError:
    return ServiceError(joined((file, why), between=": "))


def _parameter(item: Mapping[str, str], defaults: Mapping[str, set[str]], file: str) -> Parameter:
    name, type_ = item.get("name", ""), item.get("type", "")
    if not _VARIABLE.fullmatch(name) or name in _RESERVED or not item.get("help"):
        why = Message("a parameter has a name (not format or timeout), a type and a help.")
        raise _refusal(file, why)
    if type_ not in TYPES or (type_ != "iri" and item.keys() & {"class", "scheme", "property"}):
        types = ", ".join(TYPES)
        raise _refusal(
            file, Message("{name} has no type of {types} that fits.", name=name, types=types)
        )
    if len(defaults.get(name, ())) != 1:
        raise ServiceError(
            Message(
                "{file}: the body needs `VALUES ?{name} {{ UNDEF }}`, or one default in its place.",
                file=file,
                name=name,
            )
        )
    return Parameter(
        name=name,
        type=type_,
        help=item["help"],
        class_=_full(item.get("class")),
        scheme=_full(item.get("scheme")),
        default=next(iter(defaults[name])),
        property_=_full(item.get("property")),
    )


def _full(name: str | None) -> str | None:
    return iri(name.strip("<>")).value if name else None


def _blocks(read: Sequence[Token]) -> list[Block]:
    """Every VALUES block of one variable and one value, in the order of the text."""
    starts = (index for index, token in enumerate(read) if token.is_word("VALUES"))
    found = (_block(read[index : index + 8]) for index in starts)
    return [block for block in found if block is not None]


def _block(run: Sequence[Token]) -> Block | None:
    """The block of this run of tokens, if it is `VALUES ?x { v }`, v being up to three tokens."""
    opens = len(run) > 4 and run[1].kind == "variable"
    if not opens or run[2].content != "{":
        return None
    value: list[Token] = []
    for token in run[3:]:
        if token.content == "}":
            return Block(run[1].content[1:], value[0].start, value[-1].end) if _one(value) else None
        value.append(token)
    return None


def _one(value: list[Token]) -> bool:
    """Whether the tokens are one term: alone, with a language, or with `^^` and a datatype."""
    kinds = [token.kind for token in value]
    first = {"iri", "name", "string", "number", "word"}
    if not kinds or kinds[0] not in first:
        return False
    rest = kinds[1:]
    typed = len(rest) == 2 and value[1].content == "^^" and rest[1] in ("iri", "name")
    return not rest or (kinds[0] == "string" and (rest == ["language"] or typed))
