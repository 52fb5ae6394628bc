"""The figures at the head of a report, and the sentence that says them.

Deal money of several findings must not be added up, since they share deals: the figure over all of
them is `Run.against`, which counts each deal once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from checker.model import ClaimReport, ClaimStatus, Evidence, Finding, Run
from checker.reports.order import only_set_aside
from checker.reports.words import STATUSES, any_of, count, money

_MIXED: Final = {
    (True, True, False): "backed by some buyers and contradicted by others",
    (True, False, True): "backed by some buyers and waved away by others",
    (False, True, True): "contradicted by some buyers and waved away by others",
    (True, True, True): "backed, contradicted and waved away by different buyers",
}
"""Mixed claims by whether buyers support, contradict and dismiss them."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over a whole run.

    Attributes:
        claims: Claims reviewed.
        contradicted: Claims that have a `contradicted-claim` finding.
        calls: Calls read.
        calls_contradicting: Calls with evidence of such a finding.
        accounts_contradicting: Their accounts.
        open_money: Open pipeline behind those calls, in words; empty if there is none.
        statuses: Number of claims of each status; of those unheard without `set_aside`.
        split: Mixed claims by what some buyers do and others do, in words.
        set_aside: Claims on which all that was found is dismissed or ignored.
        findings: Number of findings.
    """

    claims: int
    contradicted: int
    calls: int
    calls_contradicting: int
    accounts_contradicting: int
    open_money: str
    statuses: tuple[tuple[ClaimStatus, int], ...]
    findings: int
    split: tuple[tuple[int, str], ...] = ()
    set_aside: int = 0


def summarise(run: Run) -> Summary:
    """Counts what the head of a report says."""
    contradicting = [f for f in run.counted if f.kind == "contradicted-claim"]
    claims = {(f.claim.file, f.claim.span, f.claim.quote) for f in contradicting if f.claim}
    files = {file for f in contradicting for file in _calls(f)}
    behind = run.against
    accounts = {account for f in contradicting for account in _accounts(f)}
    aside = len(only_set_aside(run))
    numbers = Counter(r.status for r in run.claims)
    numbers["unheard"] -= aside
    statuses = tuple((s, numbers[s]) for s in STATUSES)
    return Summary(
        claims=max(run.corpus.claims, len(run.claims)),
        contradicted=len(claims),
        calls=run.corpus.calls,
        calls_contradicting=len(files),
        accounts_contradicting=len(accounts),
        open_money=money(behind.open_amount, behind.currency) if behind.open_amount else "",
        statuses=statuses,
        findings=sum(1 for f in run.standing if f.kind != "unheard-claim"),
        split=_split(run.claims),
        set_aside=aside,
    )


def _split(claims: Sequence[ClaimReport]) -> tuple[tuple[int, str], ...]:
    """How many mixed claims there are of each kind, in words, the kinds in a fixed order."""
    found = Counter(
        (bool(r.supports), bool(r.contradicts), bool(r.dismisses)) for r in claims if r.status == "mixed"
    )
    return tuple((found[parts], words) for parts, words in _MIXED.items() if found[parts])


def against(finding: Finding) -> list[Evidence]:
    """The evidence that speaks against the claim of a finding."""
    opposed = [e for e in finding.evidence if e.relation in ("contradicts", "dismisses")]
    return opposed or list(finding.evidence)


def _calls(finding: Finding) -> set[str]:
    return {e.file for e in against(finding)}


def _accounts(finding: Finding) -> set[str]:
    return {(e.account or e.file).casefold() for e in against(finding)}


def headline(summary: Summary) -> str:
    """The finding of the whole run in one sentence."""
    if not summary.claims:
        return "No claims were found in the copy."
    if not summary.calls:
        return f"{count(summary.claims, 'claim')} read, but no calls to compare them with."
    if not summary.contradicted:
        return (
            f"Nothing was found in {count(summary.calls, 'call')} that contradicts "
            f"{any_of(summary.claims, 'claim')}."
        )
    verb = "is" if summary.contradicted == 1 else "are"
    text = (
        f"{count(summary.contradicted, 'claim')} of {summary.claims:,} {verb} contradicted by buyers"
        f" in {summary.calls_contradicting:,} of {count(summary.calls, 'call')}"
    )
    if summary.open_money:
        text += f", {summary.open_money} of open pipeline"
    return text + "."


def caution(run: Run) -> str:
    """What to bear in mind before reading on, for right under the headline; empty where nothing is."""
    if not run.corpus.calls:
        return ""
    said = []
    if run.judge == "embedded":
        said.append("Judged without a language model: only the plainest evidence is found.")
    if unplaced := run.corpus.unplaced:
        said.append(
            f"Not used: {count(unplaced, 'statement')}, since nobody could tell whose side the speaker is on."
        )
    return " ".join(said)


def second_line(summary: Summary) -> str:
    """What became of the other claims."""
    numbers = dict(summary.statuses)
    parts = [
        (numbers["supported"], "backed by buyers"),
        *summary.split,
        (numbers["dismissed"], "waved away as not mattering"),
    ]
    said = [f"{number:,} {'is' if number == 1 else 'are'} {words}" for number, words in parts if number]
    if numbers["unheard"]:
        # Not "no buyer speaks to it": a judge can miss what was said.
        said.append(f"on {numbers['unheard']:,} nothing was found in the calls")
    if summary.set_aside:
        said.append(f"on {summary.set_aside:,} all that was found is set aside")
    return f"Of the claims, {', '.join(said)}." if said else ""
