"""Decisions as they are kept: each a value of its own, never changed, taken back by another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from checker.errors import InputError
from checker.model import TriageVerdict, digest
from checker.triage.subjects import Subject

VERDICTS: tuple[TriageVerdict, ...] = get_args(TriageVerdict)


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a finding.

    Attributes:
        subject: The finding as it was then: its words and what it rested on.
        verdict: `confirm` (it is so), `dismiss` (the machine is wrong) or `accept` (it is so, and we
            live with it).
        who: Who decided.
        when: ISO 8601 time, UTC.
        reason: Why; may be empty for `confirm` only.
        owner: Who will see to it.
        until: ISO 8601 date up to which it holds, or by which it is to be done.
        replaces: Id of the decision on an earlier wording that this one stands for.
    """

    subject: Subject
    verdict: TriageVerdict
    who: str
    when: str
    reason: str = ""
    owner: str = ""
    until: str = ""
    replaces: str = ""
    event: Literal["decision"] = field(default="decision", kw_only=True)

    @property
    def id(self) -> str:
        """Version of the finding's triage while this decision stands."""
        return digest(
            *self.subject.key, self.verdict, self.who, self.when, self.reason, self.owner, self.until
        )


@dataclass(frozen=True, slots=True)
class Undo:
    """Takes back one decision; the one before it stands again."""

    decision: str
    who: str
    when: str
    event: Literal["undo"] = field(default="undo", kw_only=True)


Event = Decision | Undo


def checked(decision: Decision, today: date) -> Decision:
    """The decision, if it can be kept.

    Raises:
        InputError: No reason, nobody who decided, or a date that is none or has passed.
    """
    if decision.verdict not in VERDICTS:
        raise InputError(f"{decision.verdict!r} is no decision", f"Take one of {', '.join(VERDICTS)}.")
    if decision.verdict != "confirm" and not decision.reason.strip():
        raise InputError(f"to {decision.verdict} a finding takes a reason", 'Add --reason "…".')
    if not decision.who.strip():
        raise InputError("a decision needs somebody who made it", "Give a name to --who.")
    if decision.until:
        try:
            until = date.fromisoformat(decision.until)
        except ValueError:
            raise InputError(f"{decision.until!r} is no date", "Write it as 2027-03-31.") from None
        if until < today:
            raise InputError(f"{decision.until} has passed", "Give a day from today on.")
    return decision
