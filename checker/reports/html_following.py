"""Sections of the page about what people decided and how each asset aligns with buyers."""

from __future__ import annotations

from checker.model import AlignmentScore, Finding, Run, Triaged
from checker.reports import words
from checker.reports.following import FORMULA, fixed, fixed_line, set_aside, title_of, triage_line
from checker.reports.markup import Html, tag, trusted


def alignment_section(run: Run) -> Html | None:
    """The score of each asset, lowest first, with what it is over and how it is made."""
    if run.alignment is None or not run.alignment.assets:
        return None
    names = ("Asset", "Alignment", "Claims spoken to", "Claims")
    head = tag("tr", [tag("th", name, scope="col") for name in names])
    scores = sorted(run.alignment.assets, key=lambda s: (101 if s.score is None else s.score, s.of))
    rows = [_row(score) for score in scores]
    table = tag("table", tag("thead", head), tag("tbody", rows))
    return tag(
        "details",
        tag("summary", "Alignment of each asset"),
        tag("p", FORMULA),
        tag("div", table, class_="wide"),
        class_="alignment",
    )


def _row(score: AlignmentScore) -> Html:
    return tag(
        "tr",
        tag("th", score.of, scope="row"),
        tag("td", "–" if score.score is None else str(score.score), class_="number"),
        tag("td", f"{score.heard:,}", class_="number"),
        tag("td", f"{score.claims:,}", class_="number"),
    )


def set_aside_section(run: Run) -> Html | None:
    """Findings that people dismissed, accepted or ignored, and why."""
    found = set_aside(run)
    if not found:
        return None
    title = tag("h2", "Set aside", trusted(" "), tag("small", words.count(len(found), "finding")))
    return tag("section", title, tag("ul", [_item(f, t) for f, t in found]), class_="setaside")


def fixed_section(run: Run) -> Html | None:
    """What the run before found and the copy says no more."""
    found = fixed(run)
    if not found:
        return None
    title = tag(
        "h2", "Fixed since the last run", trusted(" "), tag("small", words.count(len(found), "finding"))
    )
    items = [
        tag("li", tag("strong", gone.text, dir="auto"), tag("p", fixed_line(gone), dir="auto"))
        for gone in found
    ]
    return tag("section", title, tag("ul", items), class_="setaside fixed")


def _item(finding: Finding, triaged: Triaged) -> Html:
    return tag(
        "li",
        tag("strong", title_of(finding), dir="auto"),
        trusted(" "),
        tag("span", words.KIND_NAMES[finding.kind], class_="kind"),
        tag("p", triage_line(triaged), dir="auto"),
    )
