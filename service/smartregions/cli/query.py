"""`smartregions query`: one question, answered here or by an endpoint."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.error import HTTPError, URLError

import click
from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointNotFound, SPARQLWrapperException

from smartregions import corpus, formats, settings
from smartregions.cli import declaring
from smartregions.cli.speaking import say
from smartregions.errors import NotAcceptable, ParameterError, ServiceError, UnknownThing
from smartregions.index import Query
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.library.shelf import Library, load, values
from smartregions.messages import Message
from smartregions.publication.entry import gather
from smartregions.settings import Settings
from smartregions.sparql.facts import facts, refuse

NO_ENDPOINT = (405, 501)
"""Statuses, beside 404, of an address at which no query can be sent."""
_AWAITED = Message(
    "Type or paste a SPARQL query, and end it with Ctrl+D on a line of its own (Ctrl+C gives up). "
    "A file or a stored question is named as an argument: smartregions query --help"
)
_FORMATS = [known.name for known in formats.FORMATS]


@declaring.command()
@declaring.argument("question", metavar="[QUESTION]", default="-")
@declaring.option(
    "--endpoint", metavar="URL", help="Ask this SPARQL endpoint, not the packaged data."
)
@declaring.option(
    "--format", "format_", type=click.Choice(_FORMATS), help="Representation of the answer."
)
@declaring.option(
    "--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="Value of a parameter."
)
def command(
    question: str, endpoint: str | None, format_: str | None, params: tuple[str, ...]
) -> None:
    """Ask a question: a stored one (topic/name), a file, SPARQL text, or - for standard input.

    Without --endpoint the packaged ontology, schemes, shapes and data are asked. The stored
    questions are listed by `smartregions questions`.
    """
    chosen = settings.from_environment(os.environ)
    packaged = corpus.find(chosen.corpus)
    library = load(packaged.queries)
    accepted = [f.name for f in formats.named(format_)] if format_ else ["csv", "turtle"]
    given = _pairs(params)
    if question == "-" and not given and sys.stdin.isatty():
        say(_AWAITED, err=True)
    if endpoint:
        body = _remote(endpoint, _text(question, library, given, None), accepted, chosen)
    else:
        index = _index(chosen, packaged)
        text = _text(question, library, given, index)
        _suited(text, accepted, chosen)
        body = index.query(Query(text, tuple(accepted))).body
    sys.stdout.buffer.write(body if body.endswith(b"\n") else body + b"\n")
    sys.stdout.flush()


def _index(chosen: Settings, packaged: corpus.Corpus) -> MemoryIndex:
    limits = Limits(chosen.max_query_characters, chosen.max_query_depth, chosen.max_answer_bytes)
    merges = packaged.settings.is_union
    index = MemoryIndex(limits, chosen.query_seconds, at_once=1, merges=merges)
    gather(packaged, index)
    return index


def _text(
    question: str, library: Library, given: Sequence[tuple[str, str]], index: MemoryIndex | None
) -> str:
    """The SPARQL behind the argument; only a stored question takes parameters."""
    if question in library:
        stored = library.get(question)
        return stored.bound(values(stored, given, index))
    if given and not _is_name(question):
        raise ParameterError(Message("Only a stored question (topic/name) has parameters."))
    if question == "-":
        return sys.stdin.read()
    if not question or any(sign in question for sign in "{}\n "):
        return question
    path = Path(question)
    if path.suffix and not path.is_file():
        raise UnknownThing(Message("There is no file {file}.", file=question))
    return path.read_text("utf-8") if path.is_file() else _named(question, library)


def _is_name(question: str) -> bool:
    """Whether the argument has the form of the name of a stored question."""
    return re.fullmatch(r"[\w-]+/[\w-]+", question) is not None and not Path(question).is_file()


def _named(question: str, library: Library) -> str:
    """The text of a stored question. Raises UnknownThing, which says where they are listed."""
    try:
        return library.get(question).text
    except UnknownThing as error:
        raise UnknownThing(
            Message("{said} `smartregions questions` lists all.", said=error.said)
        ) from None


def _pairs(params: Sequence[str]) -> list[tuple[str, str]]:
    pairs = [param.partition("=") for param in params]
    for name, equals, _ in pairs:
        if not equals:
            raise ParameterError(Message("Write --param {name}=VALUE.", name=name))
    return [(name, value) for name, _, value in pairs]


def _suited(text: str, accepted: Sequence[str], chosen: Settings) -> formats.Format:
    """The format of the answer. Raises NotAcceptable, which names those that there are of it."""
    refuse(text, max_characters=chosen.max_query_characters, max_depth=chosen.max_query_depth)
    kind = "graph" if facts(text).form in ("construct", "describe") else "results"
    known = [each for each in formats.FORMATS if each.answers == kind]
    for name in accepted:
        for each in known:
            if each.name == name:
                return each
    raise NotAcceptable(
        Message(
            "No answer to this query exists as {formats}. There are: {known}.",
            formats=", ".join(accepted),
            known=", ".join(each.name for each in known),
        )
    )


def _remote(endpoint: str, text: str, accepted: Sequence[str], chosen: Settings) -> bytes:
    """What the endpoint answers, as it sends it. Raises NotAcceptable and ServiceError."""
    suited = _suited(text, accepted, chosen)
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setMethod(POST)
    wrapper.setQuery(text)
    wrapper.setTimeout(int(chosen.query_seconds) + 1)
    wrapper.setOnlyConneg(True)
    wrapper.addCustomHttpHeader("Accept", suited.media_type)
    try:
        return bytes(wrapper.query().response.read())
    except EndPointNotFound as error:
        raise _no_endpoint(endpoint, 404) from error
    except (SPARQLWrapperException, URLError, TimeoutError) as error:
        if isinstance(error, HTTPError):
            error.close()  # it is a response, too, with a connection
            if error.code in NO_ENDPOINT:
                raise _no_endpoint(endpoint, error.code) from error
        raise ServiceError(
            Message("{address} did not answer: {reason}.", address=endpoint, reason=_reason(error))
        ) from error


def _reason(error: Exception) -> str:
    """What the system says of it, without the words of the library around that."""
    reason = getattr(error, "reason", None)
    return str(getattr(reason, "strerror", None) or reason or error).rstrip(".")


def _no_endpoint(endpoint: str, status: int) -> ServiceError:
    front = endpoint.rstrip("/")
    what = Message("write the address of one")
    if front.rpartition("/")[2] != "sparql":
        what = Message(
            "write the address of one; that of a service at {front} is {front}/sparql", front=front
        )
    return ServiceError(
        Message(
            "{endpoint} is no SPARQL endpoint, it takes no queries ({status}): {what}.",
            endpoint=endpoint,
            status=status,
            what=what,
        )
    )
