"""The command line: a table of commands, each imported only when it is called.

Importing a command's module may cost hundreds of milliseconds (web framework, database layer);
a ten-line file is judged in less than that, so the table is the one place that imports late.
Exit codes: 0 done or accepted, 1 rejected, 2 could not be judged or done.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from smartregions import __version__
from smartregions.cli.importing import imported
from smartregions.cli.speaking import spoken
from smartregions.errors import ServiceError, SmartRegionsError, TurtleSyntaxError
from smartregions.messages import Message, told

COMMANDS = {
    "serve": "Answer SPARQL and stored questions over HTTP.",
    "query": "Ask a question: a stored one, a file, or SPARQL text.",
    "validate": "Judge Turtle files and say what to mend, to the line.",
    "publish": "Publish files that are valid, here or in a service elsewhere.",
    "history": "List the changes of the graphs, or compare two states.",
    "token": "Make, list and revoke tokens for contributors.",
    "registry": "Check, back up and redact the registry.",
    "convert": "Turn spreadsheets into Turtle and back; make a template.",
    "format": "Write Turtle files in the project's canonical form.",
    "release-notes": "Say what differs between two versions of ontology and shapes.",
    "harvest-check": "Read a catalogue as portals do, and say what to mend.",
}
"""Command name to its line in `--help`; `smartregions.cli.<name>` holds it as `command`,
`_` for each `-`."""

EXTRAS = {"openpyxl": "spreadsheet"}
"""A package that a command needs, and the extra of this one that brings it."""

CANNOT = 2


class CommandTable(click.Group):
    """A group whose commands are found in `COMMANDS`; listing them imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = cmd_name.replace("-", "_")
        try:
            command = imported(f"smartregions.cli.{module}").command
        except ModuleNotFoundError as error:
            package = (error.name or "").partition(".")[0]
            if package not in EXTRAS:
                raise
            raise ServiceError(
                f"{cmd_name} needs {package}, which is not installed: "
                f"pip install 'smartregions[{EXTRAS[package]}]'"
            ) from error
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that we raise on purpose knows in which language."""
        try:
            return super().invoke(ctx)
        except SmartRegionsError as error:
            error.language = spoken(ctx)
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=CommandTable,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: smartregions serve",
)
@click.version_option(__version__, prog_name="smartregions", message="%(prog)s %(version)s")
def table() -> None:
    """Smart Regions: what an interregional partnership knows, as linked data."""


def main() -> None:
    """Run one command; an error that we raise on purpose becomes a sentence and exit code 2."""
    try:
        table.main(prog_name="smartregions")
    except SmartRegionsError as error:
        for line in _lines(error):
            click.echo(line, err=True)
        raise SystemExit(CANNOT) from error


def _lines(error: SmartRegionsError) -> Iterator[str]:
    """What is told of an error; of a text that is not Turtle each fault, its place first."""
    if not isinstance(error, TurtleSyntaxError):
        yield f"smartregions: {told(error.said, error.language)}"
        return
    for fault in error.faults:
        message = fault.message.told(error.language)
        yield f"smartregions: {error.name}:{fault.line}:{fault.column}: {message}"
        if fault.help:
            yield f"   {Message('help').told(error.language)}: {fault.help.told(error.language)}"
