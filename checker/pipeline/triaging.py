"""Triage for whoever shows findings: command line and web UI decide, undo and list through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import InputError
from checker.model import Finding, FindingKind, Share, Triaged, TriageVerdict
from checker.pipeline.following import decisions_of, runs_of
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.triage.decisions import Decision, Event

_LEAST_PREFIX = 4


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding with what was decided; None where nobody has."""

    finding: Finding
    triaged: Triaged | None

    @property
    def state(self) -> str:
        """Its state in one word."""
        return self.triaged.state if self.triaged else "open"


@dataclass(frozen=True, slots=True)
class Listing:
    """Findings of the last run, and how often the machine was right in all that was decided on."""

    findings: tuple[Listed, ...]
    precision: Share
    by_kind: dict[FindingKind, Share]


def decide(
    settings: Settings,
    ident: str,
    verdict: TriageVerdict,
    *,
    who: str,
    reason: str = "",
    owner: str = "",
    until: str = "",
    expected: str | None = None,
    now: datetime | None = None,
) -> Decision | None:
    """Keeps a decision about a finding of the last runs; gives the one that stood before.

    Args:
        settings: Say where decisions and runs lie.
        ident: Id of the finding, or how it begins.
        verdict: confirm, dismiss or accept.
        who: Who decides.
        reason: Why; may be empty for confirm only.
        owner: Who will see to it.
        until: ISO 8601 date up to which it holds.
        expected: Version that the writer has seen (`Triaged.version`, empty for none); None does not check.
        now: Default: the clock's.

    Raises:
        InputError: No such finding, no reason, or no such date.
        TriageConflict: Somebody else has decided since `expected`.
        StoreError: The decisions cannot be read or written.
    """
    from checker.triage.decisions import Decision, checked
    from checker.triage.subjects import subject_of

    now = now or datetime.now(UTC)
    store = decisions_of(settings)
    finding = find(settings, ident)
    subject = subject_of(finding)
    before = _standing_on(finding, list(store.standing().values()))
    decision = Decision(
        subject,
        verdict,
        who.strip(),
        now.isoformat(timespec="seconds"),
        reason.strip(),
        owner.strip(),
        until,
        before.id if before and before.subject.key != subject.key else "",
    )
    return store.decide(checked(decision, now.date()), expected)


def undo(
    settings: Settings, ident: str, *, who: str, expected: str | None = None, now: datetime | None = None
) -> Decision:
    """Takes back the decision that stands on a finding and gives it back.

    Raises:
        InputError: No such finding, or nothing was decided.
        TriageConflict: Somebody else has decided since `expected`.
        StoreError: The decisions cannot be read or written.
    """
    when = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    store = decisions_of(settings)
    decision = _standing_on(find(settings, ident), list(store.standing().values()))
    if decision is None:
        raise InputError(f"{ident}: there is no decision on it to take back")
    return store.undo(decision.subject, who, when, expected)


def history(settings: Settings, ident: str) -> tuple[Event, ...]:
    """All that was decided about a finding and its earlier wordings still standing, in order."""
    from checker.triage.subjects import subject_of

    store = decisions_of(settings)
    finding = find(settings, ident)
    decision = _standing_on(finding, list(store.standing().values()))
    return store.history(decision.subject if decision else subject_of(finding))


def histories(settings: Settings, findings: Sequence[Finding]) -> dict[str, tuple[Event, ...]]:
    """The `history` of each finding on which anything was ever decided, by finding id; read at once.

    Raises:
        StoreError: The decisions cannot be read.
    """
    from checker.triage.decisions import Decision
    from checker.triage.matching import same
    from checker.triage.subjects import subject_of

    store = decisions_of(settings)
    events = store.events()
    if not events:
        return {}
    decided = {e.id: e.subject.key for e in events if isinstance(e, Decision)}
    by_key: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        key = event.subject.key if isinstance(event, Decision) else decided.get(event.decision)
        if key:
            by_key.setdefault(key, []).append(event)
    standing = list(store.standing().values())
    subjects = [subject_of(finding) for finding in findings]
    earlier = same([d.subject for d in standing], subjects)
    found: dict[str, tuple[Event, ...]] = {}
    for row, (finding, subject) in enumerate(zip(findings, subjects, strict=True)):
        key = standing[earlier[row]].subject.key if row in earlier else subject.key
        if key in by_key:
            found[finding.id] = tuple(by_key[key])
    return found


def listing(settings: Settings, today: date | None = None) -> Listing:
    """Findings of the last run, in its order; ignores are those of that run."""
    from checker.triage.apply import triaged
    from checker.triage.precision import precision, precision_by_kind

    decisions = list(decisions_of(settings).standing().values())
    runs = runs_of(settings).latest()[:1]
    found = [f for _, run in runs for f in run.findings if f.kind != "unheard-claim"]
    states = {t.finding: t for entry, _ in runs for t in entry.ignored}
    for t in triaged(found, decisions, {}, today or datetime.now(UTC).date()):
        if t.finding not in states or t.state == "confirmed":
            states[t.finding] = t
    return Listing(
        tuple(Listed(f, states.get(f.id)) for f in found),
        precision(decisions),
        precision_by_kind(decisions),
    )


def ignore(settings: Settings, ident: str, reason: str, until: str = "", path: Path | None = None) -> Path:
    """Writes an entry that covers a finding to the side file, and gives the file.

    Raises:
        InputError: No such finding, no reason, it is ignored already, or the file cannot be written.
    """
    from checker.triage.side_file import NAME, add_to_side_file

    path = path or Path(NAME)
    if not add_to_side_file(path, find(settings, ident), reason, until):
        raise InputError(f"{ident}: {path} has an entry for it already")
    return path


def find(settings: Settings, ident: str) -> Finding:
    """The finding of the last runs whose id is or begins with `ident`.

    Raises:
        InputError: There is none, or several.
    """
    found = _known(settings)
    if not found:
        raise InputError("no run is stored yet", "Run `checker review COPY` first.")
    exact = [f for f in found if f.id == ident]
    near = exact or [f for f in found if len(ident) >= _LEAST_PREFIX and f.id.startswith(ident)]
    if not near:
        raise InputError(f"{ident}: no such finding in the last run", "See `checker triage list`.")
    if len(near) > 1:
        raise InputError(
            f"{ident}: {len(near)} findings begin so: {', '.join(f.id for f in near[:3])}",
            "Give more of the id.",
        )
    return near[0]


def _known(settings: Settings) -> list[Finding]:
    """Findings of the last run of each campaign, the most recent of each id."""
    found: dict[str, Finding] = {}
    for _, run in runs_of(settings).latest():
        for finding in run.findings:
            found.setdefault(finding.id, finding)
    return list(found.values())


def _standing_on(finding: Finding, decisions: Sequence[Decision]) -> Decision | None:
    """The decision that holds for a finding, though it may have been about an earlier wording."""
    from checker.triage.matching import same
    from checker.triage.subjects import subject_of

    matched = same([d.subject for d in decisions], [subject_of(finding)])
    return decisions[matched[0]] if matched else None
