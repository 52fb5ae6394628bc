"""Decisions and ignores laid over the findings of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from checker.model import Finding, Triaged, TriageState, TriageVerdict
from checker.triage.decisions import Decision
from checker.triage.ignores import Ignore
from checker.triage.matching import same
from checker.triage.subjects import Subject, subject_of

_STATES: dict[TriageVerdict, TriageState] = {
    "confirm": "confirmed",
    "dismiss": "dismissed",
    "accept": "accepted",
}


def triaged(
    findings: Sequence[Finding],
    decisions: Sequence[Decision],
    covered: Mapping[str, Ignore],
    today: date,
) -> tuple[Triaged, ...]:
    """How people see the findings, in their order; one that nobody has seen is left out.

    A finding that was confirmed stays confirmed where an ignore covers it too: what sales knows to be so
    cannot be silenced from the copy.

    Args:
        findings: Of the run.
        decisions: Those that stand.
        covered: Ignore of each finding that one covers, by the finding's id.
        today: Day by which dates have passed or not.
    """
    matched = same([d.subject for d in decisions], [subject_of(f) for f in findings])
    out: list[Triaged] = []
    for i, finding in enumerate(findings):
        decided = _decided(finding, decisions[matched[i]], today) if i in matched else None
        ignore = covered.get(finding.id)
        if ignore and (decided is None or decided.state != "confirmed"):
            out.append(Triaged(finding.id, "ignored", ignore.reason, ignore.place, until=ignore.until))
        elif decided:
            out.append(decided)
    return tuple(out)


def _decided(finding: Finding, decision: Decision, today: date) -> Triaged:
    then, now = decision.subject, subject_of(finding)
    overdue = bool(decision.until) and decision.until < today.isoformat()
    state = _STATES[decision.verdict]
    return Triaged(
        finding=finding.id,
        state="open" if overdue and state != "confirmed" else state,
        reason=decision.reason,
        who=decision.who,
        when=decision.when[:10],
        owner=decision.owner,
        until=decision.until,
        overdue=overdue,
        wording=reworded(then, now),
        more_calls=len(set(now.basis.calls) - set(then.basis.calls)),
        more_accounts=len(set(now.basis.accounts) - set(then.basis.accounts)),
        version=decision.id,
    )


def reworded(then: Subject, now: Subject) -> str:
    """The earlier words where they are not today's, else empty."""
    if then.fingerprint == now.fingerprint:
        return ""
    return then.text if then.text != now.text else then.clash
