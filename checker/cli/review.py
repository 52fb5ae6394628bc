"""`checker review COPY…`: where copy and calls disagree."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from checker.cli import options, progress
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
    config: options.Config = None,
    store: options.Store = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Review campaign copy against what buyers said on the indexed calls."""
    from checker.cli.notices import print_notices
    from checker.findings.severity import at_or_above
    from checker.pipeline import review
    from checker.reports import FORMATS

    if format_ is not None and format_ not in FORMATS:
        raise InputError(f"--format {format_}: unknown format", f"Take one of {', '.join(FORMATS)}.")
    outputs = [(path, format_ or _format_of(path)) for path in output or []]
    settings = options.settings_of(config, store, judge, fail_on)
    with progress.reporter(quiet) as report:
        run = review(copy, settings, calls=calls or (), deals=deals, progress=report)
    for path, kind in outputs:
        _write(path, run, kind)
    if not outputs or format_ is None:
        _show(run, format_ or "terminal")
    if format_ not in (None, "terminal") or outputs:
        print_notices(run.skipped, run.warnings, quiet=quiet)
    bar = settings.report.fail_on
    if bar and bar != "never" and any(at_or_above(f.severity, bar) for f in run.standing):
        raise typer.Exit(1)


def _format_of(path: Path) -> str:
    try:
        return _BY_SUFFIX[path.suffix.lower()]
    except KeyError:
        raise InputError(
            f"--output {path}: the suffix tells no format",
            f"End it in one of {', '.join(sorted(_BY_SUFFIX))}.",
        ) from None


def _write(path: Path, run: Run, kind: str) -> None:
    from checker.reports import render

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Excel takes a CSV for Windows-1252 unless a byte order mark says otherwise.
        encoding = "utf-8-sig" if kind == "csv" else "utf-8"
        path.write_text(render(run, kind), encoding=encoding, newline="")
    except OSError as error:
        raise InputError(
            f"--output {path}: cannot be written: {error.strerror}", "Choose another place."
        ) from error


def _show(run: Run, kind: str) -> None:
    if kind == "terminal":
        from rich.console import Console

        from checker.reports.terminal import show

        show(run, Console())
        return
    from checker.reports import render

    sys.stdout.write(render(run, kind))
