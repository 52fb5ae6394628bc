"""After the findings: what people decided about them, what has changed since the run before, the score.

One function lays all of it over a run, so that terminal, page, JSON, CI and web UI show the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import StoreError, UnreadableFile
from checker.model import Asset, ClaimReport, Deal, Finding, FindingKind, Run
from checker.pipeline.opening import home_of
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.runs.store import RunStore
    from checker.triage.ignores import Ignore
    from checker.triage.store import TriageStore

_WITH_COMMENTS = frozenset({".md", ".markdown", ".mdx", ".html", ".htm"})


def followed(
    run: Run,
    copy: Sequence[Path],
    assets: Sequence[Asset],
    deals: Mapping[str, Deal],
    settings: Settings,
    *,
    now: datetime | None = None,
    keep: bool = True,
) -> Run:
    """The run with decisions, changes, alignment and win rates; it is kept for the next one to compare with.

    Earlier runs that cannot be read, and a folder that cannot be written, are warnings: they never stop a
    review. Decisions that cannot be read do, since a report without them would be a wrong one.

    Args:
        run: As the findings stage made it.
        copy: Paths as the user named them.
        assets: What was read under them.
        deals: Deal of each call, by call id.
        settings: Of the run.
        now: Time of the run; default: the clock's.
        keep: False leaves nothing behind.

    Raises:
        InputError: `checker-ignore.yaml` is malformed.
        StoreError: The file of decisions is damaged.
    """
    from checker.findings.breakdown import breakdowns
    from checker.findings.win_rate import win_rates
    from checker.runs.alignment import alignment
    from checker.sources.files import display_name
    from checker.triage.precision import precision

    now = now or datetime.now(UTC)
    names = [display_name(path) for path in copy]
    run = replace(
        run,
        win_rates=win_rates(run.findings, run.needs, deals),
        breakdowns=breakdowns(run.findings, run.needs, deals),
    )
    told = _restated(_triaged(run, assets, settings, now), deals)
    decisions = list(decisions_of(settings).standing().values())
    told = replace(
        told,
        alignment=alignment(told.claims, told.counted),
        precision=precision(decisions) if decisions else None,
    )
    told = _compared(told, run, names, runs_of(settings))
    if keep:
        try:
            runs_of(settings).add(run, names, now.isoformat(timespec="seconds"), told)
        except StoreError as error:
            told = replace(told, warnings=(*told.warnings, f"this run is not kept: {error.message}"))
    return told


def work_folder(settings: Settings) -> Path:
    """Folder of decisions and runs: that in which the index lies as `store`, else the index's own."""
    home = home_of(settings)
    return home.parent if home.name == "store" else home


def decisions_of(settings: Settings) -> TriageStore:
    """The file of decisions."""
    from checker.triage.store import TriageStore

    return TriageStore(work_folder(settings) / "triage.jsonl")


def runs_of(settings: Settings) -> RunStore:
    """The runs that were kept."""
    from checker.runs.store import RunStore

    return RunStore(work_folder(settings) / "runs")


def same_findings(before: Sequence[Finding], now: Sequence[Finding]) -> dict[str, str]:
    """Which findings of two runs are the same, by id: of the later to that of the earlier."""
    from checker.triage.matching import same
    from checker.triage.subjects import subject_of

    pairs = same([subject_of(f) for f in before], [subject_of(f) for f in now])
    return {now[j].id: before[i].id for j, i in pairs.items()}


def _triaged(run: Run, assets: Sequence[Asset], settings: Settings, now: datetime) -> Run:
    from checker.triage.apply import triaged
    from checker.triage.ignores import cover

    ignores, problems = _ignores(assets)
    today = now.date()
    covered, idle = cover(run.findings, ignores, [a.file for a in assets], today.isoformat())
    decisions = list(decisions_of(settings).standing().values())
    return replace(
        run,
        triage=triaged(run.findings, decisions, covered, today),
        warnings=(*run.warnings, *problems, *idle),
    )


def _ignores(assets: Sequence[Asset]) -> tuple[list[Ignore], list[str]]:
    """Ignores of the side file and of comments in the assets, and what is wrong with some."""
    from checker.sources.text import decode
    from checker.triage.ignores import inline_ignores
    from checker.triage.side_file import NAME, read_side_file

    ignores = read_side_file(Path(NAME))
    problems: list[str] = []
    for asset in assets:
        path = Path(asset.file)
        if path.suffix.lower() not in _WITH_COMMENTS:
            continue
        try:
            found, wrong = inline_ignores(decode(path.read_bytes(), asset.file), asset)
        except (OSError, UnreadableFile):
            continue  # it was read a moment ago; a draft that was pasted lies nowhere
        ignores += found
        problems += wrong
    return ignores, problems


def _restated(run: Run, deals: Mapping[str, Deal]) -> Run:
    """The run with claims and sums as they stand without what people found to be wrong."""
    from checker.findings.reach import reach

    counted = run.counted
    if len(counted) == len(run.findings):
        return run
    out = {f.id for f in run.findings} - {f.id for f in counted}
    wrong = {(f.claim.id, f.kind) for f in run.findings if f.id in out and f.claim}
    against = [e for f in counted if f.kind == "contradicted-claim" for e in f.evidence]
    return replace(run, claims=tuple(_without(r, wrong) for r in run.claims), against=reach(against, deals))


def _without(report: ClaimReport, wrong: set[tuple[str, FindingKind]]) -> ClaimReport:
    from checker.findings.status import claim_report

    contradicted = (report.claim.id, "contradicted-claim") in wrong
    dismissed = (report.claim.id, "dismissed-claim") in wrong
    if not contradicted and not dismissed:
        return report
    left = [
        *report.supports,
        *(() if contradicted else report.contradicts),
        *(() if dismissed else report.dismisses),
    ]
    return claim_report(report.claim, left)


def _compared(told: Run, found: Run, names: Sequence[str], runs: RunStore) -> Run:
    from checker.runs.compare import changes
    from checker.runs.store import content_digest, scope_of

    try:
        entry = runs.before(scope_of(names, found.judge), content_digest(found))
        if entry is None:
            return told
        before = runs.load(entry.digest)
    except StoreError as error:
        return replace(told, warnings=(*told.warnings, f"the run before is not compared: {error.message}"))
    return replace(told, changes=changes(before, entry.digest, told, same_findings))
