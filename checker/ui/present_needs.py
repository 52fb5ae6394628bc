"""Needs: what buyers ask for, ranked; which copy answers it; what the map of the asks shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from checker.model import Asked, Cover, Need, NeedsList
from checker.reports import words
from checker.reports.following import FEW, short_share
from checker.reports.html_findings import claim_quote
from checker.reports.markup import Html, join, tag, trusted
from checker.ui.present_claim import Deals, quotes
from checker.ui.present_needs_edit import edits
from checker.ui.present_plots import look_of
from checker.ui.screen import empty

_SIGNS: Final[dict[Cover, str]] = {"answered": "✓", "contradicted": "✕", "silent": "–"}
_PATHS: Final = {
    "circle": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0",
    "square": "M-5-5h10v10h-10z",
    "triangle": "M0-6L6 5H-6z",
    "diamond": "M0-6L6 0L0 6L-6 0z",
}
_ELSEWHERE = (
    "Needs were grouped anew since this review was made: review the campaign again to rename, merge or "
    "divide them here."
)


RANKS: Final = (
    ("Unanswered first", "unanswered"),
    ("Calls", "calls"),
    ("Accounts", "accounts"),
    ("Open money", "open"),
    ("All money", "money"),
)


def ranked_by(listed: NeedsList, rank: str) -> NeedsList:
    """The needs in an order of `RANKS`; where two are alike, as they are listed."""

    def weight(asked: Asked) -> float:
        reach = asked.need.reach
        amounts = {
            "open": reach.open_amount,
            "money": reach.open_amount + reach.won_amount + reach.lost_amount,
        }
        return {"calls": reach.calls, "accounts": reach.accounts, **amounts}.get(rank, 0.0)

    return replace(listed, needs=tuple(sorted(listed.needs, key=weight, reverse=True)))


def need_table(listed: NeedsList) -> Html:
    """All needs: those without an answer first, then by accounts and calls."""
    if not listed.needs:
        return no_needs()
    names = ("Need", "Calls", "Accounts", "Deals", "Won with it", "Won without it", "Answered in")
    head_ = tag(
        "tr",
        [
            tag("th", name, scope="col", class_="number" if name in ("Calls", "Accounts") else None)
            for name in names
        ],
    )
    rows = [tag("tr", _row(asked)) for asked in listed.needs]
    bearing = words.count(listed.bearing, "statement")
    held = f"{listed.held:,} of {bearing} that carry a need are in one of these."
    return join(
        _scroll(tag("table", tag("thead", head_), tag("tbody", rows)), "Needs"),
        tag("p", f"{held} {FEW}" if listed.bearing else FEW, class_="soft"),
    )


def _row(asked: Asked) -> list[Html]:
    need, rate = asked.need, asked.rate
    files = sorted({claim.file for claim in need.answered_by})
    name = _open(need)
    by_hand = tag("span", "by hand", class_="tally") if asked.edited else None
    return [
        tag("th", name, trusted(" ") if by_hand else None, by_hand, scope="row"),
        tag("td", f"{need.reach.calls:,}", class_="number"),
        tag("td", f"{need.reach.accounts:,}", class_="number"),
        tag("td", words.deals(need.reach) or "–"),
        tag("td", short_share(rate.present) if rate else "–"),
        tag("td", short_share(rate.absent) if rate else "–"),
        tag("td", ", ".join(files) if files else tag("strong", "no copy")),
    ]


def _open(need: Need) -> Html:
    return tag("a", need.title, href="#about-need", data_need=need.id, dir="auto")


def no_needs() -> Html:
    """What to do where no need is known."""
    return empty(
        "No needs are known yet.",
        "Needs appear with the review of a campaign, once several buyers ask for the same thing.",
        "",
        "Go to Review",
    )


def answers(listed: NeedsList) -> dict[tuple[str, str], Cover]:
    """For each need and asset whether the copy answers it, buyers say the opposite there, or it is silent.

    One claim that buyers contradict is enough: nobody believes the answer beside it.
    """
    out: dict[tuple[str, str], Cover] = {}
    for asked in listed.needs:
        for claim, cover in zip(listed.claims, asked.answers, strict=True):
            key = asked.need.id, claim.file
            before = out.get(key, "silent")
            out[key] = cover if "contradicted" not in (before, cover) else "contradicted"
            if before == "answered" and cover == "silent":
                out[key] = before
    return out


def heat_map(listed: NeedsList) -> Html | None:
    """Need by asset, each cell a sign, a word and a colour."""
    files = sorted({claim.file for claim in listed.claims})
    if not listed.needs or not files:
        return None
    found = answers(listed)
    shown = _short_names(files)
    head_ = tag(
        "tr",
        tag("th", "Need", scope="col"),
        [tag("th", shown[file], scope="col", class_="file", title=file) for file in files],
    )
    rows = []
    for asked in listed.needs:
        cells = [_cell(found[asked.need.id, file]) for file in files]
        rows.append(tag("tr", tag("th", _open(asked.need), scope="row"), cells))
    key = tag(
        "p",
        "✓ the copy answers it, ✕ buyers who ask for it contradict the copy, – the copy is silent",
        class_="soft",
    )
    return join(
        key, _scroll(tag("table", tag("thead", head_), tag("tbody", rows), class_="heat"), "Need by asset")
    )


def _short_names(files: Sequence[str]) -> dict[str, str]:
    """Names of files without the folder that all of them lie in."""
    folders = {file.rpartition("/")[0] for file in files}
    common = f"{folders.pop()}/" if len(folders) == 1 else ""
    return {file: file.removeprefix(common) or file for file in files}


def _cell(answer: Cover) -> Html:
    return tag(
        "td",
        tag("span", _SIGNS[answer], aria_hidden="true"),
        tag("span", f" {answer}", class_="unseen"),
        class_=answer,
    )


def need_panel(asked: Asked, listed: NeedsList, deals: Deals, job: str = "", edition: str = "") -> Html:
    """One need: its quotes, the copy that answers it, and what can be done to it by hand.

    Args:
        asked: The need.
        listed: All needs, to merge it with.
        deals: Deal of each call, by call id.
        job: Id of the review, for links to calls.
        edition: Of the edits that the page knows; empty where needs cannot be edited.
    """
    need = asked.need
    return tag(
        "div",
        tag("button", "Close", type="button", data_close=True, class_="close"),
        tag("h2", need.title, dir="auto"),
        tag("p", words.weight(need.reach), class_="weight"),
        tag("h4", "What buyers say"),
        quotes(need.statements, deals, job),
        tag("h4", "Copy that answers it")
        if need.answered_by
        else tag("p", "No copy answers it.", class_="soft"),
        [claim_quote(claim) for claim in need.answered_by],
        edits(asked, listed, edition) if edition else tag("p", _ELSEWHERE, class_="soft"),
        class_="beside",
        role="region",
        aria_label="About this need",
        id="about-need",
    )


def map_keys(needs: Sequence[Need]) -> Html:
    """What each colour and shape of the map stands for: shown or not by its box, opened by its name.

    The map itself is `present_plots.statement_map`.
    """
    keys = [_key(number, need) for number, need in enumerate(needs)]
    return join(
        tag("p", "The nearer two points, the more alike their words. Click one for its need.", class_="soft"),
        tag(
            "p",
            tag("button", "Show all", type="button", data_keys="all"),
            trusted(" "),
            tag("button", "Hide all", type="button", data_keys="none"),
            class_="keys-all",
        ),
        tag("ul", keys, class_="map-keys"),
    )


def _key(number: int, need: Need) -> Html:
    colour, shape = look_of(number)
    swatch = tag(
        "svg",
        tag("path", d=_PATHS[shape], transform="translate(7 7)", class_=f"dot {colour}"),
        width=14,
        height=14,
        viewBox="0 0 14 14",
        aria_hidden="true",
    )
    return tag(
        "li",
        tag("input", type="checkbox", checked=True, data_key=number, aria_label=f"On the map: {need.title}"),
        swatch,
        _open(need),
    )


def _scroll(table: Html, name: str) -> Html:
    return tag("div", table, class_="wide", tabindex="0", role="region", aria_label=name)
