"""`checker index CALLS…`: adds or refreshes calls in the store; unchanged files cost nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from checker.cli import options, progress


def command(
    calls: Annotated[list[Path], typer.Argument(help="Transcripts: files or folders.")],
    deals: options.Deals = None,
    engine: options.Engine = "local",
    config: options.Config = None,
    store: options.Store = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Add or refresh calls in the store. Unchanged files cost nothing."""
    from checker.cli.notices import print_notices
    from checker.pipeline import index

    chosen = options.engine_of(engine)
    settings = options.settings_of(config, store)
    with progress.reporter(quiet) as report:
        result = index(calls, settings, deals=deals, progress=report, engine=chosen)
    typer.echo(
        f"{_some(result.calls, 'call')} of {_some(result.accounts, 'account')} in {settings.location}: "
        f"{result.added} added, {result.changed} changed, {result.removed} removed, "
        f"{result.unchanged} unchanged."
    )
    print_notices(result.skipped, result.warnings, quiet=quiet)
    if result.skipped and not result.calls:
        raise typer.Exit(2)


def _some(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
