"""`smartregions publish`: what is valid is published, by a service or in the registry here."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import click

from smartregions import formats, settings
from smartregions.cli import declaring
from smartregions.cli.changes import changed, would_change
from smartregions.cli.graphstore import Answer, File, GraphStore, Publishing
from smartregions.cli.localstore import local_store
from smartregions.cli.progress import judging
from smartregions.cli.speaking import say, spoken
from smartregions.contribution import READERS
from smartregions.errors import InputError, ServiceError, SmartRegionsError, UnknownThing
from smartregions.messages import Message, joined
from smartregions.namespaces import GRAPH
from smartregions.validation.render.text import clean, is_unjudged

TOKEN = "SMARTREGIONS_TOKEN"  # noqa: S105 - the name of a variable
ACCEPTED, REJECTED, CANNOT = 0, 1, 2
_TYPES = {f.extension: f.media_type for f in formats.GRAPHS if f.name in READERS}
_REPORTS = {"text": "text/plain", "json": "application/json"}
_REJECTED_STATUS, _PUBLISHED, _LATER = 422, (200, 201, 202), 202
_PROBLEM = "application/problem+json"


@declaring.command(epilog="Exit code: 0 published, 1 rejected, 2 could not be judged or sent.")
@declaring.argument("files", metavar="FILE...", nargs=-1, required=True)
@declaring.option(
    "--to", "address", metavar="URL", help="A service.  [the registry of this machine]"
)
@declaring.option(
    "--state",
    metavar="DIRECTORY",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory of the registry, without --to.  [~/.local/state/smart-regions]",
)
@declaring.option(
    "--graph", metavar="IRI", help="Graph of the one file.  [that of the file's name]"
)
@declaring.option("--dry-run", is_flag=True, help="Publish nothing: say what would change.")
@declaring.option(
    "--if-unchanged",
    "unchanged",
    type=click.IntRange(0),
    metavar="N",
    help="Only if change N is the last of the graph; 0: only if there is no such graph.",
)
@declaring.option(
    "--token-file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File that holds the token.  [the variable SMARTREGIONS_TOKEN]",
)
@declaring.option(
    "--format",
    "form",
    type=click.Choice(list(_REPORTS)),
    default="text",
    help="How the report is written.",
)
@declaring.language_option(
    "The language of the report, and of what is said of it.  [that of LANGUAGE or LANG]"
)
def command(
    files: Sequence[str],
    address: str | None,
    state: Path | None,
    graph: str | None,
    dry_run: bool,
    unchanged: int | None,
    token_file: Path | None,
    form: str,
    language: str,
) -> None:
    """Publish files: each replaces the graph of its name, if it is valid.

    With --to, a service does it, for who has a token of it. Without, it is done in the registry of
    this machine, by its operator; a service that runs on it shows it at once.

    The files are published one after the other; the first that is not ends it.
    """
    if len(files) > 1 and (graph or unchanged is not None):
        raise InputError(Message("--graph and --if-unchanged are about one file: give one."))
    if address and state:
        raise InputError(
            Message("--to names a service and --state a registry: give one of the two.")
        )
    sent = [_file(name, graph) for name in files]
    with _store(address, state, token_file, dry_run, language) as store:
        if dry_run:
            raise SystemExit(max(_tried(store, file, form) for file in sent))
        for number, file in enumerate(sent):
            with _telling_rest(files, number):
                code = _published(store, file, form, unchanged)
            if code:
                _tell_rest(files, number)
                raise SystemExit(code)


def _store(
    address: str | None, state: Path | None, token_file: Path | None, dry_run: bool, language: str
) -> AbstractContextManager[Publishing]:
    if not address:
        return local_store(settings.from_environment(os.environ, state=state), dry_run, language)
    store = GraphStore(address, None if dry_run else _token(token_file), language)
    if store.is_in_clear and not dry_run:
        warning = Message("{url} is not https: others may read the token.", url=store.address)
        say(warning, err=True)
    return nullcontext(store)


def _file(name: str, graph: str | None) -> File:
    path = Path(name)
    if path.suffix.lower() == ".xlsx":
        turtle = path.with_suffix(".ttl")
        raise InputError(
            Message(
                "{name} is a workbook. Make Turtle of it first: smartregions convert {name} -o "
                "{turtle}",
                name=name,
                turtle=turtle,
            )
        )
    media_type = _TYPES.get(path.suffix.removeprefix(".").lower())
    if media_type is None:
        known = ", ".join(f".{ending}" for ending in _TYPES)
        raise InputError(
            Message(
                "{name}: the name of a file says what it is, by one of {known}.",
                name=name,
                known=known,
            )
        )
    try:
        return File(path.name, media_type, path.read_bytes(), graph or GRAPH + path.stem)
    except OSError as error:
        raise UnknownThing(
            Message("{name} cannot be read: {reason}.", name=name, reason=error.strerror)
        ) from error


def _token(file: Path | None) -> str:
    """Raises InputError when there is none, or what cannot stand in a header."""
    try:
        token = file.read_text("ascii").strip() if file else os.environ.get(TOKEN, "").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(Message("{file} holds no token.", file=file)) from error
    if not token:
        raise InputError(
            Message(
                "Who publishes needs a token: --token-file, or {variable}. The operator of the "
                "service makes one with smartregions token create.",
                variable=TOKEN,
            )
        )
    if not token.isascii() or not token.isprintable() or " " in token:
        raise InputError(Message("This is no token: it has characters that no token has."))
    return token


def _published(store: Publishing, file: File, form: str, unchanged: int | None) -> int:
    with judging(file.name, len(file.data), store.verb) as sent:
        answer = store.put(file, _REPORTS[form], unchanged, sent)
    if answer.status not in _PUBLISHED:
        return _refused(answer, file)
    if form == "json":
        click.echo(answer.text)
        return ACCEPTED
    told = answer.json()
    if any(judged["findings"] for judged in told["report"]["files"]):
        click.echo(told["reportText"])  # warnings and notes, as validate has them
    say(joined(changed(told, store.address)))
    if answer.status == _LATER:
        say(Message("It is kept, and will be shown in a moment."))
    return ACCEPTED


def _tried(store: Publishing, file: File, form: str) -> int:
    """Say what would become of the file, and what would change."""
    with judging(file.name, len(file.data), store.verb) as sent:
        answer = store.judge(file, form, sent)
    if answer.media_type == _PROBLEM:
        return _refused(answer, file)
    told = answer.json()
    if form == "json":
        click.echo(answer.text, nl=False)
    else:
        click.echo(told["reportText"])
        say(joined(would_change(told["preview"]) if "preview" in told else ()), nl=False)
        click.echo()
        say(Message("Nothing was published: leave --dry-run away to publish."))
    if answer.status != 200:  # noqa: PLR2004 - see docs/validating.md
        return CANNOT
    return ACCEPTED if told["accepted"] else REJECTED if told.get("judged", True) else CANNOT


def _refused(answer: Answer, file: File) -> int:
    """The report, or the problem in a sentence."""
    if answer.media_type not in (*_REPORTS.values(), _PROBLEM):
        raise ServiceError(
            Message(
                "The service answered {status} for {name}.", status=answer.status, name=file.name
            )
        )
    if answer.media_type == _PROBLEM:
        problem = answer.json()
        raise ServiceError(
            Message(
                "{name} was not taken ({status}): {said}",
                name=file.name,
                status=answer.status,
                said=clean(str(problem.get("detail", ""))),
            )
        )
    click.echo(answer.text, nl=False)
    return REJECTED if answer.status == _REJECTED_STATUS and _is_judged(answer) else CANNOT


def _is_judged(answer: Answer) -> bool:
    """Whether a shape looked at anything in the file, so that the report is a verdict on it."""
    if answer.media_type == _REPORTS["json"]:
        return bool(answer.json().get("judged", True))
    return not is_unjudged(answer.text, spoken(click.get_current_context()))


@contextmanager
def _telling_rest(files: Sequence[str], number: int) -> Iterator[None]:
    """Say which of several files are published and which are not, when one fails."""
    try:
        yield
    except SmartRegionsError:
        _tell_rest(files, number)
        raise


def _tell_rest(files: Sequence[str], number: int) -> None:
    if number:
        say(Message("Published before it: {files}.", files=", ".join(files[:number])), err=True)
    if rest := files[number + 1 :]:
        say(Message("Not published: {files}.", files=", ".join(rest)), err=True)
