"""`smartregions format`: Turtle files in the one form that makes a difference readable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from smartregions.cli import declaring
from smartregions.cli.speaking import say, spoken, tell
from smartregions.errors import InputError, UnknownThing
from smartregions.messages import Message, counted
from smartregions.turtle.format import canonical

REJECTED, CANNOT = 1, 2


@declaring.command(
    epilog="Exit code: 0 done, 1 a file would change (--check), 2 a file could not be formatted."
)
@declaring.option("--check", is_flag=True, help="Change nothing; exit 1 when a file would change.")
@declaring.argument(
    "paths", metavar="PATHS...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
def command(check: bool, paths: tuple[Path, ...]) -> None:
    """Write Turtle files in the project's canonical form.

    PATHS are files, or folders whose .ttl files are taken. All are read before any is written:
    each that is faulty is told, and leaves all as they are.
    """
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    changed, faulty = _other_forms(files)
    if faulty and not check:
        say(_nothing_written(faulty), err=True)
        raise SystemExit(CANNOT)
    for file, form in changed.items():
        if not check:
            _write(file, form)
        say(
            Message("would change {file}", file=file)
            if check
            else Message("changed {file}", file=file)
        )
    say(_summary(len(files), len(changed), check))
    if faulty or (check and changed):
        raise SystemExit(CANNOT if faulty else REJECTED)


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(path.rglob("*.ttl"))
    else:
        yield path


def _other_forms(files: Iterable[Path]) -> tuple[dict[Path, bytes], int]:
    """The files that are in another form, with their canonical one; how many are faulty, each of
    which is told."""
    changed: dict[Path, bytes] = {}
    faulty = 0
    for file in files:
        try:
            before = _content(file)
            after = canonical(before, str(file)).encode()
        except InputError as error:
            tell(error, spoken(click.get_current_context()))
            faulty += 1
        else:
            if after != before:
                changed[file] = after
    return changed, faulty


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise UnknownThing(Message("There is no {path}.", path=file)) from None
    except OSError as error:
        raise UnknownThing(
            Message("{name} cannot be read: {reason}.", name=file, reason=error.strerror)
        ) from error


def _nothing_written(faulty: int) -> Message:
    return counted(
        faulty,
        "Nothing was written: {n} file cannot be formatted.",
        "Nothing was written: {n} files cannot be formatted.",
    )


def _summary(files: int, changed: int, check: bool) -> Message:
    some = counted(files, "{n} file", "{n} files")
    if check:
        return Message("{files}, {n} to change.", files=some, n=changed)
    return Message("{files}, {n} changed.", files=some, n=changed)


def _write(file: Path, form: bytes) -> None:
    try:
        file.write_bytes(form)
    except OSError as error:
        raise InputError(
            Message("{file} cannot be written: {reason}.", file=file, reason=error.strerror)
        ) from error
