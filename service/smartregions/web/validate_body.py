"""What is sent to be judged: a file as the body, or a form of files as browsers send it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Request
from pyoxigraph import NamedNode

from smartregions.errors import BadRequest, ParameterError, UnsupportedMediaType
from smartregions.messages import Message
from smartregions.publication.reserved import OWN_GRAPHS
from smartregions.publication.trial import Text, Trial
from smartregions.web import body, protocol
from smartregions.web.boxes import PASTED, digest, unix
from smartregions.web.filenames import plain_name
from smartregions.web.multipart import MULTIPART, TYPES, apart, files_of

METHODS = ("put", "post")
ALSO = ("text",)
LINK = ("day",)


@dataclass(frozen=True, slots=True)
class Sent:
    """A trial, and the name of the format in which its report is wanted, if there is one."""

    trial: Trial
    format: str | None = None
    also: str | None = None
    """Another form of the report, which JSON has besides."""
    is_linked: bool = False
    """Whether the report is to be linked for a day."""


def read(request: Request, max_bytes: int) -> Sent:
    """What a request sends, all of it.

    Raises BadRequest, ParameterError, RequestTooLarge and UnsupportedMediaType; an HTTPException
    (413) for a form of too many parts.
    """
    content = body.read(request, max_bytes)
    outside = list(protocol.pairs(request.query_string))
    if request.mimetype == MULTIPART:
        fields, texts = files_of(content, request)
        given = outside + fields
        texts += _boxes(given, texts)
    else:
        given = outside
        texts = [_whole(content, request, _single(given, "name"))]
    return _sent(texts, given)


def _sent(texts: Sequence[Text], given: protocol.Pairs) -> Sent:
    if not texts:
        raise BadRequest(Message("There is no file: choose one, or paste its text."))
    graph = _graph(_single(given, "graph"))
    if graph and len(texts) > 1:
        raise BadRequest(
            Message("With a graph, one file is judged at a time: it is what the graph holds.")
        )
    method = (_single(given, "method") or METHODS[0]).lower()
    if method not in METHODS:
        raise ParameterError(Message("method={method} is neither put nor post.", method=method))
    by_name = sorted(apart(texts), key=lambda text: text.name)  # as they are in the report
    trial = Trial(tuple(by_name), graph, method == METHODS[1])
    if (also := _single(given, "also")) and also not in ALSO:
        raise ParameterError(
            Message("also={also} is not known; there is {names}.", also=also, names=", ".join(ALSO))
        )
    if (link := _single(given, "link")) and link not in LINK:
        raise ParameterError(Message("link={link} is not known; there is day.", link=link))
    return Sent(trial, _single(given, "format"), also, bool(link))


def _boxes(given: protocol.Pairs, files: Sequence[Text]) -> Iterator[Text]:
    """What was pasted or mended in the form; not what gives way to a file that was chosen.

    Raises BadRequest for a text that was changed, and chosen as a file, too.
    """
    chosen = {file.name for file in files}
    written = list(_written(given))
    replaces_all = chosen.isdisjoint(text.name for text, _ in written)
    for text, is_changed in written:
        if not is_changed and (text.name in chosen or (chosen and replaces_all)):
            continue
        if text.name in chosen:
            raise BadRequest(
                Message(
                    "{name} is chosen as a file, and its text in the box was changed, too: "
                    "empty the box, or choose no file.",
                    name=text.name,
                )
            )
        yield text


def _written(given: protocol.Pairs) -> Iterator[tuple[Text, bool]]:
    """Each text of a form with its name and type, and whether it is another than was shown."""
    texts = [value for key, value in given if key == PASTED]
    names, types, shown = (_beside(given, key, len(texts)) for key in ("name", "type", "shown"))
    for number, text in enumerate(texts):
        if text.strip():
            name = plain_name(names[number]) or (f"{PASTED}-{number + 1}" if number else PASTED)
            data = unix(text).encode("utf-8", "surrogatepass")
            yield Text(name, types[number] or TYPES[0], data), digest(text) != shown[number]


def _beside(given: protocol.Pairs, name: str, number: int) -> Sequence[str]:
    """What a form says beside each of its texts, in their order."""
    values = [value for key, value in given if key == name]
    if len(values) > max(number, 1):
        _single(given, name)
    return (values + [""] * number)[:number]


def _whole(content: bytes, request: Request, name: str | None) -> Text:
    body.refuse_other_charset(request)
    if request.mimetype not in TYPES:
        raise UnsupportedMediaType(
            Message(
                "A body of type {type} is not judged. Say what it is in Content-Type: "
                "{types}; or send files as {multipart}.",
                type=request.mimetype or "(none)",
                types=", ".join(TYPES),
                multipart=MULTIPART,
            )
        )
    return Text(plain_name(name) or "body", request.mimetype, content)


def _graph(iri: str | None) -> str | None:
    if not iri:
        return None
    try:
        NamedNode(iri)
    except ValueError:
        raise ParameterError(Message("The graph is no absolute IRI.")) from None
    if iri in OWN_GRAPHS:
        raise ParameterError(
            Message("<{iri}> is the project's own graph: choose another.", iri=iri)
        )
    return iri


def _single(given: protocol.Pairs, name: str) -> str | None:
    values = [value for key, value in given if key == name and value]
    if len(values) > 1:
        raise BadRequest(
            Message(
                "The parameter {name} is given {n} times; give it once.", name=name, n=len(values)
            )
        )
    return values[0] if values else None
