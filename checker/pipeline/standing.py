"""The findings of one run as they stand today, and the run that a team has in common.

`triaging.listing` lists the last run of any copy; a web UI in which people paste drafts needs that of the
campaign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from checker.model import Run
from checker.pipeline.following import decisions_of, runs_of
from checker.pipeline.triaging import Listed, Listing
from checker.settings import Settings


def listing_of(settings: Settings, run: Run, today: date | None = None) -> Listing:
    """Findings of a run with the decisions that stand now; ignores are those that the run was told of.

    Raises:
        StoreError: The decisions cannot be read.
    """
    from checker.triage.apply import triaged
    from checker.triage.precision import precision, precision_by_kind

    decisions = list(decisions_of(settings).standing().values())
    found = [f for f in run.findings if f.kind != "unheard-claim"]
    states = {t.finding: t for t in run.triage if t.state == "ignored"}
    for t in triaged(found, decisions, {}, today or datetime.now(UTC).date()):
        if t.finding not in states or t.state == "confirmed":
            states[t.finding] = t
    return Listing(
        tuple(Listed(f, states.get(f.id)) for f in found), precision(decisions), precision_by_kind(decisions)
    )


def last_run_of(settings: Settings, copy: Sequence[str]) -> tuple[str, Run] | None:
    """When and what the last run of some copy was, as it was named; None if none is kept.

    Raises:
        StoreError: The runs cannot be read.
    """
    named = {name.rstrip("/") for name in copy}
    for entry, run in runs_of(settings).latest():
        if {name.rstrip("/") for name in entry.copy} == named:
            return entry.when, run
    return None


@dataclass(frozen=True, slots=True)
class Point:
    """Figures of the last run of one day.

    Attributes:
        day: ISO 8601 date.
        score: Alignment, 0 to 100; None where no claim was spoken to.
        heard: Claims that it is over.
        claims: All claims.
        drift: Findings of reps' words against the copy; None where that was not kept yet.
    """

    day: str
    score: int | None
    heard: int
    claims: int
    drift: int | None = None


def trend_of(settings: Settings, copy: Sequence[str]) -> list[Point]:
    """Figures of some copy over time; one point a day, the last.

    Raises:
        StoreError: The runs cannot be read.
    """
    named = {name.rstrip("/") for name in copy}
    days: dict[str, Point] = {}
    for entry in runs_of(settings).entries():
        score = entry.alignment.campaign if entry.alignment else None
        if score and {name.rstrip("/") for name in entry.copy} == named:
            day = entry.when[:10]
            drift = entry.kinds.get("rep-drift", 0) if entry.kinds is not None else None
            days[day] = Point(day, score.score, score.heard, score.claims, drift)
    return [days[day] for day in sorted(days)]
