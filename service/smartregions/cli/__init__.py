"""The command line: a table of commands, each imported only when it is called.

Importing a command's module may cost hundreds of milliseconds (web framework, database layer);
a ten-line file is judged in less than that, so the table is the one place that imports late.
Exit codes: 0 done or accepted, 1 rejected, 2 could not be judged or done.
"""

from __future__ import annotations

import os
from typing import Any

import click

from smartregions import __version__
from smartregions.cli import declaring
from smartregions.cli.importing import imported
from smartregions.cli.speaking import follow, spoken, tell
from smartregions.errors import ServiceError, SmartRegionsError
from smartregions.messages import Message

COMMANDS = {
    "serve": Message("Answer SPARQL and stored questions over HTTP."),
    "query": Message("Ask a question: a stored one, a file, or SPARQL text."),
    "questions": Message("List the stored questions, and the parameters of one."),
    "validate": Message("Judge files of data and say what to mend, to the line."),
    "publish": Message("Publish files that are valid, here or in a service elsewhere."),
    "history": Message("List the changes of the graphs, or compare two states."),
    "token": Message("Make, list and revoke tokens for contributors."),
    "registry": Message("Check, back up and redact the registry."),
    "convert": Message("Turn spreadsheets into Turtle and back; make a template."),
    "format": Message("Write Turtle files in the project's canonical form."),
    "release-notes": Message("Say what differs between two versions of ontology and shapes."),
    "harvest-check": Message("Read a catalogue as portals do, and say what to mend."),
}
"""Command name to its line in `--help`; `smartregions.cli.<name>` holds it as `command`,
`_` for each `-`."""

EXTRAS = {"openpyxl": "spreadsheet"}
"""A package that a command needs, and the extra of this one that brings it."""

CANNOT = 2


class CommandTable(declaring.Group):
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
                Message(
                    "{command} needs {package}, which is not installed: {install}",
                    command=cmd_name,
                    package=package,
                    install=f"pip install 'smartregions[{EXTRAS[package]}]'",
                )
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
        language = spoken(ctx)
        with formatter.section(Message("Commands").told(language)):
            formatter.write_dl([(name, line.told(language)) for name, line in COMMANDS.items()])


@declaring.group(
    cls=CommandTable,
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: smartregions serve",
)
@click.version_option(
    __version__,
    prog_name="smartregions",
    message="%(prog)s %(version)s",
    cls=declaring.Option,
    help="Show the version and exit.",
)
def table() -> None:
    """Smart Regions: what an interregional partnership knows, as linked data."""


def main() -> None:
    """Run one command; an error that we raise on purpose becomes a sentence and exit code 2."""
    follow(os.environ)
    try:
        table.main(prog_name="smartregions")
    except SmartRegionsError as error:
        tell(error, error.language)
        raise SystemExit(CANNOT) from error
