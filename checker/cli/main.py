"""The command line: registers the commands and turns errors into one line and an exit code.

Exit codes: 0 nothing at or above the bar, 1 findings at or above it, 2 could not run, 130 stopped,
141 whoever read the output has gone (as a shell says of SIGPIPE).
"""

from __future__ import annotations

import os
import sys

import typer

from checker.cli import (
    cache,
    ci,
    doctor,
    evaluate,
    forget,
    ignore,
    index,
    needs,
    review,
    run_log,
    snapshot,
    store,
    train,
    triage,
    ui,
)
from checker.cli.printable import printable
from checker.errors import CheckerError

_PIPE_CLOSED = 141

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
app.command("needs")(needs.command)
app.command("snapshot")(snapshot.command)
app.command("triage")(triage.command)
app.command("ignore")(ignore.command)
app.command("forget")(forget.command)
app.command("doctor")(doctor.command)
app.command("train")(train.command)
app.command("ui")(ui.command)
app.add_typer(store.app, name="store")
app.add_typer(cache.app, name="cache")
app.add_typer(evaluate.app, name="eval")


@app.callback(invoke_without_command=True)
def version(
    context: typer.Context,
    show: bool = typer.Option(False, "--version", help="Print the version and stop."),
    log_json: str = typer.Option(
        "",
        "--log-json",
        help="Append a log of stages and times to FILE, a JSON object a line (- for standard error); it "
        "holds no text of calls or copy. Stands before the command.",
        metavar="FILE",
    ),
) -> None:
    """Shows, claim by claim, where marketing copy and what buyers say on sales calls disagree."""
    from checker import __version__

    if log_json:
        run_log.current.open(log_json, context.invoked_subcommand or "", __version__)
    if show:
        typer.echo(f"checker {__version__}")
        raise typer.Exit


def _app() -> None:
    """The command. A closed pipe stays an error of its own: typer and rich end with 1, as findings do."""
    try:
        app()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):
            raise end.__context__ from None
        # What is still buffered meets a closed pipe here, not when Python ends, where nobody can catch it.
        sys.stdout.flush()
        raise


def _run() -> None:
    """The command, with its end in the log whatever the end is."""
    try:
        _app()
    except SystemExit as end:
        run_log.current.end(end.code if isinstance(end.code, int) else 0)
        raise
    except BrokenPipeError:
        run_log.current.end(_PIPE_CLOSED)
        raise
    except BaseException as error:
        run_log.current.end(130 if isinstance(error, KeyboardInterrupt) else 2, error)
        raise


def run() -> None:
    """Entry point of the `checker` script."""
    try:
        _run()
    except CheckerError as error:
        print(f"checker: {printable(str(error))}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("checker: stopped", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe has gone; what it wanted it has got.
        # Python flushes once more as it ends, and would complain.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        sys.exit(_PIPE_CLOSED)
