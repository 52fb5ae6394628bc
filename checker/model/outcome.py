"""What a change of copy causes: findings that are new, fixed or carried over."""

from __future__ import annotations

from dataclasses import dataclass

from checker.model.results import Finding, Run
from checker.model.words import FindingKind, Severity


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that the team has taken note of: one entry of a baseline. Holds no words of calls.

    Attributes:
        id: Fingerprint of the finding, without the counter of repeated words.
        claim: The claim word for word as it stood in the copy; empty where there is none.
        other: The claim that it clashes with, of another asset.
        file: Where the claim stood.
        other_file: Where the other claim stood.
        calls: Calls behind it when it was noted.
        accounts: Accounts behind it when it was noted.
    """

    id: str
    kind: FindingKind
    severity: Severity
    claim: str
    file: str
    other: str = ""
    other_file: str = ""
    calls: int = 0
    accounts: int = 0


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """A finding that this change did not cause, with what has come to it since it was noted."""

    finding: Finding
    more_calls: int = 0
    more_accounts: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one `checker ci` found.

    Attributes:
        run: Judge, copy and evidence; its findings are the new ones and those carried over.
        new: Caused by this change.
        fixed: There before this change, and gone by it.
        carried: There before this change and still there.
        gone: Entries of the baseline whose finding is no more.
        failing: Ids of the new findings that fail the check.
        ignored: How many findings an ignore silenced.
        compared: What was compared with what, in words.
        changed: Claims added or altered.
        removed: Claims taken out or altered.
        noted: Entries of the baseline that was written; None if none was.
        root: Working directory as seen from the root of the repository; empty at the root.
    """

    run: Run
    new: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    carried: tuple[CarriedOver, ...] = ()
    gone: tuple[Known, ...] = ()
    failing: tuple[str, ...] = ()
    ignored: int = 0
    compared: str = ""
    changed: int = 0
    removed: int = 0
    noted: int | None = None
    root: str = ""
