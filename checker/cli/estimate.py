"""`checker review … --estimate`: calls, tokens and money of a language model, before its first call."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli import progress
from checker.cli.printable import printable
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.judge.budget import Estimate

Option = Annotated[
    bool,
    typer.Option(
        "--estimate",
        help="Print calls, tokens and money that a language model will take, ask nothing, and stop.",
    ),
]


def show_estimate(
    copy: Sequence[Path], settings: Settings, calls: Sequence[Path], deals: Path | None, quiet: bool
) -> None:
    """Prints the estimate of a review.

    Raises:
        CheckerError: As the review itself, before its first call.
    """
    from checker.pipeline.llm_estimate import estimate_review
    from checker.pipeline.llm_opening import wants_llm

    if not wants_llm(settings):
        typer.echo("No language model judges: nothing is asked and nothing costs anything.")
        return
    with progress.reporter(quiet) as report:
        found = estimate_review(copy, settings, calls=calls, deals=deals, progress=report)
    for line in told(found, settings):
        typer.echo(printable(line))


def told(found: Estimate, settings: Settings) -> list[str]:
    """An estimate in lines."""
    from checker.judge.prices import price_table
    from checker.judge.tokens import vocabulary

    judge = settings.judge
    if not found.calls:
        return ["Nothing is left to ask: every answer is known, and the review costs nothing."]
    money = "unknown: the price of this model is not listed"
    if found.cost is not None:
        money = f"about USD {found.cost:.2f} at the prices of {price_table().date}" if found.cost else "none"
    rows = [
        f"Model   {judge.model}" + (f" at {judge.base_url}" if judge.base_url else ""),
        f"Calls   about {found.calls:,}",
        f"Tokens  about {found.input_tokens:,} in, {found.output_tokens:,} out",
        f"Money   {money}",
    ]
    limits = [
        *([f"USD {judge.max_cost:g}"] if judge.max_cost is not None else []),
        *([f"{judge.max_tokens:,} tokens"] if judge.max_tokens is not None else []),
    ]
    rows.append(f"Limit   {' and '.join(limits) or 'none; [judge] max_cost or max_tokens sets one'}")
    note = vocabulary(judge.model).note
    return [*rows, f"Note    {note}"] if note else rows
