"""A batch as one page without script or request: the ranking, then a section for each draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checker.model import Finding, Need, Skipped
from checker.model.batch import Batch, Draft
from checker.reports import batch_words, words
from checker.reports.following import FORMULA, finding_lines
from checker.reports.html import page_of
from checker.reports.html_findings import finding_card
from checker.reports.html_sections import how_to_read
from checker.reports.markup import Html, join, tag, trusted
from checker.reports.order import ranked
from checker.reports.summary import second_line, summarise

_OTHER_NEEDS = 5
"""Drafts that are named for one need; more are counted."""


def batch_to_html(batch: Batch) -> str:
    """The batch as a page."""
    total = batch.total
    main = join(
        _header(batch),
        _ranking(batch),
        how_to_read(),
        [_section(batch, draft, rank) for rank, draft in enumerate(batch.drafts, 1)],
        _conflicts(batch),
        _needs(batch),
        _failures("Drafts that could not be reviewed", batch.failed, "failed"),
        _failures("Calls that could not be read", batch.skipped, "skipped"),
        _warnings(batch),
        tag("footer", [tag("p", line) for line in words.provenance(total)]),
    )
    return page_of(main, "Messaging check: drafts compared")


def _header(batch: Batch) -> Html:
    failed = batch_words.failed_line(batch)
    return tag(
        "header",
        tag("p", "Messaging check: drafts compared", class_="eyebrow"),
        tag("h1", batch_words.headline(batch)),
        tag("p", batch_words.ORDER_TOLD, class_="lede") if batch.drafts else None,
        tag("p", tag("a", f"! {failed}", href="#failed"), class_="alert") if failed else None,
    )


def _ranking(batch: Batch) -> Html | None:
    if not batch.drafts:
        return None
    names = ("", "Draft", "Alignment", "Claims spoken to", "Clashes", "Needs answered")
    head = tag("tr", [tag("th", name, scope="col") for name in names])
    rows = [_row(draft, rank) for rank, draft in enumerate(batch.drafts, 1)]
    table = tag("table", tag("thead", head), tag("tbody", rows))
    return tag("section", tag("div", table, class_="wide"), tag("p", FORMULA, class_="note"), id="ranking")


def _row(draft: Draft, rank: int) -> Html:
    cells = (
        batch_words.score(draft), batch_words.heard(draft), batch_words.clashes(draft),
        batch_words.answered(draft),
    )  # fmt: skip
    link = tag("a", draft.file, href=f"#{_anchor(rank)}", class_="place")
    return tag(
        "tr",
        tag("td", str(rank), class_="number"),
        tag("th", link, scope="row"),
        [tag("td", cell, class_="number") for cell in cells],
    )


def _anchor(rank: int) -> str:
    return f"draft-{rank}"


def _section(batch: Batch, draft: Draft, rank: int) -> Html:
    found = draft.clashes
    title = tag(
        "h2",
        tag("span", f"{rank}. {draft.file}", class_="file"),
        tag("small", f"alignment {batch_words.score(draft)}, {words.count(len(found), 'finding')}"),
    )
    return tag(
        "section",
        title,
        tag("p", second_line(summarise(draft.run)), class_="lede"),
        [_card(draft, finding, rank) for finding in ranked(found)],
        _answers(draft),
        tag("p", tag("a", "Back to the ranking", href="#ranking"), class_="note"),
        id=_anchor(rank),
        class_="asset",
    )


def _card(draft: Draft, finding: Finding, rank: int) -> Html:
    """A finding; equal claims of two drafts have findings of the same id, so the rank goes before it."""
    backing = next(
        (r.supports for r in draft.run.claims if finding.claim and r.claim.id == finding.claim.id), ()
    )
    against = finding.kind in ("contradicted-claim", "dismissed-claim")
    notes = finding_lines(draft.run, finding)
    return finding_card(
        replace(finding, id=f"{_anchor(rank)}-{finding.id}"), backing if against else (), notes
    )


def _answers(draft: Draft) -> Html | None:
    """The needs that the draft answers, with the claims that do."""
    answered = [need for need in draft.run.needs if need.answered_by]
    if not answered:
        return None
    items = [
        tag(
            "li",
            tag("strong", need.title, dir="auto"),
            [tag("p", f"“{claim.quote}”", dir="auto") for claim in need.answered_by],
        )
        for need in answered
    ]
    title = f"Answers {words.count(len(answered), 'need')} of {len(draft.run.needs):,}"
    return tag("details", tag("summary", title), tag("ul", items), class_="guide")


def _conflicts(batch: Batch) -> Html | None:
    if not batch.conflicts:
        return None
    number = tag("small", words.count(len(batch.conflicts), "clash", "clashes"))
    return tag(
        "section",
        tag("h2", "Drafts that disagree with each other", trusted(" "), number),
        tag("p", "Both cannot be true of the same offer. It lowers no draft's score.", class_="note"),
        [finding_card(replace(f, id=f"between-{f.id}")) for f in batch.conflicts],
        class_="asset",
    )


def _needs(batch: Batch) -> Html | None:
    needs = batch.needs
    if not needs:
        return None
    names = ("Need", "Calls", "Accounts", "Deals", "Answered by")
    head = tag("tr", [tag("th", name, scope="col") for name in names])
    table = tag("table", tag("thead", head), tag("tbody", [_need_row(need, by) for need, by in needs]))
    title = tag("h2", "What buyers ask for", trusted(" "), tag("small", words.count(len(needs), "need")))
    return tag("section", title, tag("div", table, class_="wide"))


def _need_row(need: Need, by: Sequence[str]) -> Html:
    named = [tag("span", file, class_="place") for file in by[:_OTHER_NEEDS]]
    more = len(by) - _OTHER_NEEDS
    return tag(
        "tr",
        tag("th", need.title, scope="row", dir="auto"),
        tag("td", f"{need.reach.calls:,}", class_="number"),
        tag("td", f"{need.reach.accounts:,}", class_="number"),
        tag("td", words.deals(need.reach) or "–"),
        tag("td", named or [tag("strong", "no draft")], f" and {more:,} more" if more > 0 else None),
    )


def _failures(title: str, found: Sequence[Skipped], anchor: str) -> Html | None:
    if not found:
        return None
    items = [
        tag(
            "li", tag("strong", s.file), trusted(" "), s.reason, trusted(". ") if s.remedy else None, s.remedy
        )
        for s in found
    ]
    return tag("section", tag("h2", title), tag("ul", items), id=anchor, class_="notread")


def _warnings(batch: Batch) -> Html | None:
    said = batch_words.warnings_of(batch)
    if not said:
        return None
    return tag(
        "section", tag("h2", "Please check"), tag("ul", [tag("li", w) for w in said]), class_="notread"
    )
