"""The sections of the page around the findings: list of links, proof points, needs, the rest."""

from __future__ import annotations

from urllib.parse import quote

from checker.model import Claim, ClaimReport, Finding, Need, Run
from checker.reports import words
from checker.reports.html_findings import claim_quote, evidence_quote, severity_chip
from checker.reports.markup import Html, join, tag, trusted
from checker.reports.order import (
    best_first,
    needs_ranked,
    proof_points,
    ranked,
    skipped_sorted,
    unheard,
    warnings_sorted,
)

FIRST_THINGS = 8


def first_things(run: Run) -> Html | None:
    """Links to all findings, the weightiest first; the rest to open."""
    found = [f for f in ranked(run.standing) if f.kind != "unheard-claim"]
    if not found:
        return None
    rest = found[FIRST_THINGS:]
    more = tag(
        "details",
        tag("summary", words.count(len(rest), "more finding")),
        tag("ol", [_link(f) for f in rest], start=FIRST_THINGS + 1),
    )
    return tag(
        "nav",
        tag("h2", "Where to look first"),
        tag("ol", [_link(f) for f in found[:FIRST_THINGS]]),
        more if rest else None,
        class_="first",
    )


def _link(finding: Finding) -> Html:
    title = finding.need or (finding.claim.quote if finding.claim else finding.message)
    return tag(
        "li",
        tag(
            "a",
            severity_chip(finding),
            tag("span", title, class_="title", dir="auto"),
            tag("span", words.KIND_NAMES[finding.kind], class_="kind"),
            tag("span", words.weight(finding.reach), class_="weight"),
            href=f"#{quote(finding.id)}",
        ),
    )


def how_to_read() -> Html:
    """What the words and signs mean."""
    kinds = [
        join(tag("dt", words.KIND_NAMES[kind]), tag("dd", words.KIND_HELP[kind])) for kind in words.KINDS
    ]
    paragraphs = (
        "Left is what the copy promises, right is what was said on calls, both word for word and with the "
        "place where they stand. Open “Before and after” to read a quote in its conversation.",
        "▲ High, ◆ Medium and ● Low come from what can be counted: how many calls and accounts, how those "
        "deals stand, and whether a number, a price or a date is at stake.",
        "Money is the amount of the deals that those calls belong to. Each deal counts once in a finding; "
        "findings may share deals, so their amounts cannot be added up.",
    )
    return tag(
        "details",
        tag("summary", "How to read this"),
        [tag("p", paragraph) for paragraph in paragraphs],
        tag("dl", kinds),
        class_="guide",
    )


def proof_section(run: Run) -> Html | None:
    """Supported claims with the quotes that marketing can use."""
    reports = proof_points(run)
    if not reports:
        return None
    cards = [_proof(r) for r in reports]
    return tag("section", _title("Proof points you can use", len(reports), "claim"), cards, class_="proof")


def _proof(report: ClaimReport) -> Html:
    quotes = best_first(report.supports)
    more = tag(
        "details",
        tag("summary", words.count(len(quotes) - 1, "more quote")),
        [evidence_quote(e) for e in quotes[1:]],
    )
    calls = words.count(len({e.file for e in quotes}), "call")
    return tag(
        "article",
        tag("div", tag("h4", "✓ Backed by buyers"), tag("p", calls, class_="weight"), class_="top"),
        tag(
            "div",
            tag("div", claim_quote(report.claim), class_="side ours"),
            tag(
                "div",
                [evidence_quote(e) for e in quotes[:1]],
                more if quotes[1:] else None,
                class_="side theirs",
            ),
            class_="sides",
        ),
        class_="finding supported",
    )


def needs_section(run: Run) -> Html | None:
    """All needs that buyers voiced, with the copy that answers them."""
    needs = needs_ranked(run.needs)
    if not needs:
        return None
    names = ("Need", "Calls", "Accounts", "Deals", "Answered in")
    head = tag("tr", [tag("th", name, scope="col") for name in names])
    table = tag("table", tag("thead", head), tag("tbody", [_need_row(n) for n in needs]))
    return tag("section", _title("What buyers ask for", len(needs), "need"), tag("div", table, class_="wide"))


def _need_row(need: Need) -> Html:
    places = dict.fromkeys(words.place(c.file, c.span) for c in need.answered_by)
    answers = [tag("span", p, class_="place") for p in places] or [tag("strong", "no copy")]
    return tag(
        "tr",
        tag("th", need.title, scope="row", dir="auto"),
        tag("td", f"{need.reach.calls:,}", class_="number"),
        tag("td", f"{need.reach.accounts:,}", class_="number"),
        tag("td", words.deals(need.reach) or "–"),
        tag("td", answers),
    )


def unheard_section(run: Run) -> Html | None:
    """Claims on which nothing was found, under their files."""
    claims = unheard(run)
    if not claims:
        return None
    lists = [
        _unheard_file(file, [c for c in claims if c.file == file])
        for file in sorted({c.file for c in claims})
    ]
    return tag(
        "section",
        _title(words.KIND_NAMES["unheard-claim"], len(claims), "claim"),
        tag("p", words.KIND_HELP["unheard-claim"]),
        lists,
        class_="unheard",
    )


def _unheard_file(file: str, claims: list[Claim]) -> Html:
    items = [
        tag(
            "li",
            tag("span", c.quote, dir="auto"),
            trusted(" "),
            tag("span", words.place(file, c.span), class_="place"),
        )
        for c in claims
    ]
    return tag(
        "details", tag("summary", file, trusted(" "), tag("small", str(len(claims)))), tag("ul", items)
    )


def not_read_section(run: Run) -> Html | None:
    """Files that were skipped and warnings, with what to do."""
    if not run.skipped and not run.warnings:
        return None
    skipped = [
        tag(
            "li", tag("strong", s.file), trusted(" "), s.reason, trusted(". ") if s.remedy else None, s.remedy
        )
        for s in skipped_sorted(run)
    ]
    warnings = [tag("li", warning) for warning in warnings_sorted(run)]
    return tag(
        "section",
        join(tag("h2", "Files that could not be read"), tag("ul", skipped)) if skipped else None,
        join(tag("h2", "Please check"), tag("ul", warnings)) if warnings else None,
        id="to-check",
        class_="notread",
    )


def _title(title: str, number: int, noun: str) -> Html:
    return tag("h2", title, trusted(" "), tag("small", words.count(number, noun)))
