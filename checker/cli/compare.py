"""`checker review DRAFTS --compare`: which draft agrees best with what buyers say."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli import progress
from checker.errors import InputError

if TYPE_CHECKING:
    from checker.model.batch import Batch
    from checker.pipeline.indexing import Engine
    from checker.settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of `review` that hold for a batch."""

    copy: list[Path]
    calls: list[Path]
    deals: Path | None
    format: str | None
    output: list[Path]
    jobs: int
    quiet: bool
    engine: Engine = "local"


def compare_drafts(asked: Asked, settings: Settings) -> int:
    """Reviews and ranks the drafts, and shows them.

    Returns:
        The exit code: 2 if a draft could not be reviewed, 1 if one has a finding at or above the bar, else 0.
    """
    from checker.cli.notices import print_notices
    from checker.cli.review import format_of, write_text
    from checker.pipeline.comparing import compare
    from checker.reports.batches import BATCH_FORMATS, render_batch

    outputs = [(path, asked.format or format_of(path)) for path in asked.output]
    for kind in (asked.format, *(kind for _, kind in outputs)):
        if kind is not None and kind not in BATCH_FORMATS:
            raise InputError(
                f"{kind}: no format for drafts that are compared", f"Take one of {', '.join(BATCH_FORMATS)}."
            )
    with progress.reporter(asked.quiet) as report:
        batch = compare(
            asked.copy,
            settings,
            calls=asked.calls,
            deals=asked.deals,
            jobs=asked.jobs,
            progress=report,
            engine=asked.engine,
        )
    if batch.resumed and not asked.quiet:
        known = f"{batch.resumed} of {len(batch.drafts) + len(batch.failed)} drafts"
        print(f"{known} were reviewed before and have not changed", file=sys.stderr)
    for path, kind in outputs:
        write_text(path, render_batch(batch, kind))
    if not outputs or asked.format is None:
        _show(batch, asked.format or "terminal")
    if asked.format not in (None, "terminal") or outputs:
        print_notices((*batch.failed, *batch.skipped), batch.warnings, quiet=asked.quiet)
    return exit_code(batch, settings)


def exit_code(batch: Batch, settings: Settings) -> int:
    """The worst of what a review of each draft alone would end with."""
    from checker.findings.severity import at_or_above

    if batch.failed:
        return 2
    bar = settings.report.fail_on
    if not bar or bar == "never":
        return 0
    return int(any(at_or_above(f.severity, bar) for draft in batch.drafts for f in draft.clashes))


def _show(batch: Batch, kind: str) -> None:
    if kind == "terminal":
        from rich.console import Console

        from checker.reports.batch_text import show_batch

        show_batch(batch, Console())
        return
    from checker.reports.batches import render_batch

    sys.stdout.write(render_batch(batch, kind))
