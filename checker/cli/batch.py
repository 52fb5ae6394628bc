"""`checker review … --batch…`: reviews in batches, over the Batch API or by files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checker.errors import InputError

if TYPE_CHECKING:
    from checker.model import Run
    from checker.pipeline.batching import Batches, Round
    from checker.settings import Settings

File = Annotated[
    Path | None,
    typer.Option(
        "--batch-file", help="Ask nothing: write the requests that are missing in OpenAI's batch format."
    ),
]
Results = Annotated[
    list[Path] | None,
    typer.Option("--batch-results", help="Read answers in OpenAI's batch output format, and go on."),
]
Submit = Annotated[
    bool, typer.Option("--batch", help="Hand the requests in to OpenAI's Batch API, at half the price.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Take the answers of the batch, and go on.")]


@dataclass(frozen=True, slots=True)
class Asked:
    """The batch options of a command line."""

    file: Path | None = None
    results: tuple[Path, ...] = ()
    submit: bool = False
    resume: bool = False

    def __bool__(self) -> bool:
        """True if any was given."""
        return bool(self.file or self.results or self.submit or self.resume)


def in_batches(asked: Asked, settings: Settings, review: Callable[[Batches], Round]) -> Run:
    """The run, if all answers are there; else says what waits and ends the command with exit code 0.

    Raises:
        CheckerError: The options do not go together, a file cannot be used, or as `Batches`.
    """
    from checker.pipeline.batching import Batches, by_api

    if (asked.submit or asked.resume) and (asked.file or asked.results):
        raise InputError("--batch and --batch-file are two ways", "Take one of them.")
    batches = Batches(settings)
    for path in asked.results:
        count = batches.take(_read(path), str(path))
        typer.echo(f"{count} answers read from {path}.", err=True)
    if asked.submit or asked.resume:
        found = by_api(batches, asked.resume, settings.judge.base_url, lambda: review(batches))
    else:
        found = review(batches)
    if found.run:
        return found.run
    if found.standing:
        typer.echo(f"{found.standing}. Run the same command with --resume in place of --batch to go on.")
    else:
        path = asked.file or Path("requests.jsonl")
        _write(path, found.requests)
        typer.echo(
            f"{found.waiting} requests wait, written to {path}. Have them answered, then run it again "
            "with --batch-results ANSWERS to go on."
        )
    raise typer.Exit(0)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"--batch-results {path}: {error.strerror}", "Check the path.") from error


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise InputError(f"--batch-file {path}: {error.strerror}", "Choose another place.") from error
