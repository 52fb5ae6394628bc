"""`checker review COPY…`: where copy and calls disagree."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from checker.cli import batch, estimate, options, progress, run_log
from checker.errors import InputError
from checker.model import Run

_BY_SUFFIX = {
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".json": "json",
    ".csv": "csv",
    ".txt": "terminal",
}


def command(
    copy: Annotated[list[Path], typer.Argument(help="Campaign copy: files or folders.")],
    calls: Annotated[
        list[Path] | None, typer.Option("--calls", help="Transcripts to index first: files or folders.")
    ] = None,
    deals: options.Deals = None,
    judge: options.Judge = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="terminal, markdown, html, json, csv, sarif, github, gitlab, junit or rdjson.",
            metavar="FORMAT",
        ),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option("--output", "-o", help="Write here; may be repeated; the suffix tells the format."),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            help="Exit code 1 for findings at or above: high, medium, low, note.",
            metavar="SEVERITY",
        ),
    ] = None,
    compare: Annotated[
        bool,
        typer.Option("--compare", help="Take each file for a draft: review it by itself, and rank them all."),
    ] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", help="With --compare: drafts under review at a time.", min=1, max=32)
    ] = 1,
    engine: options.Engine = "local",
    timings: Annotated[
        bool,
        typer.Option(
            "--timings", help="Add the seconds of each stage to the JSON report; it differs each time then."
        ),
    ] = False,
    estimate_: estimate.Option = False,
    batch_file: batch.File = None,
    batch_results: batch.Results = None,
    batch_: batch.Submit = False,
    resume: batch.Resume = False,
    config: options.Config = None,
    store: options.Store = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Review campaign copy against what buyers said on the indexed calls."""
    chosen = options.engine_of(engine)
    if compare and estimate_:
        raise InputError("--estimate: is for one campaign", "Leave --compare out, and name one draft.")
    if compare:
        from checker.cli.compare import Asked, compare_drafts

        settings = options.settings_of(config, store, judge, fail_on)
        asked = Asked(copy, calls or [], deals, format_, output or [], jobs, quiet, chosen)
        raise typer.Exit(compare_drafts(asked, settings))
    if chosen != "local":
        raise InputError(f"--engine {engine}: splits drafts, and here is one campaign", "Add --compare.")
    from checker.cli.notices import print_notices
    from checker.findings.severity import at_or_above
    from checker.pipeline import review
    from checker.reports import FORMATS

    if format_ is not None and format_ not in FORMATS:
        raise InputError(f"--format {format_}: unknown format", f"Take one of {', '.join(FORMATS)}.")
    outputs = [(path, format_ or format_of(path)) for path in output or []]
    settings = options.settings_of(config, store, judge, fail_on)
    if estimate_:
        estimate.show_estimate(copy, settings, calls or (), deals, quiet)
        return
    with progress.reporter(quiet) as report:
        if batched := batch.Asked(batch_file, tuple(batch_results or ()), batch_, resume):
            run = batch.in_batches(
                batched,
                settings,
                lambda it: it.review(copy, calls=calls or (), deals=deals, progress=report),
            )
        else:
            run = review(copy, settings, calls=calls or (), deals=deals, progress=report)
    for path, kind in outputs:
        _write(path, run, kind, timings)
    if not outputs or format_ is None:
        _show(run, format_ or "terminal", timings)
    if format_ not in (None, "terminal") or outputs:
        print_notices(run.skipped, run.warnings, quiet=quiet)
    bar = settings.report.fail_on
    if bar and bar != "never" and any(at_or_above(f.severity, bar) for f in run.standing):
        raise typer.Exit(1)


def format_of(path: Path) -> str:
    """The format that a file's suffix stands for.

    Raises:
        InputError: It stands for none.
    """
    try:
        return _BY_SUFFIX[path.suffix.lower()]
    except KeyError:
        raise InputError(
            f"--output {path}: the suffix tells no format",
            f"End it in one of {', '.join(sorted(_BY_SUFFIX))}.",
        ) from None


def _write(path: Path, run: Run, kind: str, timings: bool) -> None:
    # Excel takes a CSV for Windows-1252 unless a byte order mark says otherwise.
    write_text(path, _rendered(run, kind, timings), "utf-8-sig" if kind == "csv" else "utf-8")


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Writes a report.

    Raises:
        InputError: The place cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding=encoding, newline="")
    except OSError as error:
        raise InputError(
            f"--output {path}: cannot be written: {error.strerror}", "Choose another place."
        ) from error


def _rendered(run: Run, kind: str, timings: bool) -> str:
    """The report; with times only where they are asked for, since else equal input gives equal bytes."""
    from checker.reports import render

    if not (timings and kind == "json"):
        return render(run, kind)
    from checker.reports.json import dump, run_record

    return dump({**run_record(run), "timings": run_log.current.timings()})


def _show(run: Run, kind: str, timings: bool) -> None:
    if kind == "terminal":
        from rich.console import Console

        from checker.reports.terminal import show

        show(run, Console())
        return
    sys.stdout.write(_rendered(run, kind, timings))
