"""What a run is told about itself afterwards: decisions of people, the run before, how it aligns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checker.model.places import Span
from checker.model.words import FindingKind, Severity

TriageVerdict = Literal["confirm", "dismiss", "accept"]
TriageState = Literal["open", "confirmed", "dismissed", "accepted", "ignored"]
Why = Literal["copy changed", "no longer found"]


@dataclass(frozen=True, slots=True)
class Triaged:
    """How people see one finding of a run. Findings that nobody has decided on have none.

    Attributes:
        finding: Its id in the run.
        state: How it stands today; a decision whose date has passed leaves it `open`.
        reason: Of the decision or of the ignore.
        who: Who decided; for an ignore, where it stands, such as `landing.md:12`.
        when: ISO 8601 date of the decision; empty for an ignore.
        owner: Who will see to it.
        until: ISO 8601 date up to which the decision holds.
        overdue: True if that date has passed.
        wording: The words that were decided on, where they are not today's; else empty.
        more_calls: Calls that speak of it now and did not when it was decided.
        more_accounts: Accounts likewise.
        version: Of the decision, for writing over it only if nobody else has.
    """

    finding: str
    state: TriageState
    reason: str = ""
    who: str = ""
    when: str = ""
    owner: str = ""
    until: str = ""
    overdue: bool = False
    wording: str = ""
    more_calls: int = 0
    more_accounts: int = 0
    version: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """A finding that the run before had too, and what has come on top since."""

    finding: str
    before: str  # its id then
    severity: Severity  # then
    more_calls: int = 0
    more_accounts: int = 0
    wording: str = ""  # then, where it is not today's


@dataclass(frozen=True, slots=True)
class Gone:
    """A finding of the run before that this one has not.

    `why` tells a fix (its words stand in the copy no more) from a change of evidence or judge.
    """

    finding: str
    kind: FindingKind
    severity: Severity
    text: str
    why: Why
    file: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """This run beside the last different one of the same copy by the same judge.

    Attributes:
        before: Digest of that run.
        new: Ids of findings that it had not.
        carried: Findings that both have.
        gone: Findings that only it had.
        other_model: Model that judged then, where it is not today's; else empty.
    """

    before: str
    new: tuple[str, ...] = ()
    carried: tuple[Carried, ...] = ()
    gone: tuple[Gone, ...] = ()
    other_model: str = ""

    @property
    def fixed(self) -> tuple[Gone, ...]:
        """Findings whose words stand in the copy no more."""
        return tuple(g for g in self.gone if g.why == "copy changed")


@dataclass(frozen=True, slots=True)
class AlignmentScore:
    """How far copy and buyers agree: `score` of 100 over `heard` claims of `claims`.

    `of` is the file of an asset, or empty for the campaign. None where no buyer speaks to any claim.
    """

    of: str
    score: int | None
    heard: int
    claims: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The campaign's score, and each asset's by name; `checker.runs.alignment` has the formula."""

    campaign: AlignmentScore
    assets: tuple[AlignmentScore, ...] = ()
