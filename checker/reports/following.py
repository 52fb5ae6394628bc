"""In words: what people decided, what has changed since the last run, how copy and buyers align.

Pure functions of values, shared by all formats, so that they cannot say different numbers. What comes
from outside goes through `plain`.
"""

from __future__ import annotations

from typing import Final

from checker.model import (
    AlignmentScore,
    Breakdown,
    Changes,
    Finding,
    Gone,
    Run,
    Share,
    Triaged,
    TriageState,
    WinRate,
)
from checker.model.shares import LEAST
from checker.reports.safe import plain
from checker.reports.words import KIND_NAMES, KINDS, SEVERITIES, any_of, count, deals, place

STATE_NAMES: Final[dict[TriageState, str]] = {
    "open": "Open again",
    "confirmed": "Confirmed",
    "dismissed": "Dismissed",
    "accepted": "Accepted",
    "ignored": "Ignored",
}
FORMULA: Final = (
    "Alignment is 100 times the mean of 1 − p over the claims that buyers support or that have a finding; "
    "p is 1 for a claim whose worst finding is high, 0.6 for medium, 0.3 for low, 0 for none. "
    "Dismissed and ignored findings do not count."
)


def head_lines(run: Run) -> list[str]:
    """Score, changes and precision: the lines under the headline; none where there is nothing to say."""
    lines = []
    if run.alignment and run.alignment.campaign.score is not None:
        lines.append(alignment_line(run.alignment.campaign))
    if run.changes:
        lines.append(changes_line(run.changes))
    if run.precision and run.precision.n:
        lines.append(f"Findings that people decided on were right in {share_line(run.precision)}.")
    return lines


def alignment_line(score: AlignmentScore) -> str:
    """The score with what it is over."""
    if score.score is None:
        return f"Alignment: nothing speaks for or against {any_of(score.claims, 'claim')}."
    over = f"{score.heard:,} of {count(score.claims, 'claim')}"
    return f"Alignment {score.score} of 100, over the {over} that something speaks for or against."


def changes_line(changes: Changes) -> str:
    """How many findings are new, fixed, gone and carried over."""
    fixed = len(changes.fixed)
    lost = len(changes.gone) - fixed
    grown = sum(1 for c in changes.carried if c.more_calls or c.more_accounts)
    parts = [f"{len(changes.new):,} new", f"{fixed:,} fixed"]
    if lost:
        parts.append(f"{lost:,} no longer found")
    more = f" ({grown:,} with new evidence)" if grown else ""
    parts.append(f"{len(changes.carried):,} carried over{more}")
    other = f" Another model judged then ({plain(changes.other_model)})." if changes.other_model else ""
    return f"Since the last run: {', '.join(parts)}.{other}"


def share_line(share: Share) -> str:
    """A share with n, and its interval where there are enough cases."""
    if share.rate is None:
        return "0 of 0"
    text = f"{share.hits:,} of {share.n:,}"
    if share.n < LEAST:
        return f"{text} (too few to say more)"
    return f"{text} ({share.rate:.0%}; 95% interval {share.interval.low:.0%} to {share.interval.high:.0%})"


def short_share(share: Share) -> str:
    """A share for a cell of a table: n always, its interval only where there are enough cases."""
    if share.rate is None:
        return "–"
    return f"{share.hits:,} of {share.n:,}" if share.n < LEAST else share_line(share)


FEW: Final = f"Of fewer than {LEAST} decided deals only their number is told: they say nothing yet."


def win_rate_line(rate: WinRate) -> str:
    """Deals won with and without a thing, and what that tells."""
    with_, without = rate.present, rate.absent
    text = (
        f"Deals won where it came up: {with_.hits:,} of {with_.n:,} decided; "
        f"where it did not: {without.hits:,} of {without.n:,}"
    )
    return f"{text} ({'too few to compare' if rate.answer == 'too few' else rate.answer})."


