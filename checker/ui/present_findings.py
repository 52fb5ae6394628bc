"""The shared list of findings: how each stands, who said so, and what can be decided about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from checker.model import Changes, Finding, Triaged
from checker.pipeline.triaging import Listed, Listing
from checker.reports import words
from checker.reports.following import STATE_NAMES, changes_line, share_line
from checker.reports.html_findings import claim_quote, severity_chip
from checker.reports.markup import Html, join, tag, trusted
from checker.reports.order import best_first, leading
from checker.ui.present_claim import Deals, quote, quotes, suggestion
from checker.ui.present_decided import STATE_SIGNS, decided
from checker.ui.screen import empty, unseen

if TYPE_CHECKING:
    from checker.triage.decisions import Event

FILTERS: Final = (
    ("Open", "open"),
    ("New", "new"),
    ("Confirmed", "confirmed"),
    ("Dismissed", "dismissed"),
    ("Accepted", "accepted"),
    ("Ignored", "ignored"),
    ("All", "all"),
)
_VERBS = (("confirm", "Confirm", "c"), ("dismiss", "Dismiss", "d"), ("accept", "Accept", "a"))
_HELP = {
    "confirm": "It is so; something will be done.",
    "dismiss": "The machine is wrong. Takes a reason.",
    "accept": "It is so, and we live with it. Takes a reason.",
}


def head(listing: Listing, changes: Changes | None, when: str = "") -> Html:
    """Counts, what is new, and how often the machine was right so far."""
    counts = Counter(item.state for item in listing.findings)
    parts = [
        tag(
            "li",
            tag("span", STATE_SIGNS[state], aria_hidden="true"),
            trusted(" "),
            f"{name} {counts[state]}",
            class_="tally",
        )
        for state, name in (("open", "Open"), *((k, v) for k, v in STATE_NAMES.items() if k != "open"))
        if counts[state] or state == "open"
    ]
    lines = [changes_line(changes)] if changes else []
    if listing.precision.n:
        lines.append(f"So far the machine was right in {share_line(listing.precision)} findings decided on.")
    if when:
        lines.append(f"Of the review of {when[:16].replace('T', ' ')} UTC.")
    keys = join(
        *(join(tag("kbd", key), trusted(" "), name, trusted(" &#160; ")) for key, name in _KEYS),
    )
    return tag(
        "div",
        tag("ul", parts, class_="chips"),
        [tag("p", line, class_="soft") for line in lines],
        tag("p", keys, class_="soft keys"),
    )


_KEYS = (("j", "next"), ("k", "back"), ("c", "confirm"), ("d", "dismiss"), ("a", "accept"), ("u", "undo"))


Histories = Mapping[str, "Sequence[Event]"]


def finding_list(
    listing: Listing,
    changes: Changes | None,
    chosen: str,
    deals: Deals,
    *,
    job: str = "",
    at: str = "",
    histories: Histories | None = None,
) -> Html:
    """Findings of a filter, in the order of the run.

    Args:
        listing: All findings with how they stand.
        changes: Since the run before.
        chosen: One of `FILTERS`.
        deals: Deal of each call, by call id.
        job: Id of the review, for links to calls.
        at: Id of the finding that the reader is at; where it is not shown, the next one is it.
        histories: All that was ever decided, by finding id.
    """
    new = set(changes.new) if changes else set()
    shown = [item for item in listing.findings if _passes(item, chosen, new)]
    if not listing.findings:
        return empty("No findings.", "Review the campaign first.", "", "Go to Review")
    if not shown:
        return empty("None here.", "Choose another filter above.")
    told = histories or {}
    at = _nearest(listing, shown, at) if at else ""
    cards = []
    for item in shown:
        ident = item.finding.id
        cards.append(_card(item, deals, job, told.get(ident, ()), new=ident in new, here=ident == at))
    return tag("div", cards, gone(changes) if chosen == "all" else None)


def _nearest(listing: Listing, shown: Sequence[Listed], at: str) -> str:
    """The finding that the reader is at, or else the next one that is shown, or else the last."""
    ids, here = [item.finding.id for item in listing.findings], {item.finding.id for item in shown}
    start = ids.index(at) if at in ids else 0
    return next((ident for ident in ids[start:] if ident in here), shown[-1].finding.id)


def gone(changes: Changes | None) -> Html | None:
    """What the run before had and this one has not."""
    if changes is None or not changes.gone:
        return None
    items = [
        tag(
            "li",
            tag("b", "Fixed" if item.why == "copy changed" else "No longer found"),
            trusted(" "),
            tag("span", item.text, dir="auto"),
            trusted(" "),
            tag("span", item.file, class_="place"),
        )
        for item in changes.gone
    ]
    return tag(
        "section", tag("h2", "Gone since the last run"), tag("ul", items, class_="list"), class_="part"
    )


def _passes(item: Listed, chosen: str, new: set[str]) -> bool:
    if chosen == "all":
        return True
    return item.finding.id in new if chosen == "new" else item.state == chosen


def history(events: Sequence[Event]) -> Html | None:
    """All that was decided on one finding, in order; nothing where the one decision stands above already."""
    if len(events) < 2:
        return None
    lines = [tag("li", _event(event), dir="auto") for event in events]
    return tag("details", tag("summary", f"History: {len(events)} steps"), tag("ol", lines), class_="history")


def _event(event: Event) -> str:
    if event.event == "undo":
        return f"{event.when[:10]}: taken back by {event.who}"
    parts = [
        f"{event.when[:10]}: {event.verdict} by {event.who}",
        event.reason,
        f"owner: {event.owner}" if event.owner else "",
        f"until {event.until}" if event.until else "",
    ]
    return " · ".join(part for part in parts if part)


def _card(item: Listed, deals: Deals, job: str, events: Sequence[Event], *, new: bool, here: bool) -> Html:
    finding, triaged = item.finding, item.triaged
    title = finding.need or (finding.claim.quote if finding.claim else finding.message)
    weight = words.weight(finding.reach)
    return tag(
        "article",
        tag(
            "div",
            severity_chip(finding),
            tag("span", words.KIND_NAMES[finding.kind]),
            tag("span", "new", class_="tally") if new else None,
            tag("span", weight, class_="weight") if weight else None,
            class_="top",
        ),
        tag("h2", title, dir="auto"),
        tag("p", words.place(finding.claim.file, finding.claim.span), class_="place")
        if finding.claim
        else None,
        _other_side(finding, title, deals, job),
        suggestion(finding),
        decided(triaged),
        history(events),
        _form(finding.id, triaged),
        class_=f"finding {finding.severity}{' at' if here else ''}",
        id=f"f-{finding.id}",
        data_finding=finding.id,
        data_version=triaged.version if triaged else "",
        data_owner=f"{finding.id} {triaged.version if triaged else ''}",
        tabindex="-1",
    )


def _other_side(finding: Finding, title: str, deals: Deals, job: str) -> Html:
    """What stands against it: the plainest words at once, the rest folded."""
    said = leading(finding) if finding.kind == "unmet-need" else best_first(finding.evidence)
    more = words.count(len(said) - 1, "more quote")
    rest = [
        tag("p", finding.message, class_="message") if finding.message != title else None,
        quotes(said[1:], deals, job),
    ]
    folded = [part for part in rest if part]
    return tag(
        "div",
        tag("h4", words.THEIR_SIDE[finding.kind]),
        claim_quote(finding.other) if finding.other else None,
        [quote(item, deals, job) for item in said[:1]],
        tag("details", tag("summary", f"Why, and {more}" if len(said) > 1 else "Why"), folded, class_="more")
        if folded
        else None,
        class_="against",
    )


def _form(ident: str, triaged: Triaged | None) -> Html:
    """Reason, owner, last day, and what can be done; sent by the page's script."""
    buttons = [
        tag(
            "button",
            name,
            unseen(f": {_HELP[verb]}"),
            type="button",
            data_do=verb,
            title=f"{_HELP[verb]} Key {key}.",
        )
        for verb, name, key in _VERBS
    ]
    undo = tag("button", "Undo", type="button", data_do="undo", title="Takes the decision back. Key u.")
    fields = [
        tag("label", "Reason", tag("input", type="text", name="reason", maxlength="500", id=f"r-{ident}")),
        tag("label", "Owner", tag("input", type="text", name="owner", maxlength="120", id=f"o-{ident}")),
        tag(
            "label",
            "Until",
            tag("input", type="date", name="until", id=f"u-{ident}"),
            title="The last day on which it holds; then the finding is open again. Empty: for good.",
        ),
    ]
    return tag("div", fields, buttons, undo if triaged and triaged.state != "ignored" else None, class_="do")
