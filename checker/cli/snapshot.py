"""`checker snapshot`: the calls as one masked file, for a build that has no index."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from checker.cli import options
from checker.cli.printable import printable

_SHOWN = 40


def command(
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write.")] = Path(
        "checker-evidence.jsonl"
    ),
    buyers_only: Annotated[
        bool, typer.Option("--buyers-only", help="Leave out what our own reps say.")
    ] = False,
    mask: Annotated[
        list[str] | None,
        typer.Option("--mask", help="One more name to mask; may be repeated.", metavar="NAME"),
    ] = None,
    seal: Annotated[
        Path | None,
        typer.Option("--seal", help="Only write the digest of this snapshot anew, after a change by hand."),
    ] = None,
    config: options.Config = None,
    store: options.Store = None,
) -> None:
    """Write an evidence snapshot, masked, for `checker ci --evidence`. Read it before you commit it."""
    from checker.ci import snapshot_file

    if seal is not None:
        snapshot_file.seal(seal)
        typer.echo(printable(f"{seal}: sealed."))
        return
    from checker.ci.snapshot import snapshot
    from checker.pipeline.opening import open_store

    settings = options.settings_of(config, store)
    with open_store(settings, write=False) as opened:
        made = snapshot(opened, settings, buyers_only=buyers_only, mask=mask or ())
    snapshot_file.write(output, made.text)
    typer.echo(
        printable(
            f"{output}: {made.statements} statements of {made.calls} calls, {made.accounts} accounts; names "
            "and contact data masked. Read it before you commit it."
        )
    )
    if made.unsure:
        shown = ", ".join(made.unsure[:_SHOWN]) + (", …" if len(made.unsure) > _SHOWN else "")
        typer.echo(
            printable(f"May be names, left as they are: {shown}. Mask one with --mask NAME."), err=True
        )
