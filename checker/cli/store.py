"""`checker store …`: what the index holds, who writes to it, giving disk back."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli import options
from checker.cli.printable import printable

app = typer.Typer(help="Look after the index: info, lock, compact.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("info")
def info(config: options.Config = None, store: options.Store = None, as_json: Json = False) -> None:
    """Show what the index holds and how much disk it takes."""
    from dataclasses import asdict

    from checker.pipeline.storing import store_info

    found = store_info(options.settings_of(config, store))
    if as_json:
        import json

        typer.echo(json.dumps(asdict(found), indent=1))
        return
    stats = found.stats
    typer.echo(
        printable(f"{found.place}: {stats.calls} calls in {stats.files} files, {stats.accounts} accounts")
    )
    typer.echo(f"statements: {stats.buyer} of buyers, {stats.ours} ours, {stats.unknown} of unknown side")
    typer.echo(f"deals: {stats.deals}")
    typer.echo(f"embedder: {found.embedder}")
    typer.echo(f"disk: {_size(stats.size)}")
    for name, size in found.parts.items():
        typer.echo(printable(f"  {name:<22} {_size(size)}"))
    if found.lock:
        typer.echo(printable(f"lock: {found.lock}"))


@app.command("lock")
def lock(config: options.Config = None, store: options.Store = None) -> None:
    """Show who writes to the index and since when. What a dead process left is cleared away."""
    from checker.pipeline.storing import store_lock

    typer.echo(printable(str(store_lock(options.settings_of(config, store)))))


@app.command("compact")
def compact(config: options.Config = None, store: options.Store = None) -> None:
    """Give disk back that removed and changed calls took: builds the vectors anew and swaps."""
    from checker.pipeline.storing import compact_store

    before, after = compact_store(options.settings_of(config, store))
    typer.echo(f"{_size(before)} before, {_size(after)} now.")


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB"
