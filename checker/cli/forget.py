"""`checker forget`: delete on request."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from checker.cli import options, progress
from checker.cli.printable import printable
from checker.errors import InputError


def command(
    call: Annotated[
        str, typer.Option("--call", help="A call: its id, or the file it came from.", metavar="ID")
    ] = "",
    account: Annotated[
        str, typer.Option("--account", help="An account: all its calls and deals.", metavar="NAME")
    ] = "",
    person: Annotated[
        str,
        typer.Option(
            "--person", help="A person, by full name: what they said, and their name.", metavar="NAME"
        ),
    ] = "",
    snapshot: Annotated[
        list[Path] | None,
        typer.Option(
            "--snapshot",
            help="Evidence snapshot to clean too; may be repeated. checker-evidence.jsonl always is.",
        ),
    ] = None,
    config: options.Config = None,
    store: options.Store = None,
    quiet: options.Quiet = False,
) -> None:
    """Remove a call, an account or a person from all that the checker keeps, and prove it."""
    from checker.pipeline.forget_plan import Wanted
    from checker.pipeline.forgetting import SNAPSHOT, forget
    from checker.reports.words import count

    if sum(map(bool, (call.strip(), account.strip(), person.strip()))) != 1:
        raise InputError("forget: what?", "Give one of --call ID, --account NAME or --person NAME.")
    wanted = Wanted(call.strip(), account.strip(), person.strip())
    settings = options.settings_of(config, store)
    snapshots = list(dict.fromkeys([*(snapshot or ()), *([SNAPSHOT] if SNAPSHOT.is_file() else ())]))
    with progress.reporter(quiet) as report:
        done = forget(settings, wanted, snapshots=snapshots, progress=report)
    swept = done.swept
    typer.echo(
        printable(
            f"Forgotten: {wanted}. {count(done.calls, 'call')} removed, {done.changed:,} changed; "
            f"{count(swept.runs, 'run')}, {count(swept.answers, 'cache')}, "
            f"{count(swept.decisions, 'decision')}, {count(swept.uploads, 'upload')} and "
            f"{count(swept.lines, 'line')} of snapshots and side files. "
            f"Nothing of it is left in {count(done.searched, 'file')}."
        )
    )
    if done.reports:
        named = ", ".join(done.reports[:10]) + (", …" if len(done.reports) > 10 else "")
        typer.echo(printable(f"Reports that held it are removed; the next review makes them anew: {named}."))
    if done.sources:
        named = ", ".join(done.sources[:10]) + (", …" if len(done.sources) > 10 else "")
        typer.echo(
            printable(f"Your own files still hold it and bring it back when they are read anew: {named}."),
            err=True,
        )
    if done.near and person:
        typer.echo(
            printable(
                f"Names like it were left: {', '.join(done.near[:10])}. Run it for them if they are the same."
            ),
            err=True,
        )
    if settings.store.url:
        typer.echo("On the server's disk: run `chroma vacuum` there.", err=True)