def finding_lines(run: Run, finding: Finding) -> list[str]:
    """What there is to say about one finding beside itself: news, decision, deals."""
    news = news_line(run, finding)
    lines = [news] if news else []
    lines += [triage_line(t) for t in run.triage if t.finding == finding.id]
    lines += [win_rate_line(r) for r in run.win_rates if r.of == finding.id]
    lines += [breakdown_line(b) for b in run.breakdowns if b.of == finding.id and tells(b)]
    return lines


def tells(breakdown: Breakdown) -> bool:
    """Whether a breakdown says more than its quotes: several slices, and one of two accounts or more."""
    return len(breakdown.slices) > 1 and breakdown.slices[0].reach.accounts > 1


def breakdown_line(breakdown: Breakdown) -> str:
    """Reach and deals won in each segment or stage."""
    parts = []
    for part in breakdown.slices:
        rate = part.rate
        won = f"won {rate.present.hits:,} of {rate.present.n:,}" if rate else ""
        said = ", ".join(filter(None, (count(part.reach.accounts, "account"), deals(part.reach), won)))
        parts.append(f"{plain(part.name) or 'not known'} ({said})")
    return f"By {breakdown.by}: {'; '.join(parts)}."


def news_line(run: Run, finding: Finding) -> str:
    """Whether a finding is new or has grown since the last run; empty where neither."""
    if run.changes is None:
        return ""
    if finding.id in run.changes.new:
        return "New since the last run."
    carried = next((c for c in run.changes.carried if c.finding == finding.id), None)
    if carried is None:
        return ""
    more = _more(carried.more_calls, carried.more_accounts)
    was = f"was {carried.severity}" if carried.severity != finding.severity else ""
    said = "; ".join(filter(None, (more, was)))
    return f"Carried over: {said}." if said else ""


def triage_line(triaged: Triaged) -> str:
    """The decision on a finding in a sentence."""
    state = STATE_NAMES[triaged.state]
    if triaged.state == "ignored":
        head = f"{state} by {plain(triaged.who)}"
    elif triaged.state == "open":
        head = f"{state}: the decision of {plain(triaged.who)} held until {triaged.until}"
    else:
        head = f"{state} by {plain(triaged.who)} on {triaged.when}"
        if triaged.until:
            head += f", until {triaged.until}{' (overdue)' if triaged.overdue else ''}"
    if triaged.owner:
        head += f", {plain(triaged.owner)} sees to it"
    if triaged.reason:
        head += f": {plain(triaged.reason).rstrip('.')}"
    more = _more(triaged.more_calls, triaged.more_accounts)
    extra = [f"{more} since then" if more else ""]
    extra.append(f"the words then: “{plain(triaged.wording)}”" if triaged.wording else "")
    return f"{'; '.join(filter(None, (head, *extra)))}."


def set_aside(run: Run) -> list[tuple[Finding, Triaged]]:
    """Findings that people dismissed, accepted or ignored, those with new evidence first."""
    states = {t.finding: t for t in run.triage if t.state in ("dismissed", "accepted", "ignored")}
    found = [(f, states[f.id]) for f in run.findings if f.id in states]
    return sorted(found, key=lambda pair: (-pair[1].more_accounts, -pair[1].more_calls))


def fixed(run: Run) -> list[Gone]:
    """Findings of the run before whose words stand in the copy no more, the weightiest first."""
    found = run.changes.fixed if run.changes else ()
    return sorted(
        found, key=lambda g: (SEVERITIES.index(g.severity), KINDS.index(g.kind), g.file, g.text, g.finding)
    )


def fixed_line(gone: Gone) -> str:
    """What was found of it, and where it stood then."""
    where = place(gone.file, gone.span) if gone.span else plain(gone.file)
    return f"{KIND_NAMES[gone.kind]}{f'; it stood at {where}' if where else ''}."


def title_of(finding: Finding) -> str:
    """The words that a finding is about."""
    return plain(finding.need or (finding.claim.quote if finding.claim else finding.message))


def _more(calls: int, accounts: int) -> str:
    """`2 more accounts`, or the calls where the accounts are the same."""
    if accounts:
        return count(accounts, "more account")
    return count(calls, "more call") if calls else ""
