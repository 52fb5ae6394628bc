"""Needs on a terminal: what buyers ask for, what the copy says to it, how deals went, what is in no need."""

from __future__ import annotations

from typing import Final

from rich.console import Console

from checker.model import Asked, Claim, Cover, Evidence, Need, NeedsList
from checker.reports import words
from checker.reports.following import win_rate_line
from checker.reports.lines import Lines
from checker.reports.order import one_of_each

QUOTES_SHOWN = 2
REST_SHOWN = 5
CLAIMS_SHOWN = 4
_SAID: Final[dict[Cover, str]] = {
    "answered": "answered by",
    "contradicted": "contradicted by buyers who ask for it",
}
OWN_WORDS = "A title is a buyer's own words: read the quotes under it before you rely on it."


def show_needs(listed: NeedsList, console: Console, *, rest: bool = False) -> None:
    """Prints all needs.

    Args:
        listed: The needs.
        console: Where to.
        rest: Print all statements that ended in no need, not just the first ones.
    """
    out = Lines(console)
    out.text(headline(listed), style="bold")
    for line in (share_line(listed), silent_line(listed), OWN_WORDS if listed.bearing else ""):
        out.text(line)
    for asked in listed.needs:
        _need(listed, asked, out, QUOTES_SHOWN)
    _rest(listed, out, len(listed.rest) if rest else REST_SHOWN)
    for warning in listed.warnings:
        out.text(f"! {warning}", hang=2)


def show_need(listed: NeedsList, asked: Asked, console: Console) -> None:
    """Prints one need with all its quotes, each with the id by which it can be divided off."""
    out = Lines(console)
    _need(listed, asked, out, 0)
    for ident, item in zip(asked.statements, asked.need.statements, strict=True):
        out.gap()
        out.text(f"statement {ident}" if ident else "", indent=2, style="dim")
        out.quote(item.quote, words.source(item))


def headline(listed: NeedsList) -> str:
    """How many needs there are."""
    if not listed.needs:
        return f"No need is voiced in two of {words.count(listed.calls, 'call')}."
    return f"{words.count(len(listed.needs), 'need')} in {words.count(listed.calls, 'call')}."


def share_line(listed: NeedsList) -> str:
    """How much of what carries a need ended in one; empty where nobody counted."""
    if not listed.bearing:
        return ""
    return (
        f"{listed.held:,} of {words.count(listed.bearing, 'statement')} that carry a need "
        f"({listed.held / listed.bearing:.0%}) ended in one; {len(listed.rest):,} are like too few others."
    )


def silent_line(listed: NeedsList) -> str:
    """How many needs no claim answers."""
    silent = sum(1 for asked in listed.needs if "answered" not in asked.answers)
    if not silent:
        return ""
    claims = words.count(len(listed.claims), "claim")
    return f"{silent:,} of {len(listed.needs):,} not answered by any of {claims}."


def days_line(asked: Asked) -> str:
    """First and last day on which it was voiced."""
    if asked.days is None:
        return ""
    first, last = asked.days
    return first if first == last else f"{first} to {last}"


def _need(listed: NeedsList, asked: Asked, out: Lines, quotes: int) -> None:
    need = asked.need
    out.gap()
    out.text(need.title, style="bold")
    by_hand = "edited by hand" if asked.edited else ""
    out.text(
        " · ".join(filter(None, (words.weight(need.reach), days_line(asked), by_hand, need.id))),
        indent=2,
        style="dim",
    )
    for answer in _SAID:
        _claims(_SAID[answer], asked.claims(listed.claims, answer), out)
    out.text(_rest_of_copy(asked), indent=2, style="dim" if "answered" in asked.answers else "")
    if asked.rate:
        out.text(win_rate_line(asked.rate), indent=2)
    for item in _telling(need)[:quotes]:
        out.quote(item.quote, words.source(item))
    if quotes and len(need.statements) > quotes:
        more = words.count(len(need.statements) - quotes, "more quote")
        out.text(f"… and {more}: checker needs show {need.id}", indent=2, style="dim")


def _rest_of_copy(asked: Asked) -> str:
    """What the claims say that neither answer the need nor are contradicted by it."""
    silent = words.count(asked.answers.count("silent"), "claim")
    if "answered" in asked.answers:
        return f"silent: {silent}"
    return f"no copy answers it; silent: {silent}"


def _telling(need: Need) -> list[Evidence]:
    """One quote of each call first, the most central ahead; before all the one that the title is from."""
    title = need.title.casefold()
    return sorted(
        one_of_each(need.statements), key=lambda item: title not in " ".join(item.quote.split()).casefold()
    )


def _claims(label: str, claims: tuple[Claim, ...], out: Lines) -> None:
    if not claims:
        return
    out.text(f"{label}:", indent=2)
    for claim in claims[:CLAIMS_SHOWN]:
        out.text(f"“{claim.quote}” ({words.place(claim.file, claim.span)})", indent=4, hang=2)
    if len(claims) > CLAIMS_SHOWN:
        out.text(f"… and {words.count(len(claims) - CLAIMS_SHOWN, 'more claim')}", indent=4, style="dim")


def _rest(listed: NeedsList, out: Lines, shown: int) -> None:
    if not listed.rest:
        return
    out.heading(f"In no need ({len(listed.rest)})")
    for item in listed.rest[:shown]:
        out.quote(item.quote, words.source(item))
    if len(listed.rest) > shown:
        out.text(f"… and {words.count(len(listed.rest) - shown, 'more statement')}; --rest lists them all.")
