"""`checker needs`: what buyers ask for and what the copy says to it; needs are edited by hand here, too."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli import options, progress
from checker.cli.printable import printable
from checker.errors import InputError

if TYPE_CHECKING:
    from checker.model import NeedsList
    from checker.settings import Settings

_BY_HAND = ("rename", "merge", "divide", "reset")


def command(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[COPY…|show|rename|merge|divide|reset]",
            help="Copy to hold them against; default: that of the last review. Or: show NEED; "
            "rename NEED TITLE; merge NEED OTHER…; divide NEED STATEMENT…; reset NEED (takes it all back). "
            "Ids may be shortened. A folder of such a name is written ./show.",
        ),
    ] = None,
    calls: Annotated[
        list[Path] | None, typer.Option("--calls", help="Transcripts to index first: files or folders.")
    ] = None,
    deals: options.Deals = None,
    judge: options.Judge = None,
    rest: Annotated[bool, typer.Option("--rest", help="List all statements that ended in no need.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV: a row for each need and claim.")] = False,
    config: options.Config = None,
    store: options.Store = None,
    quiet: options.Quiet = False,
) -> None:
    """What buyers ask for, how often, and which claims answer it; rename, merge and divide by hand."""
    settings = options.settings_of(config, store, judge)
    first, *more = what or [""]
    if first in _BY_HAND:
        typer.echo(printable(_by_hand(settings, first, more)))
        return
    if as_json and as_csv:
        raise InputError("--json and --csv: which of them?", "Name one.")
    if first == "show" and len(more) != 1:
        raise InputError("needs show: which need?", "Write its id after it.")
    copy = [] if first == "show" else [Path(name) for name in what or ()]
    from checker.pipeline.listing_needs import list_needs

    with progress.reporter(quiet) as report:
        listed = list_needs(copy, settings, calls=calls or (), deals=deals, progress=report)
    _print(listed, more[0] if first == "show" else "", (as_json, as_csv, rest))


def _print(listed: NeedsList, one: str, how: tuple[bool, bool, bool]) -> None:
    from dataclasses import replace

    from rich.console import Console

    from checker.pipeline.listing_needs import need_of
    from checker.reports.needs_data import needs_csv, needs_json
    from checker.reports.needs_text import show_need, show_needs

    as_json, as_csv, rest = how
    if one:
        listed = replace(listed, needs=(need_of(listed, one),))
    if as_json or as_csv:
        sys.stdout.write(needs_json(listed) if as_json else needs_csv(listed))
    elif one:
        show_need(listed, listed.needs[0], Console())
    else:
        show_needs(listed, Console(), rest=rest)


def _by_hand(settings: Settings, verb: str, words: list[str]) -> str:
    """Does it, and says what was done in one line."""
    from checker.pipeline import needs_by_hand as hand

    if not words:
        raise InputError(f"needs {verb}: which need?", "Write its id after it; `checker needs` lists them.")
    need, rest = words[0], words[1:]
    back = "`checker needs reset {}` takes it back."
    if verb == "rename":
        ident = hand.rename_need(settings, need, " ".join(rest))
        return f"{ident}: is “{' '.join(rest)}” from now on. {back.format(ident)}"
    if verb == "merge":
        ident = hand.merge_needs(settings, need, rest)
        return f"{ident}: holds {len(rest)} more from now on. {back.format(ident)}"
    if verb == "divide":
        fresh = hand.divide_need(settings, need, rest)
        return f"{fresh}: a need of its own from now on. {back.format(fresh)}"
    return f"{hand.reset_need(settings, need)}: as the program groups it again."
