"""`checker doctor`: what a run needs, whether it is there, and what to do if not."""

from __future__ import annotations

import typer

from checker.cli import options
from checker.cli.printable import printable

_SIGNS = {"ok": "ok     ", "warning": "warning", "error": "error  "}


def command(
    config: options.Config = None,
    store: options.Store = None,
) -> None:
    """Check settings, models, disk and index, and say what to do about what is wrong."""
    from checker.pipeline.doctor import examine

    failed = False
    for check in examine(options.settings_of(config, store)):
        failed |= check.level == "error"
        typer.echo(printable(f"{_SIGNS[check.level]}  {check.name}: {check.message}"))
        if check.remedy and check.level != "ok":
            typer.echo(printable(f"         → {check.remedy}"))
    if failed:
        raise typer.Exit(2)
