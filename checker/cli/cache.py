"""`checker cache export|import`: what a model answered, for a build server that asks nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from checker.cli import options

app = typer.Typer(help="What models answered, as a file: export, import.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="The file.")]


@app.command("export")
def export(file: File, config: options.Config = None, store: options.Store = None) -> None:
    """Write verdicts and answers to a file. It holds no text of calls or copy."""
    from checker.pipeline.caching import export_cache

    answers, verdicts = export_cache(options.settings_of(config, store), file)
    typer.echo(f"{answers} answers of a language model and {verdicts} verdicts written.")


@app.command("import")
def import_(file: File, config: options.Config = None, store: options.Store = None) -> None:
    """Take in what `export` wrote. Over the same calls, copy, model and prompts nothing is asked again."""
    from checker.pipeline.caching import import_cache

    answers, verdicts = import_cache(options.settings_of(config, store), file)
    typer.echo(f"{answers} answers of a language model and {verdicts} verdicts taken in.")
