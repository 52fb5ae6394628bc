"""`checker ignore FINDING --reason …`: an entry in checker-ignore.yaml, to be committed with the copy."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli import options
from checker.cli.printable import printable


def command(
    finding: Annotated[str, typer.Argument(help="Id of a finding of the last run, or how it begins.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; stands in the file for all to see.")],
    until: Annotated[str, typer.Option("--until", help="Day up to which it holds.", metavar="DATE")] = "",
    config: options.Config = None,
    store: options.Store = None,
) -> None:
    """Leave a finding out of reports from now on, by an entry in checker-ignore.yaml."""
    from checker.pipeline.triaging import ignore

    path = ignore(options.settings_of(config, store), finding, reason, until)
    typer.echo(printable(f"{finding}: ignored by {path}. Commit it with the copy."))
