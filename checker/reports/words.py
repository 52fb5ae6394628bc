"""The plain words that every report shares: names of kinds, signs, counts, money, time, places.

Pure functions of values. What comes from copy or calls goes through `plain` on its way out.
"""

from __future__ import annotations

from typing import Final

from checker.model import ClaimStatus, Corpus, Evidence, FindingKind, Reach, Run, Severity, Span
from checker.reports.safe import plain

KINDS: Final[tuple[FindingKind, ...]] = (
    "contradicted-claim",
    "rep-drift",
    "conflicting-copy",
    "unmet-need",
    "wording-gap",
    "dismissed-claim",
    "unheard-claim",
)
KIND_NAMES: Final[dict[FindingKind, str]] = {
    "contradicted-claim": "Buyers say the opposite",
    "rep-drift": "Our reps say something else",
    "conflicting-copy": "Our copy disagrees with itself",
    "unmet-need": "Buyers ask for it, no copy answers",
    "wording-gap": "Buyers use another word",
    "dismissed-claim": "Doesn't matter to buyers",
    "unheard-claim": "Nothing found in the calls",
}
KIND_HELP: Final[dict[FindingKind, str]] = {
    "contradicted-claim": "Buyers report the opposite of what the copy promises, or need what it rules out.",
    "rep-drift": "On calls our own people promise something else than the copy does.",
    "conflicting-copy": "Two of our files cannot both be true of the same offer.",
    "unmet-need": "Buyers on several calls ask for something that none of the copy speaks to.",
    "wording-gap": "Buyers have their own word for the thing and never use ours.",
    "dismissed-claim": "Buyers say that what the copy sells does not matter to them, or puts them off.",
    "unheard-claim": "Nothing in these calls was found to speak to it. It may be true; nothing here tells.",
}
THEIR_SIDE: Final[dict[FindingKind, str]] = {
    "contradicted-claim": "What buyers say",
    "rep-drift": "What our reps say",
    "conflicting-copy": "What the other file says",
    "unmet-need": "What buyers ask for",
    "wording-gap": "How buyers say it",
    "dismissed-claim": "What buyers say",
    "unheard-claim": "What buyers say",
}
SEVERITIES: Final[tuple[Severity, ...]] = ("high", "medium", "low", "note")
SEVERITY_SIGNS: Final[dict[Severity, str]] = {"high": "▲", "medium": "◆", "low": "●", "note": "○"}
SEVERITY_NAMES: Final[dict[Severity, str]] = {
    "high": "High",
    "medium": "Medium",
    "low": "Low",
    "note": "Note",
}
STATUSES: Final[tuple[ClaimStatus, ...]] = ("contradicted", "mixed", "dismissed", "supported", "unheard")
STATUS_NAMES: Final[dict[ClaimStatus, str]] = {
    "contradicted": "Buyers say the opposite",
    "mixed": "Buyers are split",
    "dismissed": "Doesn't matter to buyers",
    "supported": "Buyers back it",
    "unheard": "Nothing found",
}


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 call`, `2 calls`, `1,204 statements`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def any_of(number: int, noun: str) -> str:
    """Any of so many, of which there may be one: `the 1 claim`, `any of the 12 claims`."""
    return f"the {count(number, noun)}" if number == 1 else f"any of the {count(number, noun)}"


_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}


def money(amount: float, currency: str = "USD") -> str:
    """Money as a person writes it: `$412,000`, `CHF 9,000`; cents only where there are any."""
    sign = "-" if amount < 0 else ""
    amount = abs(round(amount, 2))
    symbol = _SYMBOLS.get(currency, f"{plain(currency)} " if currency else "")
    return f"{sign}{symbol}{amount:,.0f}" if amount == int(amount) else f"{sign}{symbol}{amount:,.2f}"


def clock(seconds: float) -> str:
    """Time in a call: `5:05`, `1:02:03`."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def place(file: str, span: Span) -> str:
    """Where a quote stands: `landing.md:12`, or `ads.csv, row 3, Headline 1` where lines do not find it."""
    return f"{plain(file)}, {plain(span.locator)}" if span.locator else f"{plain(file)}:{span.start.line}"


def speaker(evidence: Evidence) -> str:
    """Who said it and for whom: `Wendell Tate, Meridian Axle`; empty for a quote from copy."""
    parts = [plain(part) for part in (evidence.speaker, evidence.account or "")]
    if evidence.side == "ours":
        parts[1] = f"our side, on a call with {parts[1]}" if parts[1] else "our side"
    elif evidence.side == "unknown" and evidence.speaker:
        parts.append("side not known")
    return ", ".join(part for part in parts if part)


def source(evidence: Evidence) -> str:
    """The line under a quote: who, when in the call, where in the file."""
    day = plain(evidence.date or "")
    when = f"at {clock(evidence.time)}" if evidence.time is not None else ""
    parts = (speaker(evidence), day, when, place(evidence.file, evidence.span))
    return " · ".join(part for part in parts if part)


def deals(reach: Reach) -> str:
    """The deal money behind something: `$72,000 open, $64,000 lost`; empty when there is none."""
    amounts = ((reach.open_amount, "open"), (reach.won_amount, "won"), (reach.lost_amount, "lost"))
    return ", ".join(f"{money(amount, reach.currency)} {state}" for amount, state in amounts if amount)


def weight(reach: Reach) -> str:
    """How much is behind something: `2 calls, 2 accounts · $72,000 open`; empty when nothing is."""
    heard = [count(reach.calls, "call"), count(reach.accounts, "account")] if reach.calls else []
    return " · ".join(part for part in (", ".join(heard), deals(reach)) if part)


def provenance(run: Run) -> list[str]:
    """What was read, who judged, what was left unjudged and what it cost: lines for the foot."""
    corpus, usage = run.corpus, run.usage
    read = (
        f"Read: {count(corpus.claims, 'claim')}{_other_lines(corpus)} in "
        f"{count(corpus.assets, 'file')} of copy, "
        f"{count(corpus.calls, 'call')} with {count(corpus.accounts, 'account')}, "
        f"{count(corpus.statements, 'statement')}."
    )
    lines = [read, f"Judged by: {plain(' '.join(filter(None, (run.judge, run.judge_model))))}."]
    if run.unjudged:
        lines.append(
            f"Not judged: {count(run.unjudged, 'comparison')} got no answer; "
            "they count neither for nor against."
        )
    if usage.llm_calls:
        lines.append(
            f"Language model: {count(usage.llm_calls, 'request')}, {usage.input_tokens:,} tokens in, "
            f"{usage.output_tokens:,} tokens out."
        )
    return lines


def _other_lines(corpus: Corpus) -> str:
    """Lines of copy that were not held against the calls; nothing where there are none."""
    lines = corpus.other_lines
    return f" (and {count(lines, 'line')} that claim{'s' * (lines == 1)} nothing)" if lines else ""
