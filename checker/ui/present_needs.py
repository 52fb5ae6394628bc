"""Needs: what buyers ask for, ranked; which copy answers it; a map of how near the asks lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from checker.model import Asked, Cover, Need, NeedsList
from checker.reports import words
from checker.reports.following import FEW, short_share
from checker.reports.html_findings import claim_quote
from checker.reports.markup import Html, join, tag, trusted
from checker.ui.present_claim import Deals, quotes
from checker.ui.present_needs_edit import edits
from checker.ui.screen import empty

_SIGNS: Final[dict[Cover, str]] = {"answered": "✓", "contradicted": "✕", "silent": "–"}
_SHAPES = ("circle", "square", "triangle", "diamond")
_COLOURS = ("ours", "theirs", "high", "medium", "good", "violet", "low", "quiet")
_SIZE = (720, 380)
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


def statement_map(
    needs: Sequence[Need], places: Mapping[tuple[str, int], tuple[float, float]]
) -> Html | None:
    """Statements as points, needs as colour and shape; nearer points were said in more alike words.

    Args:
        needs: In order of rank.
        places: For the id of a need and the row of a statement, its place from 0 to 1 each way.
    """
    if len(places) < 3:
        return None
    width, height = _SIZE
    marks: list[Html] = []
    keys: list[Html] = []
    for number, need in enumerate(needs):
        colour = _COLOURS[number % len(_COLOURS)]
        shape = _SHAPES[number // len(_COLOURS) % len(_SHAPES)]
        for row, item in enumerate(need.statements):
            if (need.id, row) in places:
                x, y = places[need.id, row]
                marks.append(
                    _point(
                        shape,
                        14 + x * (width - 28),
                        14 + y * (height - 28),
                        colour,
                        f"{need.title}: {item.quote}",
                        need.id,
                    )
                )
        swatch = tag(
            "svg",
            _point(shape, 7, 7, colour, "", ""),
            width=14,
            height=14,
            viewBox="0 0 14 14",
            aria_hidden="true",
        )
        keys.append(
            tag(
                "li",
                swatch,
                trusted(" "),
                tag("a", need.title, href="#about-need", data_need=need.id, dir="auto"),
            )
        )
    picture = tag(
        "svg",
        marks,
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_label="Map of what buyers ask for",
        class_="map",
    )
    return join(picture, tag("ul", keys, class_="map-keys"))


def _point(shape: str, x: float, y: float, colour: str, title: str, need: str) -> Html:
    name = tag("title", title) if title else None
    paths = {
        "circle": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0",
        "square": "M-5-5h10v10h-10z",
        "triangle": "M0-6L6 5H-6z",
        "diamond": "M0-6L6 0L0 6L-6 0z",
    }
    return tag(
        "path",
        name,
        d=paths[shape],
        transform=f"translate({x:.1f} {y:.1f})",
        class_=f"dot {colour}",
        data_need=need or None,
    )


def _scroll(table: Html, name: str) -> Html:
    return tag("div", table, class_="wide", tabindex="0", role="region", aria_label=name)
