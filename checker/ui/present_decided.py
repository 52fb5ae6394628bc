"""What people decided about a finding, in words."""

from __future__ import annotations

from typing import Final

from checker.model import Triaged
from checker.reports import words
from checker.reports.following import STATE_NAMES
from checker.reports.markup import Html, tag, trusted

STATE_SIGNS: Final[dict[str, str]] = {
    "open": "○",
    "confirmed": "✓",
    "dismissed": "✕",
    "accepted": "~",
    "ignored": "–",
}


def decided(triaged: Triaged | None) -> Html | None:
    """What stands: who decided what, when, why, and who sees to it."""
    if triaged is None:
        return None
    parts = [
        STATE_NAMES[triaged.state],
        f"by {triaged.who}" if triaged.who else "",
        triaged.when[:10],
        _until(triaged),
        f"owner: {triaged.owner}" if triaged.owner else "",
    ]
    grown = ""
    if triaged.more_calls:
        grown = f"{words.count(triaged.more_calls, 'call')} more since then."
    sign = STATE_SIGNS[triaged.state]
    return tag(
        "div",
        tag("p", sign, trusted(" "), " · ".join(p for p in parts if p), class_="decided"),
        tag("p", triaged.reason, dir="auto") if triaged.reason else None,
        tag("p", f"Decided on an earlier wording: “{triaged.wording}”", class_="soft")
        if triaged.wording
        else None,
        tag("p", grown, class_="soft") if grown else None,
    )


def _until(triaged: Triaged) -> str:
    if not triaged.until:
        return ""
    return f"until {triaged.until}{', which has passed' if triaged.overdue else ''}"
