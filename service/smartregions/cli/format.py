"""`smartregions format`: Turtle files in the one form that makes a difference readable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from smartregions.errors import UnknownThing
from smartregions.turtle.format import canonical

REJECTED = 1


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when a file would change.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def command(check: bool, paths: tuple[Path, ...]) -> None:
    """Write Turtle files in the project's canonical form.

    PATHS are files, or folders whose .ttl files are taken.
    """
    files = [file for path in paths for file in _files(path)]
    changed = [file for file in files if _differs(file, write=not check)]
    for file in changed:
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


def _differs(file: Path, *, write: bool) -> bool:
    before = file.read_bytes()
    after = canonical(before, str(file)).encode()
    if write and after != before:
        file.write_bytes(after)
    return after != before
