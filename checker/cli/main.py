"""The command line: registers the commands and turns errors into one line and an exit code.

Exit codes: 0 nothing at or above the bar, 1 findings at or above it, 2 could not run.
"""

from __future__ import annotations

import sys

import typer

from checker.cli import ci, doctor, evaluate, ignore, index, review, snapshot, train, triage, ui
from checker.cli.printable import printable
from checker.errors import CheckerError

app = typer.Typer(
    name="checker",
    help="Shows, claim by claim, where marketing copy and what buyers say on sales calls disagree.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("index")(index.command)
app.command("review")(review.command)
app.command("ci")(ci.command)
app.command("snapshot")(snapshot.command)
app.command("triage")(triage.command)
app.command("ignore")(ignore.command)
app.command("doctor")(doctor.command)
app.command("train")(train.command)
app.command("ui")(ui.command)
app.add_typer(evaluate.app, name="eval")


@app.callback(invoke_without_command=True)
def version(
    context: typer.Context,
    show: bool = typer.Option(False, "--version", help="Print the version and stop."),
) -> None:
    """Shows, claim by claim, where marketing copy and what buyers say on sales calls disagree."""
    if show:
        from checker import __version__

        typer.echo(f"checker {__version__}")
        raise typer.Exit


def run() -> None:
    """Entry point of the `checker` script."""
    try:
        app()
    except CheckerError as error:
        print(f"checker: {printable(str(error))}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("checker: stopped", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe has gone; what it wanted it has got.
        sys.stderr.close()
        sys.exit(0)
