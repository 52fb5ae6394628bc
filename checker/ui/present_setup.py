"""Set-up: what is indexed, what was skipped and why, who judges, what doctor finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from checker.model import Skipped
from checker.pipeline import IndexResult
from checker.pipeline.doctor import Check
from checker.pipeline.searching import CallBook
from checker.reports import words
from checker.reports.markup import Html, join, tag, trusted
from checker.settings import Settings
from checker.ui.screen import empty, notice

_SIGNS = {"ok": "✓", "warning": "!", "error": "✕"}


def indexed(book: CallBook, result: IndexResult | None, problem: str, *, busy: bool) -> Html:
    """What the store holds and how the last taking-in went."""
    parts: list[Html] = []
    if busy:
        parts.append(notice("Calls are being read; this page shows them in a moment.", "warn"))
    if problem:
        parts.append(notice(problem, "bad"))
    if not book.calls:
        parts.append(empty("Nothing is indexed.", "Add transcripts below, or put them in the folder calls/."))
        return join(parts)
    stats = book.stats
    accounts = len({book.account(call).casefold() for call in book.calls} - {""})
    figures = [
        ("calls", len(book.calls)),
        ("accounts", accounts),
        ("statements of buyers", stats.buyer if stats else 0),
        ("statements of our side", stats.ours if stats else 0),
        ("statements of unknown side", stats.unknown if stats else 0),
        ("deals", stats.deals if stats else 0),
    ]
    cells = [
        tag("div", tag("dt", name), tag("dd", f"{number:,}"), class_="figure") for name, number in figures
    ]
    parts.append(tag("dl", cells, class_="figures"))
    if result is not None:
        parts.append(tag("p", _result(result), class_="soft"))
    return join(parts)


def not_taken(skipped: Sequence[Skipped], warnings: Iterable[str]) -> Html:
    """Files that were skipped, and what should be looked at."""
    lines = [
        tag("li", tag("b", s.file), trusted(" "), f"{s.reason}. {s.remedy}".strip(), class_="soft")
        for s in skipped
    ]
    told = [tag("li", line) for line in dict.fromkeys(warnings)]
    if not lines and not told:
        return notice("Nothing was skipped, and nothing is unclear.", "good")
    return join(
        tag("h3", words.count(len(lines), "file") + " skipped") if lines else None,
        tag("ul", lines, class_="list") if lines else None,
        tag("h3", words.count(len(told), "point") + " to check") if told else None,
        tag("ul", told, class_="list") if told else None,
    )


def files_table(book: CallBook) -> Html | None:
    """Every call with who is on which side."""
    if not book.calls:
        return None
    names = ("Call", "Account", "Turns", "Who is who")
    head = tag(
        "tr",
        [tag("th", name, scope="col", class_="number" if name == "Turns" else None) for name in names],
    )
    rows = []
    for call in book.calls:
        sides = Counter(speaker.side for speaker in call.speakers)
        who = ", ".join(f"{number} {name}" for name, number in sorted(sides.items()))
        cells = [tag("th", call.file, scope="row"), tag("td", book.account(call) or "–", dir="auto")]
        cells += [tag("td", f"{len(call.turns):,}", class_="number"), tag("td", who)]
        rows.append(tag("tr", cells))
    table = tag("table", tag("thead", head), tag("tbody", rows))
    scroll = tag("div", table, class_="wide", tabindex="0", role="region", aria_label="Calls")
    return tag("details", tag("summary", f"All {words.count(len(rows), 'call')}"), scroll)


def checks(found: Sequence[Check]) -> Html:
    """Doctor's findings."""
    rows = []
    for check in found:
        sign = tag("span", _SIGNS[check.level], aria_hidden="true")
        name = tag("p", sign, trusted(" "), check.name, class_=f"level {check.level}")
        remedy = tag("p", f"→ {check.remedy}") if check.remedy and check.level != "ok" else None
        rows.append(tag("div", name, tag("div", tag("p", check.message), remedy), class_="check"))
    return tag("div", rows)


def judge(settings: Settings) -> Html:
    """Who judges, and where things lie."""
    from checker.pipeline.llm_opening import wants_llm

    chosen = settings.judge
    if wants_llm(settings):
        where = chosen.base_url or "its provider"
        masked = "names masked" if settings.privacy.mask else "names as they are"
        line = (
            f"A language model reads the calls: {chosen.model or 'none is named yet'} at {where}, {masked}."
        )
    else:
        line = "The embedded judge: no key, no network, nothing leaves this machine."
    return tag("p", line, trusted(" "), f"The index lies at {settings.location}.")


def _result(result: IndexResult) -> str:
    return (
        f"When last read: {result.added} added, {result.changed} changed, {result.removed} removed, "
        f"{result.unchanged} unchanged."
    )
