"""`checker triage`: decide about findings, take it back, see where they stand."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli import options
from checker.cli.printable import printable
from checker.errors import InputError

if TYPE_CHECKING:
    from checker.model import Share
    from checker.pipeline.triaging import Listed
    from checker.settings import Settings
    from checker.triage.decisions import Decision

_SIGNS = {"open": " ", "confirmed": "✓", "dismissed": "✗", "accepted": "~", "ignored": "-"}


def command(
    what: Annotated[str, typer.Argument(metavar="FINDING|list|undo|history", help="Id, or how it begins.")],
    then: Annotated[
        str | None,
        typer.Argument(
            metavar="confirm|dismiss|accept",
            help="confirm: it is so. dismiss: the machine is wrong. accept: it is so, we live with it. "
            "After undo and history: the finding.",
        ),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why; confirm does without.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="Who will see to it.")] = "",
    until: Annotated[
        str, typer.Option("--until", help="Day up to which it holds; then it is open again.", metavar="DATE")
    ] = "",
    who: Annotated[str, typer.Option("--who", help="Who decides; default: your user name.")] = "",
    config: options.Config = None,
    store: options.Store = None,
) -> None:
    """Decide about a finding, take it back, or list where all stand."""
    settings = options.settings_of(config, store)
    if what == "list":
        _list(settings)
    elif then is None:
        raise InputError(f"triage {what}: what about it?", "Write confirm, dismiss or accept after it.")
    elif what == "undo":
        _undo(settings, then, who or _user())
    elif what == "history":
        _history(settings, then)
    else:
        _decide(settings, what, then, (reason, owner, until, who or _user()))


def _decide(settings: Settings, ident: str, verdict: str, said: tuple[str, str, str, str]) -> None:
    from checker.pipeline.triaging import decide
    from checker.triage.decisions import VERDICTS

    known = next((v for v in VERDICTS if v == verdict), None)
    if known is None:
        raise InputError(f"{verdict!r} is no decision", f"Take one of {', '.join(VERDICTS)}.")
    reason, owner, until, who = said
    before = decide(settings, ident, known, who=who, reason=reason, owner=owner, until=until)
    typer.echo(printable(f"{ident}: {known} by {who}. `checker triage undo {ident}` takes it back."))
    if before:
        typer.echo(printable(f"Before: {_line(before)}"))


def _undo(settings: Settings, ident: str, who: str) -> None:
    from checker.pipeline.triaging import undo

    typer.echo(printable(f"{ident}: taken back: {_line(undo(settings, ident, who=who))}"))


def _history(settings: Settings, ident: str) -> None:
    from checker.pipeline.triaging import history
    from checker.triage.decisions import Undo

    for event in history(settings, ident):
        line = f"taken back by {event.who} on {event.when[:10]}" if isinstance(event, Undo) else _line(event)
        typer.echo(printable(line))


def _list(settings: Settings) -> None:
    from checker.pipeline.triaging import listing

    found = listing(settings)
    if not found.findings:
        typer.echo("No findings in the last run.")
    for listed in found.findings:
        _show(listed)
    if found.precision.n:
        typer.echo(f"\nRight so far: {_share(found.precision)}")
        for kind, share in found.by_kind.items():
            if share.n:
                typer.echo(f"  {kind}: {_share(share)}")


def _show(listed: Listed) -> None:
    from checker.reports.following import triage_line
    from checker.reports.words import weight

    finding = listed.finding
    text = finding.need or (finding.claim.quote if finding.claim else finding.message)
    typer.echo(printable(f"{_SIGNS[listed.state]} {finding.id}  {finding.severity:<6}  {finding.kind}"))
    typer.echo(printable(f"    {text}"))
    typer.echo(printable(f"    {weight(finding.reach)}"))
    if listed.triaged:
        typer.echo(printable(f"    {triage_line(listed.triaged)}"))


def _line(decision: Decision) -> str:
    until = f" (until {decision.until})" if decision.until else ""
    owner = f", {decision.owner} sees to it" if decision.owner else ""
    reason = f": {decision.reason}" if decision.reason else ""
    return f"{decision.verdict} by {decision.who} on {decision.when[:10]}{until}{owner}{reason}"


def _share(share: Share) -> str:
    from checker.reports.following import share_line

    return share_line(share)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise InputError("your user name is not known", "Give --who NAME.") from error
