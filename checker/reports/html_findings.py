"""A finding as a card of the page: what we say on the left, what they say on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from checker.model import Claim, Evidence, Finding
from checker.reports import words
from checker.reports.markup import Html, join, tag, trusted
from checker.reports.order import evidence_sorted, leading
from checker.reports.safe import plain, plain_lines

QUOTES_OPEN: Final = 12
"""Quotes of a finding that are in view; a need of hundreds of calls would fill the page."""


def finding_card(finding: Finding, backing: Sequence[Evidence] = (), notes: Sequence[str] = ()) -> Html:
    """One finding, with the quotes of other buyers that back the same claim, and notes on its standing."""
    title = tag("h3", severity_chip(finding), tag("span", words.KIND_NAMES[finding.kind]))
    weight = words.weight(finding.reach)
    link = tag("a", "#", href=f"#{finding.id}", class_="anchor", aria_label="Link to this finding")
    message = finding.message if finding.message != finding.need else ""
    ours = _our_side(finding)
    return tag(
        "article",
        tag("div", title, tag("p", weight, class_="weight") if weight else None, link, class_="top"),
        tag("p", finding.need, class_="need", dir="auto") if finding.need else None,
        tag("p", message, class_="message") if message else None,
        [tag("p", note, class_="note", dir="auto") for note in notes],
        tag("div", ours, _their_side(finding, backing), class_="sides" if ours else "sides alone"),
        _suggestion(finding),
        id=finding.id,
        class_=f"finding {finding.severity}",
    )


def severity_chip(finding: Finding) -> Html:
    """Sign and word of the severity; the colour only repeats them."""
    severity = finding.severity
    sign = tag("span", words.SEVERITY_SIGNS[severity], aria_hidden="true")
    return tag("span", sign, trusted(" "), words.SEVERITY_NAMES[severity], class_=f"chip {severity}")


def _our_side(finding: Finding) -> Html | None:
    if finding.claim is None:
        return None
    word = _word("Our word", finding.ours)
    return tag("div", tag("h4", "What we say"), claim_quote(finding.claim), word, class_="side ours")


def _their_side(finding: Finding, backing: Sequence[Evidence]) -> Html:
    return tag(
        "div",
        tag("h4", words.THEIR_SIDE[finding.kind]),
        _word("Their word", finding.theirs),
        claim_quote(finding.other) if finding.other else None,
        tag("div", _quotes(finding), class_="quotes"),
        _backing(backing),
        class_="side ours" if finding.other else "side theirs",
    )


def _quotes(finding: Finding) -> list[Html]:
    """All quotes, where they stand in the calls; of many, the first to read, and the others to open."""
    if len(finding.evidence) <= QUOTES_OPEN:
        return [evidence_quote(e) for e in evidence_sorted(finding.evidence)]
    said = leading(finding)
    rest = evidence_sorted(said[QUOTES_OPEN:])
    more = tag("summary", f"… and {words.count(len(rest), 'more quote')}")
    return [
        *(evidence_quote(e) for e in said[:QUOTES_OPEN]),
        tag("details", more, [evidence_quote(e) for e in rest], class_="backing"),
    ]


def _backing(evidence: Sequence[Evidence]) -> Html | None:
    if not evidence:
        return None
    title = tag("summary", f"What speaks for the claim: {words.count(len(evidence), 'quote')}")
    return tag("details", title, [evidence_quote(e) for e in evidence_sorted(evidence)], class_="backing")


def _word(label: str, word: str | None) -> Html | None:
    return tag("p", label, trusted(" "), tag("strong", word, dir="auto"), class_="word") if word else None


def _suggestion(finding: Finding) -> Html | None:
    if not finding.suggestion:
        return None
    return tag(
        "div",
        tag("h4", "You could say"),
        tag("p", finding.suggestion, dir="auto"),
        class_="suggestion",
    )


def claim_quote(claim: Claim) -> Html:
    """A claim as it stands, with what it stands under and where."""
    return tag(
        "figure",
        tag("p", claim.context, class_="context", dir="auto") if claim.context else None,
        tag("blockquote", claim.quote, dir="auto"),
        tag("figcaption", tag("span", words.place(claim.file, claim.span), class_="place")),
    )


def evidence_quote(item: Evidence) -> Html:
    """Words from a call: the quote, who, on which day and when, and the turns around it to open."""
    who, day = words.speaker(item), plain(item.date or "")
    when = words.clock(item.time) if item.time is not None else ""
    caption = [
        tag("span", who, class_="who", dir="auto") if who else None,
        tag("span", day, class_="when") if day else None,
        tag("span", when, class_="when") if when else None,
        tag("span", words.place(item.file, item.span), class_="place"),
    ]
    return tag(
        "figure",
        tag("blockquote", item.quote, dir="auto"),
        tag("figcaption", [part for part in caption if part]),
        _around(item),
    )


def _around(item: Evidence) -> Html | None:
    before, after = plain_lines(item.before), plain_lines(item.after)
    if not before and not after:
        return None
    lines = [
        *(tag("p", line, dir="auto") for line in before),
        tag(
            "p",
            f"{item.speaker}:" if item.speaker else None,
            trusted(" "),
            tag("mark", item.quote),
            dir="auto",
        ),
        *(tag("p", line, dir="auto") for line in after),
    ]
    return tag("details", tag("summary", "Before and after"), join(lines), class_="around")
