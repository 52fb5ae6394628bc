"""Drafts beside each other: each reviewed by itself, ranked by what can be counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from checker.model.following import AlignmentScore
from checker.model.results import Corpus, Finding, Need, Run, Skipped, Usage
from checker.model.words import Severity

CLASHING: tuple[Severity, ...] = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft with what a review of it alone found.

    A single draft need not answer every need: what it leaves unanswered is counted in `answered` and is no
    clash of its own.
    """

    file: str
    run: Run

    @property
    def alignment(self) -> AlignmentScore:
        """How far it and buyers agree, and over how many claims that is."""
        if self.run.alignment is None:
            return AlignmentScore("", None, 0, len(self.run.claims))
        return self.run.alignment.campaign

    @property
    def clashes(self) -> tuple[Finding, ...]:
        """Standing findings on its claims, notes left out, in the order of the run."""
        return tuple(f for f in self.run.standing if f.claim is not None and f.severity in CLASHING)

    @property
    def by_severity(self) -> tuple[int, int, int]:
        """How many clashes are high, medium and low."""
        found = Counter(f.severity for f in self.clashes)
        return found["high"], found["medium"], found["low"]

    @property
    def answered(self) -> int:
        """How many of the buyers' needs it answers, of all in `run.needs`."""
        return sum(1 for need in self.run.needs if need.answered_by)


@dataclass(frozen=True, slots=True)
class Batch:
    """Drafts that were compared, best first.

    Attributes:
        judge: Name of the judge.
        judge_model: Name and version of its model.
        drafts: Best first: `rank` has the order.
        failed: Drafts that could not be reviewed, by file.
        conflicts: Where two drafts cannot both be true; no draft is the worse for it.
        skipped: Calls that could not be read.
        warnings: About the calls and the judge; those about one draft are in its run.
        resumed: How many drafts had been reviewed before, by a run that was stopped or the same.
    """

    judge: str
    judge_model: str
    drafts: tuple[Draft, ...]
    failed: tuple[Skipped, ...] = ()
    conflicts: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    resumed: int = field(default=0, compare=False)

    @property
    def corpus(self) -> Corpus:
        """What was looked at in all."""
        if not self.drafts:
            return Corpus(assets=len(self.failed))
        first = self.drafts[0].run.corpus
        claims = sum(draft.run.corpus.claims for draft in self.drafts)
        return replace(first, assets=len(self.drafts), claims=claims, other_lines=0)

    @property
    def total(self) -> Run:
        """Judge, corpus, cost and what is unjudged over all drafts, as a run without findings."""
        runs = [draft.run for draft in self.drafts]
        usage = Usage(
            sum(run.usage.llm_calls for run in runs),
            sum(run.usage.input_tokens for run in runs),
            sum(run.usage.output_tokens for run in runs),
        )
        unjudged = sum(run.unjudged for run in runs)
        return Run(self.judge, self.judge_model, unjudged=unjudged, usage=usage, corpus=self.corpus)

    @property
    def needs(self) -> tuple[tuple[Need, tuple[str, ...]], ...]:
        """Each need with the drafts that answer it: those that none answers first, then the heaviest."""
        needs: dict[str, Need] = {}
        answers: dict[str, list[str]] = {}
        for draft in self.drafts:
            for need in draft.run.needs:
                needs.setdefault(need.id, need)
                answers.setdefault(need.id, []).extend([draft.file] if need.answered_by else [])
        found = [(need, tuple(sorted(answers[need.id]))) for need in needs.values()]

        def key(item: tuple[Need, tuple[str, ...]]) -> tuple[object, ...]:
            need, by = item
            return bool(by), -need.reach.accounts, -need.reach.calls, need.title, need.id

        return tuple(sorted(found, key=key))


def rank(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """Drafts best first: by score, then by fewer high, medium and low clashes, then by needs answered.

    A draft that nothing speaks for or against has no score and comes after those that have one.
    """

    def key(draft: Draft) -> tuple[object, ...]:
        score = draft.alignment.score
        return score is None, -(score or 0), draft.by_severity, -draft.answered, draft.file

    return tuple(sorted(drafts, key=key))
