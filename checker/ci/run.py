"""`checker ci`: what a change of copy causes.

Judged are the claims that the change adds or alters, those that it takes out (to say what it fixed; of many
only some, see `old_claims.py`), and those of the baseline where calls have come in since it was written.
Nothing else is judged, so a change that touches no claim costs no question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.ci import baseline as baselines
from checker.ci.baseline import Baseline, fingerprint_of
from checker.ci.changes import Compared, compare
from checker.ci.copytree import CopyTree, base_tree, changed_files, head_tree, prefix_of
from checker.ci.diff import ClaimDiff, claim_diff
from checker.ci.evidence import CallEvidence, Counts, StoreEvidence
from checker.ci.judging import Judging
from checker.ci.known import Judged, Recalled, recalled, reworded
from checker.ci.old_claims import to_judge
from checker.ci.silencing import Silenced, silenced
from checker.errors import InputError
from checker.model import Claim, ClaimReport, Corpus, Finding, Run
from checker.model.outcome import CarriedOver, Outcome
from checker.pipeline.progress import Reporter, silent
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.judge.base import Judge


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of one check.

    Attributes:
        copy: Files and folders of copy.
        base: Commit to compare with; empty to find one.
        head: Commit under review; empty for the working tree.
        baseline: The file of known findings.
        evidence: A snapshot; None for the index of the settings.
        everything: Judge every claim; what the change did not cause is carried over.
        update: Judge every claim, and write the baseline.
    """

    copy: tuple[Path, ...] = (Path("."),)
    base: str = ""
    head: str = ""
    baseline: Path = baselines.DEFAULT
    evidence: Path | None = None
    everything: bool = False
    update: bool = False


def check(
    request: Request, settings: Settings, *, judge: Judge | None = None, progress: Reporter | None = None
) -> Outcome:
    """Finds what is new, fixed and carried over.

    Args:
        request: What is asked.
        settings: Of the run.
        judge: A judge of the caller's own; default: the one that the settings choose.
        progress: Called at each step; may raise to cancel.

    Raises:
        InputError: Nothing to check, a commit that is not there, or evidence or baseline that cannot be read.
        StoreError: The index cannot be used.
        JudgeError: Too little could be judged to say anything.
    """
    folder = Path.cwd()
    compared = compare(folder, request.base, request.head)
    leave = [p for p in (request.evidence, request.baseline) if p]
    tree = head_tree(compared, request.copy, settings, leave)
    return _Check(request, settings, compared, tree, progress or silent).run(judge, leave)


