"""The findings of one run as they stand today, and the run that a team has in common.

`triaging.listing` lists the last run of any copy; a web UI in which people paste drafts needs that of the
campaign.
"""

from __future__ import annotations

from collections.abc import Sequence
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


def trend_of(settings: Settings, copy: Sequence[str]) -> list[tuple[str, int, int]]:
    """Alignment of some copy over time: day, score, claims spoken to; one point a day, the last.

    Raises:
        StoreError: The runs cannot be read.
    """
    named = {name.rstrip("/") for name in copy}
    days: dict[str, tuple[str, int, int]] = {}
    for entry in runs_of(settings).entries():
        score = entry.alignment.campaign if entry.alignment else None
        if score and score.score is not None and {name.rstrip("/") for name in entry.copy} == named:
            days[entry.when[:10]] = (entry.when[:10], score.score, score.heard)
    return [days[day] for day in sorted(days)]
