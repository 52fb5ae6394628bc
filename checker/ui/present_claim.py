"""One claim with everything that was found about it: both sides, quoted, with who, when and which deal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checker.model import Claim, ClaimReport, Deal, Evidence, Finding, Run
from checker.reports import words
from checker.reports.html_findings import claim_quote, severity_chip
from checker.reports.markup import Html, join, tag, trusted
from checker.reports.order import best_first, ranked
from checker.reports.safe import plain, plain_lines
from checker.ui.present_decided import decided
from checker.ui.present_marks import NAMES, SIGNS, marks_of
from checker.ui.screen import link

Deals = Mapping[str, Deal]

_SHOWN = 6


def claim_panel(claim: Claim, run: Run, deals: Deals, job: str = "") -> Html:
    """What stands beside the draft when a claim is open.

    Args:
        claim: The claim.
        run: Where it was judged.
        deals: Deal of each call, by call id.
        job: Id of the review, for links to calls.
    """
    report = next((r for r in run.claims if r.claim.id == claim.id), ClaimReport(claim, "unheard"))
    mine = [f for f in ranked(run.findings) if _about(f, claim) and f.kind != "unheard-claim"]
    told = {id(e) for f in mine for e in f.evidence} | {_key(e) for f in mine for e in f.evidence}
    rest = [e for e in (*report.contradicts, *report.dismisses) if _key(e) not in told]
    marks = marks_of(run).get(claim.id, ("unheard",))
    by_finding = {triaged.finding: triaged for triaged in run.triage if triaged.state != "open"}
    return tag(
        "div",
        tag("p", [_mark_chip(mark) for mark in marks], class_="chips"),
        tag("h3", "What we say"),
        claim_quote(claim),
        [join(decided(by_finding.get(f.id)), finding_block(f, claim, deals, job)) for f in mine],
        _group("What buyers say", rest, deals, job),
        _group("What speaks for it", report.supports, deals, job),
        _nothing(report, mine, run),
        class_="panel",
    )


def finding_block(finding: Finding, claim: Claim | None, deals: Deals, job: str = "") -> Html:
    """A finding: how grave and why, the other side's words, what could be said instead."""
    weight = words.weight(finding.reach)
    other = finding.other if finding.other and (claim is None or finding.other.id != claim.id) else None
    if other is None and claim is not None and finding.other is not None:
        other = finding.claim
    return tag(
        "section",
        tag("h3", severity_chip(finding), trusted(" "), words.KIND_NAMES[finding.kind]),
        tag("p", weight, class_="weight") if weight else None,
        tag("p", finding.message, class_="message") if finding.message != finding.need else None,
        tag("h4", words.THEIR_SIDE[finding.kind]),
        _word("Our word", finding.ours),
        _word("Their word", finding.theirs),
        claim_quote(other) if other else None,
        quotes(finding.evidence, deals, job),
        suggestion(finding),
        class_=f"about {finding.severity}",
    )


def quotes(evidence: Sequence[Evidence], deals: Deals, job: str = "") -> Html | None:
    """Quotes, the plainest first; many are folded."""
    found = best_first(evidence)
    if not found:
        return None
    rest = [quote(item, deals, job) for item in found[_SHOWN:]]
    more = tag("details", tag("summary", words.count(len(rest), "more quote")), rest, class_="more")
    return tag(
        "div", [quote(item, deals, job) for item in found[:_SHOWN]], more if rest else None, class_="quotes"
    )


def quote(item: Evidence, deals: Deals, job: str = "") -> Html:
    """Words from a call between the turns around them, with speaker, date, deal and a way to the call."""
    who = _who(item)
    when = [
        part for part in (item.date or "", f"at {words.clock(item.time)}" if item.time is not None else "")
    ]
    role = {"ours": "our side", "buyer": "buyer", "unknown": "side not known"}[item.side]
    caption = [
        tag("span", who, class_="who", dir="auto") if who else None,
        tag("span", role, class_=f"role {item.side}") if item.speaker else None,
        tag("span", " ".join(filter(None, when)), class_="when") if any(when) else None,
        tag("span", deal_line(deals.get(item.call)), class_="deal") if item.call in deals else None,
        _to_call(item, job),
    ]
    before, after = plain_lines(item.before), plain_lines(item.after)
    return tag(
        "figure",
        [tag("p", line, class_="around", dir="auto") for line in before],
        tag("blockquote", item.quote, dir="auto"),
        [tag("p", line, class_="around", dir="auto") for line in after],
        tag("figcaption", [part for part in caption if part]),
        class_=f"quote {item.relation}",
    )


def _who(item: Evidence) -> str:
    """Who said it and on whose call; the side stands beside it."""
    account = f"on a call with {item.account}" if item.side == "ours" and item.account else item.account
    return ", ".join(plain(part) for part in (item.speaker, account or "") if part)


def deal_line(deal: Deal | None) -> str:
    """A deal in a few words: `discovery, open, $72,000`."""
    if deal is None:
        return ""
    amount = words.money(deal.amount, deal.currency) if deal.amount is not None else ""
    return ", ".join(part for part in (deal.segment, deal.stage, deal.outcome, amount) if part)


def _to_call(item: Evidence, job: str) -> Html:
    place = words.place(item.file, item.span)
    if not item.call:
        return tag("span", place, class_="place")
    address = link("calls", call=item.file, id=item.call, turn=str(item.turn), run=job)
    # A path into an export's JSON helps nobody who reads: the link goes to the very turn.
    shown = plain(item.file) if item.span.locator else place
    return tag("a", shown, href=address, title=place, class_="place")


def _about(finding: Finding, claim: Claim) -> bool:
    return any(one is not None and one.id == claim.id for one in (finding.claim, finding.other))


def _key(item: Evidence) -> tuple[str, int, str]:
    return item.call, item.turn, item.quote


def _mark_chip(mark: str) -> Html:
    sign, name = SIGNS[mark], NAMES[mark]  # type: ignore[index]
    return tag("span", tag("span", sign, aria_hidden="true"), trusted(" "), name, class_=f"tally {mark}")


def _group(title: str, evidence: Sequence[Evidence], deals: Deals, job: str) -> Html | None:
    if not evidence:
        return None
    number = words.count(len(evidence), "quote")
    return tag(
        "section",
        tag("h3", title, trusted(" "), tag("small", number)),
        quotes(evidence, deals, job),
        class_="about",
    )


def _word(label: str, word: str | None) -> Html | None:
    return tag("p", label, trusted(" "), tag("strong", word, dir="auto"), class_="word") if word else None


def suggestion(finding: Finding) -> Html | None:
    """What could be said instead, where that is known."""
    if not finding.suggestion:
        return None
    return tag(
        "div", tag("h4", "You could say"), tag("p", finding.suggestion, dir="auto"), class_="suggestion"
    )


def _nothing(report: ClaimReport, mine: Sequence[Finding], run: Run) -> Html | None:
    if mine or report.supports or report.contradicts or report.dismisses:
        return None
    searched = words.count(run.corpus.statements, "statement")
    calls = words.count(run.corpus.calls, "call")
    return tag(
        "p",
        f"Nothing was found on this claim in {searched} of {calls}. It may be true; nothing here tells.",
        class_="soft",
    )
