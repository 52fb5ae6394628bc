"""The whole, scored on worlds: findings by kind, violations, sides and retrieval.

A finding counts as right (`strict`) if its kind, its claim and at least one quote are expected; a finding
that repeats the evidence of an expected one on another claim is an echo, neither right nor wrong.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.evaluate.gold import KINDS, World, hits, read_world, same, shares_evidence
from checker.model import FindingKind, Run
from checker.pipeline import Reporter, review

if TYPE_CHECKING:
    from checker.judge.base import Judge


@dataclass(slots=True)
class Count:
    """Right, wrong and missed findings."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Count) -> Count:
        """Both together."""
        return Count(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    def to_json(self) -> dict[str, float]:
        """Precision, recall, F1 and the counts behind them."""
        precision = self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0
        recall = self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        scores = {"precision": precision, "recall": recall, "f1": f1}
        return {k: round(v, 3) for k, v in scores.items()} | {"tp": self.tp, "fp": self.fp, "fn": self.fn}


@dataclass(slots=True)
class WorldsReport:
    """Scores over worlds; violations and evidence as (bad or right, of)."""

    worlds: int = 0
    strict: dict[FindingKind, Count] = field(default_factory=lambda: {k: Count() for k in KINDS})
    claim_only: dict[FindingKind, Count] = field(default_factory=lambda: {k: Count() for k in KINDS})
    supported_violations: tuple[int, int] = (0, 0)
    unheard_violations: tuple[int, int] = (0, 0)
    evidence_right: tuple[int, int] = (0, 0)
    sides_right: tuple[int, int] = (0, 0)

    def __add__(self, other: WorldsReport) -> WorldsReport:
        """Both together."""
        return WorldsReport(
            self.worlds + other.worlds,
            {kind: self.strict[kind] + other.strict[kind] for kind in KINDS},
            {kind: self.claim_only[kind] + other.claim_only[kind] for kind in KINDS},
            _plus(self.supported_violations, other.supported_violations),
            _plus(self.unheard_violations, other.unheard_violations),
            _plus(self.evidence_right, other.evidence_right),
            _plus(self.sides_right, other.sides_right),
        )

    @property
    def false_alarms(self) -> int:
        """Findings of all kinds that a perfect reader does not report."""
        return sum(count.fp for count in self.strict.values())

    def to_json(self) -> dict[str, Any]:
        """As `checker eval worlds --json` prints it."""

        def table(counts: dict[FindingKind, Count]) -> dict[str, Any]:
            return {k: c.to_json() for k, c in counts.items()} | {
                "all": sum(counts.values(), Count()).to_json()
            }

        return {
            "worlds": self.worlds,
            "strict": table(self.strict),
            "claim-only": table(self.claim_only),
            "supported_violations": "{}/{}".format(*self.supported_violations),
            "unheard_violations": "{}/{}".format(*self.unheard_violations),
            "evidence_right": "{}/{}".format(*self.evidence_right),
            "sides_right": "{}/{}".format(*self.sides_right),
        }


def evaluate_worlds(
    folders: Sequence[Path], *, judge: Judge | None = None, progress: Reporter | None = None
) -> WorldsReport:
    """Reviews each world in a store of its own and scores the runs.

    Raises:
        InputError: A folder is not a world.
    """
    report = WorldsReport()
    for folder in folders:
        with tempfile.TemporaryDirectory() as store:
            world = read_world(folder, Path(store) / "store")
            with inside(folder):
                run = review(
                    [Path("campaign")],
                    world.settings,
                    calls=[Path("calls")],
                    deals=Path("calls.csv"),
                    judge=judge,
                    progress=progress,
                )
                sides = _sides(world)
        add(report, world, run)
        report.sides_right = _plus(report.sides_right, sides)
    return report


def evaluate_variants(
    folders: Sequence[Path], *, judge: Judge | None = None, progress: Reporter | None = None
) -> dict[str, Any]:
    """Scores worlds and their variants, as JSON: a report for each, and the false alarms of each clean world.

    Raises:
        InputError: A folder is not a world.
    """
    from checker.evaluate.variants import VARIANTS, make_variants

    with tempfile.TemporaryDirectory() as place:
        made = [make_variants(folder, Path(place)) for folder in folders]
        out = {"as they are": evaluate_worlds(folders, judge=judge, progress=progress).to_json()}
        alarms: dict[str, int] = {}
        for variant in VARIANTS:
            these = [paths[variant] for paths in made if variant in paths]
            reports = [evaluate_worlds([path], judge=judge, progress=progress) for path in these]
            out[variant] = sum(reports, WorldsReport()).to_json()
            if variant == "clean":
                alarms = {p.name: r.false_alarms for p, r in zip(these, reports, strict=True)}
        return out | {"false alarms on clean": alarms}


def add(report: WorldsReport, world: World, run: Run) -> None:
    """Adds the scores of one run to a report."""
    report.worlds += 1
    for table, strict in ((report.strict, True), (report.claim_only, False)):
        for kind, found in score(world, run, strict=strict).items():
            table[kind] = table[kind] + found
    flagged = [
        f.claim for f in run.findings if f.kind in ("contradicted-claim", "dismissed-claim") and f.claim
    ]
    against = [g for g in world.findings if g.kind in ("contradicted-claim", "dismissed-claim")]
    hurt = sum(
        any(same(c.file, c.quote, ref) for c in flagged)
        and not any(g.claim and same(ref.file, ref.quote, g.claim) for g in against)
        for ref, _ in world.supported
    )
    unheard = sum(any(same(c.file, c.quote, ref) for c in flagged) for ref in world.unheard)
    report.supported_violations = _plus(report.supported_violations, (hurt, len(world.supported)))
    report.unheard_violations = _plus(report.unheard_violations, (unheard, len(world.unheard)))
    quotes = [(f, e) for f in run.findings if f.kind in KINDS for e in f.evidence]
    right = sum(
        any(g.kind == f.kind and any(same(e.file, e.quote, r) for r in g.evidence) for g in world.findings)
        for f, e in quotes
    )
    report.evidence_right = _plus(report.evidence_right, (right, len(quotes)))


def score(world: World, run: Run, *, strict: bool) -> dict[FindingKind, Count]:
    """Right, wrong and missed findings of a run by kind."""
    counts = {kind: Count() for kind in KINDS}
    used: set[int] = set()
    for gold in world.findings:
        found = next(
            (i for i, f in enumerate(run.findings) if i not in used and hits(f, gold, strict=strict)), None
        )
        if found is None:
            counts[gold.kind].fn += 1
        else:
            counts[gold.kind].tp += 1
            used.add(found)
    for i, finding in enumerate(run.findings):
        if i in used or finding.kind not in counts:
            continue
        echo = any(
            g.kind == finding.kind and (shares_evidence(finding, g) or hits(finding, g, strict=strict))
            for g in world.findings
        )
        counts[finding.kind].fp += not echo
    return counts


def _sides(world: World) -> tuple[int, int]:
    """Speakers whose side was told right, of all, by the names that the world gives as ours."""
    from checker.pipeline.opening import open_store

    ours = {name.casefold() for name in world.settings.company.people}
    right = total = 0
    with open_store(world.settings, write=False) as store:
        for call in store.calls():
            for speaker in call.speakers:
                total += 1
                right += speaker.side == ("ours" if speaker.name.casefold() in ours else "buyer")
    return right, total


def _plus(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    return a[0] + b[0], a[1] + b[1]


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Works in a folder, so that files are named as the world names them."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
