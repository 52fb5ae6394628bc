"""`checker ci`: what a change of copy causes: new, fixed, carried over. Fails on new findings only."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli import options, progress
from checker.cli.printable import printable
from checker.errors import InputError

if TYPE_CHECKING:
    from checker.model.outcome import Outcome

_FORMATS = "terminal, json, github, comment, sarif, gitlab, junit, rdjson"


def command(
    copy: Annotated[
        list[Path] | None,
        typer.Argument(help="Campaign copy: files or folders; default: all of this folder."),
    ] = None,
    base: Annotated[
        str, typer.Option("--base", help="Compare with this commit; default: found.", metavar="REF")
    ] = "",
    head: Annotated[
        str,
        typer.Option("--head", help="Commit under review; default: the files as they lie.", metavar="REF"),
    ] = "",
    baseline: Annotated[Path, typer.Option("--baseline", help="Findings that the team knows of.")] = Path(
        "checker-baseline.json"
    ),
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Judge every claim and write the baseline.")
    ] = False,
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help="A snapshot of the calls, in place of the index.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Judge every claim; what this change did not cause never fails.")
    ] = False,
    format_: Annotated[str, typer.Option("--format", help=f"{_FORMATS}.", metavar="FORMAT")] = "terminal",
    output: Annotated[
        list[str] | None,
        typer.Option("--output", "-o", help="Write FORMAT to FILE as well.", metavar="FORMAT=FILE"),
    ] = None,
    quote_calls: Annotated[
        bool,
        typer.Option("--quote-calls", help="Show what was said on calls; off where readers are not ours."),
    ] = False,
    fail_on: Annotated[
        str | None,
        typer.Option("--fail-on", help="Fail on new findings at or above: high, medium, low, note, never."),
    ] = None,
    judge: options.Judge = None,
    config: options.Config = None,
    store: options.Store = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Check a change of copy: judges only the claims that it adds or alters, fails only on what it causes."""
    from checker.ci.run import Request, check
    from checker.cli.notices import print_notices

    outputs = [_output(text) for text in output or []]
    _known_format(format_, "--format")
    settings = options.settings_of(config, store, judge, fail_on)
    request = Request(
        copy=tuple(copy or [Path(".")]),
        base=base,
        head=head,
        baseline=baseline,
        evidence=evidence,
        everything=everything,
        update=update_baseline,
    )
    with progress.reporter(quiet) as report:
        outcome = check(request, settings, progress=report)
    for kind, path in outputs:
        _write(path, outcome, kind, quote_calls)
    _show(outcome, format_, quote_calls)
    if update_baseline and not quiet:
        print(printable(_noted(baseline, outcome.noted)), file=sys.stderr)
    print_notices(outcome.run.skipped, outcome.run.warnings, quiet=quiet)
    if outcome.failing:
        raise typer.Exit(1)


def _noted(baseline: Path, entries: int | None) -> str:
    """What became of the baseline, which a report does not tell."""
    if entries is None:
        return f"{baseline} was not written: there is no claim in the copy."
    return f"Wrote {baseline}: {entries} {'entry' if entries == 1 else 'entries'}."


def _known_format(name: str, where: str) -> None:
    from checker.reports.outcomes import OUTCOME_FORMATS

    if name not in OUTCOME_FORMATS:
        raise InputError(f"{where} {name}: unknown format", f"Take one of {', '.join(OUTCOME_FORMATS)}.")


def _output(text: str) -> tuple[str, Path]:
    kind, equals, path = text.partition("=")
    if not equals or not path:
        raise InputError(f"--output {text}: no format", "Write it as --output sarif=checker.sarif.")
    _known_format(kind, "--output")
    return kind, Path(path)


def _write(path: Path, outcome: Outcome, kind: str, quote_calls: bool) -> None:
    from checker.reports.outcomes import render_outcome

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render_outcome(outcome, kind, quote_calls=quote_calls), encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(
            f"--output {path}: cannot be written: {error.strerror}", "Choose another place."
        ) from error


def _show(outcome: Outcome, kind: str, quote_calls: bool) -> None:
    """Prints the report; in a step of GitHub its summary gets all of it, since annotations are limited."""
    from checker.reports.comment import to_summary
    from checker.reports.outcomes import render_outcome

    sys.stdout.write(render_outcome(outcome, kind, quote_calls=quote_calls))
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if kind == "github" and summary:
        with Path(summary).open("a", encoding="utf-8", newline="\n") as file:
            file.write(to_summary(outcome, quote_calls=quote_calls))
