"""`checker train`: from labelled pairs to the shipped models."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from checker.errors import SettingsError


def command(
    judge_base: Annotated[str, typer.Option("--judge-base", help="Folder or hub name of all-mpnet-base-v2.")],
    small_base: Annotated[str, typer.Option("--small-base", help="The same of all-MiniLM-L6-v2.")],
    output: Annotated[Path, typer.Option("--output", help="Folder that gets judge/ and embedder/.")],
    corpus: Annotated[Path, typer.Option("--corpus", help="Folder with the labelled data.")] = Path("corpus"),
    public: Annotated[
        Path | None, typer.Option("--public", help="Folder of public inference data for the warm-up.")
    ] = None,
    work: Annotated[
        Path, typer.Option("--work", help="Checkpoints; a second run goes on where the first stopped.")
    ] = Path(".checker/training"),
    version: Annotated[str, typer.Option("--version", help="Version written into the cards.")] = "1.0.0",
    seed: Annotated[int, typer.Option("--seed")] = 7,
    threads: Annotated[int, typer.Option("--threads", help="CPU threads; 0: torch's choice.")] = 0,
) -> None:
    r"""Train the judge and the embedder (needs the extra \[train])."""
    try:
        from checker.training.run import TrainOptions, train
    except ImportError as error:
        raise SettingsError(
            f"training needs {error.name}, which is not installed",
            "Run `pip install 'messaging-checker[train]'`.",
        ) from error
    train(TrainOptions(corpus, judge_base, small_base, public, work, output, version, seed, threads))
