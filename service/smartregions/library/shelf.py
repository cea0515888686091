"""All stored questions, and the values that a request gives to one of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pyoxigraph import NamedNode

from smartregions.errors import ParameterError, ServiceError, UnknownThing
from smartregions.index import Index
from smartregions.library.choices import Choice, choices
from smartregions.library.offering import meant, near, unknown
from smartregions.library.question import Parameter, Question, question
from smartregions.library.types import TYPES, Term, expanded
from smartregions.messages import Message

_FULL = re.compile(r"https?://|urn:")
"""How an IRI begins that is no short name."""


class Library:
    """The questions of a folder, by topic and name."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self._questions = {q.path: q for q in sorted(questions, key=lambda q: q.path)}

    def __iter__(self) -> Iterator[Question]:
        return iter(self._questions.values())

    def __len__(self) -> int:
        return len(self._questions)

    def __contains__(self, path: str) -> bool:
        return path in self._questions

    def get(self, path: str) -> Question:
        """The question `topic/name`. Raises UnknownThing."""
        if path not in self._questions:
            raise UnknownThing(
                Message(
                    "There is no question {path}.{nearest}",
                    path=path,
                    nearest=meant(near(path, self._questions)),
                )
            )
        return self._questions[path]


def load(folder: Path) -> Library:
    """The questions of a folder. Raises ServiceError for the first that breaks the format."""
    return Library(_read(path) for path in sorted(folder.glob("*/*.rq")))


def _read(path: Path) -> Question:
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise ServiceError(Message("{path} is not UTF-8.", path=path)) from None
    return question(path.parent.name, path.stem, text)


def values(
    asked: Question, given: Iterable[tuple[str, str]], index: Index | None
) -> dict[str, Term]:
    """The terms for the parameters of a question; an empty text counts as none.

    With an index, a value of a parameter with a class or a scheme must be one of its choices, and
    its short name will do; of one with a property, too, and any IRI in full. Raises ParameterError.
    """
    known = {parameter.name: parameter for parameter in asked.parameters}
    terms: dict[str, Term] = {}
    seen: set[str] = set()
    for name, text in given:
        if name not in known:
            raise ParameterError(
                Message(
                    "{path} has no parameter {name}. {existing}",
                    path=asked.path,
                    name=name,
                    existing=_existing(asked),
                )
            )
        if name in seen:
            raise ParameterError(Message("{name} is given twice; it takes one value.", name=name))
        seen.add(name)
        if text:
            terms[name] = _term(known[name], text, index)
    return terms


def _term(parameter: Parameter, text: str, index: Index | None) -> Term:
    is_open = parameter.property_ is not None and _FULL.match(expanded(text))
    offered = choices(index, parameter) if index is not None and not is_open else ()
    if offered:
        return _chosen(parameter, text, offered)
    try:
        return TYPES[parameter.type](text)
    except ParameterError as error:
        raise ParameterError(
            Message("{name}: {said}.", name=parameter.name, said=error.said)
        ) from None


def _chosen(parameter: Parameter, text: str, offered: Sequence[Choice]) -> Term:
    shorts = Counter(choice.short for choice in offered)
    names = {c.short if shorts[c.short] == 1 else c.iri: c.iri for c in offered}
    wanted = names.get(text, expanded(text))
    if wanted not in names.values():
        said = Message("there is no {text}.", text=repr(text))
        among = parameter.class_ or parameter.scheme or ""
        raise unknown(parameter.name, said, text, names, among)
    return NamedNode(wanted)


def _existing(asked: Question) -> Message:
    if not asked.parameters:
        return Message("It has none.")
    names = ", ".join(f"{p.name} ({p.type})" for p in asked.parameters)
    return Message("It has {names}.", names=names)
