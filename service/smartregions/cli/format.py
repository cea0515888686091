"""`smartregions format`: Turtle files in the one form that makes a difference readable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from smartregions.errors import InputError, UnknownThing
from smartregions.turtle.format import canonical

REJECTED = 1


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when a file would change.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def command(check: bool, paths: tuple[Path, ...]) -> None:
    """Write Turtle files in the project's canonical form.

    PATHS are files, or folders whose .ttl files are taken. All are read before any is written: one
    that is faulty leaves all as they are.
    """
    files = [file for path in paths for file in _files(path)]
    changed = dict(filter(None, map(_other_form, files)))
    for file, form in changed.items():
        if not check:
            _write(file, form)
        click.echo(f"{'would change' if check else 'changed'} {file}")
    click.echo(f"{len(files)} files, {len(changed)} {'to change' if check else 'changed'}.")
    if check and changed:
        raise SystemExit(REJECTED)


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(path.rglob("*.ttl"))
    elif path.is_file():
        yield path
    else:
        raise UnknownThing(f"There is no {path}.")


def _other_form(file: Path) -> tuple[Path, bytes] | None:
    """A file that is in another form, with its canonical one. Raises as `canonical`."""
    try:
        before = file.read_bytes()
    except OSError as error:
        raise UnknownThing(f"{file} cannot be read: {error.strerror}.") from error
    after = canonical(before, str(file)).encode()
    return (file, after) if after != before else None


def _write(file: Path, form: bytes) -> None:
    try:
        file.write_bytes(form)
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}.") from error