class _Check:
    def __init__(
        self, request: Request, settings: Settings, compared: Compared, tree: CopyTree, tell: Reporter
    ) -> None:
        self._request, self._settings, self._compared = request, settings, compared
        self._tree, self._tell = tree, tell
        self._changed = frozenset(tree.files) if compared.everything else changed_files(compared, Path.cwd())
        self._known = baselines.read(request.baseline)

    def run(self, judge: Judge | None, leave: Sequence[Path]) -> Outcome:
        before = base_tree(self._compared, self._request.copy, leave)
        diff = self._diff(before)
        full = self._request.everything or self._request.update
        claims = self._tree.all_claims() if full else list(diff.added)
        if not (claims or diff.removed or self._known.known):
            return self._outcome(diff, _Found())
        with opened(self._request, self._settings) as evidence:
            judging = Judging(evidence, judge or judge_for(self._request, self._settings), self._tell)
            found = self._found(judging, evidence, diff, claims, before)
            if self._request.update:
                baselines.write(self._request.baseline, found.baseline)
                gone = [k for k in self._known.known.values() if k.id not in found.baseline.known]
                self._known = found.baseline
                found = replace(found, recall=Recalled((), tuple(gone)))
                return replace(self._outcome(diff, found), noted=len(found.baseline.known))
        return self._outcome(diff, found)

    def _diff(self, before: CopyTree) -> ClaimDiff:
        old = [claim for file in before.files for claim in before.claims(file)]
        new = [
            claim for file in self._tree.files if file in self._changed for claim in self._tree.claims(file)
        ]
        return claim_diff(old, new)

    def _found(
        self,
        judging: Judging,
        evidence: CallEvidence,
        diff: ClaimDiff,
        claims: Sequence[Claim],
        before: CopyTree,
    ) -> _Found:
        from checker.findings.rank import ranked

        added = {claim.id for claim in diff.added}
        others = self._tree.all_claims() if claims else []
        reports, findings = judging.findings(claims, others)
        made = ranked(findings)
        was: list[Finding] = []
        asked = {claim.id for claim in diff.removed}
        if diff.removed:
            rest = [c for f in self._tree.files if f not in self._changed for c in self._tree.claims(f)]
            old = [c for f in before.files for c in before.claims(f)] + rest
            if not (self._request.everything or self._request.update):
                asked &= to_judge(diff, [f for f in made if _of(f, added)], self._known)
            was = judging.findings(diff.removed, old, asked)[1]
        recall = recalled(self._known, self._tree, Judged.of(claims, made), judging, evidence.digest)
        return _Found(
            reports=tuple(reports),
            findings=made,
            before=ranked(was),
            recall=recall,
            judged=tuple(claims),
            judge=judging.name,
            model=judging.model,
            unjudged=judging.unjudged,
            unasked=sum(claim.id not in asked for claim in diff.removed),
            counts=evidence.counts(),
            warnings=evidence.warnings,
            baseline=baselines.baseline_of(made, evidence.digest, judging.model),
        )

    def _outcome(self, diff: ClaimDiff, found: _Found) -> Outcome:
        quiet = self._silenced(found)
        loud = [f for f in found.findings if f.id not in quiet.ids]
        added = {claim.id for claim in diff.added}
        known = self._known.known
        unknown = [f for f in loud if fingerprint_of(f.id) not in known and _of(f, added)]
        was = reworded(unknown, found.before, self._known)
        new = tuple(f for f in unknown if f.id not in was)
        here = {fingerprint_of(f.id) for f in found.findings} | set(was.values())
        carried = [self._grown(f) for f in loud if f not in new]
        carried += [c for c in found.recall.carried if fingerprint_of(c.finding.id) not in here]
        fixed = tuple(f for f in found.before if fingerprint_of(f.id) not in here and not self._stands(f))
        run = self._run(found, (*new, *(c.finding for c in carried)), quiet.warnings)
        return Outcome(
            run=run,
            new=new,
            fixed=fixed,
            carried=tuple(carried),
            gone=found.recall.gone,
            failing=tuple(f.id for f in new if self._fails(f)),
            ignored=len(quiet.ids),
            compared=self._compared.words,
            changed=len(diff.added),
            removed=len(diff.removed),
            root=prefix_of(self._compared.git, Path.cwd()) if self._compared.git else "",
        )

    def _stands(self, finding: Finding) -> bool:
        """Whether all words of a finding of the base still stand somewhere in the copy."""
        claims = [c for c in (finding.claim, finding.other) if c]
        return all(self._tree.find(c.quote, c.file) for c in claims)

    def _silenced(self, found: _Found) -> Silenced:
        from checker.triage.side_file import NAME

        full = self._request.everything or self._request.update
        files = [f for f in self._tree.files if full or f in self._changed]
        if not files and NAME not in self._changed:
            return Silenced(frozenset())
        return silenced(found.findings, found.judged, files, self._tree, self._settings)

    def _grown(self, finding: Finding) -> CarriedOver:
        then = self._known.known.get(fingerprint_of(finding.id))
        if then is None:
            return CarriedOver(finding)
        reach = finding.reach
        return CarriedOver(finding, max(0, reach.calls - then.calls), max(0, reach.accounts - then.accounts))

    def _fails(self, finding: Finding) -> bool:
        from checker.findings.severity import at_or_above

        bar = self._settings.report.fail_on or "high"
        return bar != "never" and at_or_above(finding.severity, bar)

    def _run(self, found: _Found, findings: tuple[Finding, ...], more: Sequence[str]) -> Run:
        warnings = [*self._compared.warnings, *self._tree.notes, *more, *found.warnings]
        if found.unjudged:
            warnings.append(
                f"{found.unjudged} questions could not be judged; they count neither for nor against."
            )
        if found.unasked:
            warnings.append(
                f"{found.unasked} of the claims that this change takes out or alters were not judged, since "
                "they are many: a finding on them that is fixed is told only if the baseline holds it. "
                "`checker ci --all` judges them."
            )
        return Run(
            judge=found.judge,
            judge_model=found.model,
            findings=findings,
            claims=found.reports,
            skipped=self._tree.skipped,
            warnings=tuple(dict.fromkeys(warnings)),
            unjudged=found.unjudged,
            corpus=Corpus(
                calls=found.counts.calls,
                accounts=found.counts.accounts,
                statements=found.counts.statements,
                assets=len(self._tree.files),
                claims=len(found.judged),
            ),
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """What judging gave; empty where nothing was judged."""

    reports: tuple[ClaimReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    before: tuple[Finding, ...] = ()
    recall: Recalled = field(default_factory=Recalled)
    judged: tuple[Claim, ...] = ()
    judge: str = "none"
    model: str = ""
    unjudged: int = 0
    unasked: int = 0
    counts: Counts = field(default_factory=lambda: Counts(0, 0, 0))
    warnings: tuple[str, ...] = ()
    baseline: Baseline = field(default_factory=lambda: Baseline({}))


def _of(finding: Finding, claims: set[str]) -> bool:
    return any(c.id in claims for c in (finding.claim, finding.other) if c)


@contextmanager
def opened(request: Request, settings: Settings) -> Iterator[CallEvidence]:
    """The evidence that was asked for."""
    from checker.pipeline.opening import home_of, open_store

    if request.evidence is not None:
        from checker.ci.snapshot_evidence import SnapshotEvidence
        from checker.store.local_embedder import LocalEmbedder
        from checker.store.vector_cache import FILE, RememberingEmbedder

        embedder = RememberingEmbedder(LocalEmbedder(), home_of(settings) / FILE)
        yield SnapshotEvidence(request.evidence, embedder)
        return
    with ExitStack() as stack:
        store = stack.enter_context(open_store(settings, write=False))
        if not store.stats().calls:
            raise InputError(
                f"no calls in {settings.location}",
                "Run `checker index CALLS` first, or give --evidence SNAPSHOT.",
            )
        yield StoreEvidence(store)


def judge_for(request: Request, settings: Settings) -> Judge:
    """The judge: with a snapshot the embedded one unless a language model is asked for by name."""
    from checker.pipeline.opening import judge_of

    if request.evidence is not None and settings.judge.use == "auto":
        chosen = settings.judge.model_copy(update={"use": "embedded"})
        settings = settings.model_copy(update={"judge": chosen})
    return judge_of(settings)
