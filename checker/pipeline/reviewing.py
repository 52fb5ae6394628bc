"""`review`: copy held against the indexed calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import InputError
from checker.model import (
    Asset,
    Call,
    Claim,
    ClaimReport,
    Corpus,
    Deal,
    Evidence,
    Finding,
    PairKind,
    Run,
    Skipped,
    money_warnings,
)
from checker.pipeline import spending
from checker.pipeline.copying import conflicts, gaps
from checker.pipeline.following import followed
from checker.pipeline.indexing import index
from checker.pipeline.needing import FoundNeeds, needs_of
from checker.pipeline.needs_by_hand import book_path
from checker.pipeline.opening import judge_of, open_store
from checker.pipeline.progress import Reporter, silent
from checker.pipeline.quoting import Quoter, Stance
from checker.pipeline.reading import read_assets
from checker.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.judge.base import Judge
    from checker.judge.later import Later
    from checker.needs.stable import NeedsBook
    from checker.pipeline.claiming import Claiming
    from checker.retrieve.candidates import Retriever
    from checker.store.index import Store

_EMBEDDED = (
    "Judged without a language model: of what buyers and reps say against a claim only the plainest is "
    "found, and needs are grouped roughly; read each as a lead. Conflicts between assets do not depend on it."
)


def review(
    copy: Sequence[Path],
    settings: Settings,
    *,
    calls: Sequence[Path] = (),
    deals: Path | None = None,
    judge: Judge | None = None,
    progress: Reporter | None = None,
    keep: bool = True,
    later: Later | None = None,
) -> Run:
    """Holds copy against the indexed calls.

    Args:
        copy: Files and folders of campaign copy.
        settings: Settings of the run.
        calls: Transcripts to index first.
        deals: Deals file to take in with them.
        judge: A judge of the caller's own; default: the one that the settings choose.
        progress: Called at each step; may raise to cancel.
        keep: False stores no run for the next one to compare with.
        later: Takes what a language model is to be asked, for a batch; see `checker.pipeline.batching`.

    Raises:
        Pending: Questions were collected for a batch, and their answers are needed to go on.
        InputError: Nothing to review, or no call is indexed.
        StoreError: The store cannot be used.
        SettingsError: The judge asked for is not configured.
    """
    from checker.pipeline.llm_opening import wants_llm
    from checker.segments.claims import claims as claims_of

    tell = progress or silent
    assets, unread = read_assets(copy, settings, tell)
    claims = [claim for asset in assets for claim in claims_of(asset)]
    skipped: list[Skipped] = list(unread)
    warnings = [f"{asset.file}: {note}" for asset in assets for note in asset.notes]
    if calls or deals:
        read = settings if later is None else _unread(settings)
        indexed = index(calls, read, deals=deals, progress=progress)
        skipped += indexed.skipped
        warnings += indexed.besides_sides
        budget = spending.Limits(settings, reads=judge is None and wants_llm(settings))
        budget.spend(indexed.spent)
        settings = budget.left()
    with open_store(settings, write=False) as store:
        reviewer = Reviewer(store, settings, judge, later)
        run = reviewer.run(assets, claims, tell)
        run = followed(run, copy, assets, reviewer.deals, settings, keep=keep)
    return replace(run, skipped=tuple(skipped), warnings=tuple(dict.fromkeys([*warnings, *run.warnings])))


class Reviewer:
    """Holds claims against the calls of one store, as often as asked.

    What depends on the calls only is made once. Threads may share it after a first run.

    Args:
        store: Open for reading; stays the caller's.
        settings: Of the run.
        judge: A judge of the caller's own; default: the one that the settings choose.
        later: Takes the questions to a language model, for a batch.
        book: Of needs, where it is not the file beside the index.

    Raises:
        InputError: The store holds no calls.
        SettingsError: The judge asked for is not configured.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        judge: Judge | None = None,
        later: Later | None = None,
        book: NeedsBook | None = None,
    ) -> None:
        from checker.findings.reach import count_accounts
        from checker.pipeline.llm_opening import wants_llm
        from checker.sources.speakers import unplaced_of

        if not store.stats().calls:
            raise InputError(
                f"no calls in {settings.location}", "Run `checker index CALLS` first, or give --calls CALLS."
            )
        self._store, self._later = store, later
        self._settings = settings
        self._book = book_path(settings) if book is None else book
        # A language model reads whole drafts; it takes its own parts for each of them.
        reads = judge is None and wants_llm(settings)
        self._judge = judge if judge or reads else judge_of(settings)
        self._retrievers: dict[tuple[PairKind, str], Retriever] = {}
        heads = tuple(store.heads())
        self.deals = deals_by_call(store, heads)
        self._accounts = count_accounts(heads, self.deals)
        self._unplaced = unplaced_of(heads, store.stats().unknown)
        self._money = money_warnings(store.deals())

    @property
    def judge(self) -> tuple[str, str]:
        """Name of the judge, and name and version of its model."""
        if self._judge is None:
            return "llm", self._settings.judge.model
        return self._judge.name, self._judge.model

    def run(
        self,
        assets: Sequence[Asset],
        claims: Sequence[Claim],
        tell: Reporter,
        settings: Settings | None = None,
    ) -> Run:
        """What is found on the claims of some assets.

        Args:
            assets: Under review.
            claims: Of the assets.
            tell: Told about progress; may raise to cancel.
            settings: Of this run, where a limit of a language model is another one than before.
        """
        if self._judge is None:
            from checker.pipeline.llm_review import review_by_llm

            used = settings or self._settings
            run = review_by_llm(self._store, used, assets, claims, self.deals, tell, self._later)
        else:
            run = self._judged(self._judge, assets, claims, tell)
        return replace(
            run,
            warnings=(*self._unplaced.warnings, *run.warnings, *self._money),
            corpus=replace(run.corpus, unplaced=self._unplaced.statements),
        )

    def needs(self, claims: Sequence[Claim], tell: Reporter) -> FoundNeeds | None:
        """Needs of all calls, held against some claims; None where a language model reads whole drafts.

        Args:
            claims: Only what buyers say to them is judged.
            tell: Told about progress; may raise to cancel.
        """
        from checker.findings.status import claim_report

        if self._judge is None:
            return None
        vectors = self._store.embed([claim.quote for claim in claims])
        spoken, _ = self._spoken(self._judge, self._claiming(claims, vectors), "buyer", tell)
        return self._needs(claims, [claim_report(claim, spoken[claim.id]) for claim in claims])

    def settle_needs(self) -> None:
        """Gives the needs of all calls the ids that they keep, whatever the copy is."""
        self._needs((), ())

    def _needs(self, claims: Sequence[Claim], reports: Sequence[ClaimReport]) -> FoundNeeds:
        return needs_of(
            self._store,
            claims,
            reports,
            self.deals,
            own_vectors=not self._settings.judge.embeddings,
            book=self._book,
        )

    def _claiming(self, claims: Sequence[Claim], vectors: NDArray[np.float32]) -> Claiming:
        from checker.pipeline.claiming import claiming

        return claiming(claims, vectors, self._store.embedder)

    def _judged(self, judge: Judge, assets: Sequence[Asset], claims: Sequence[Claim], tell: Reporter) -> Run:
        from checker.findings.against import contradicted, dismissed
        from checker.findings.rank import ranked
        from checker.findings.reach import reach
        from checker.findings.rep_drift import rep_drift
        from checker.findings.status import claim_report
        from checker.findings.unheard_claim import searched_nearest, unheard_claim
        from checker.pipeline.asking import looked_at

        vectors = self._store.embed([claim.quote for claim in claims])
        held = self._claiming(claims, vectors)
        spoken, unsaid = self._spoken(judge, held, "buyer", tell)
        told, untold = self._spoken(judge, held, "rep", tell)
        reports = [claim_report(claim, spoken[claim.id]) for claim in claims]
        found: list[Finding | None] = []
        for report in reports:
            found += [contradicted(report, self.deals), dismissed(report, self.deals)]
        found += [rep_drift(claim, told[claim.id], self.deals) for claim in claims]
        found += conflicts(claims, vectors, judge)
        needs = self._needs(claims, reports)
        named = {claim.id for claim in held.claims}
        reports = [report for report in reports if report.claim.id in named]
        found += needs.findings
        found += gaps(claims, vectors, self._store, self._settings, self.deals)
        stats = self._store.stats()
        searched = searched_nearest(
            looked_at("buyer", judge.model, self._store.embedder), stats.buyer, stats.calls
        )
        found += [unheard_claim(r, searched) for r in reports if r.claim.id not in unsaid]
        findings = ranked(f for f in found if f is not None)
        against = [e for f in findings if f.kind == "contradicted-claim" for e in f.evidence]
        return Run(
            judge=judge.name,
            judge_model=judge.model,
            findings=findings,
            claims=tuple(reports),
            needs=needs.needs,
            unjudged=len(unsaid) + len(untold),
            warnings=(*_warnings(judge, len(unsaid) + len(untold)), *((needs.note,) if needs.note else ())),
            corpus=self._corpus(assets, held.claims, other_lines=len(claims) - len(held.claims)),
            against=reach(against, self.deals),
        )

    def _spoken(
        self,
        judge: Judge,
        held: Claiming,
        kind: PairKind,
        tell: Reporter,
    ) -> tuple[dict[str, list[Evidence]], list[str]]:
        """What one side says to each claim, by its id, located; and the claim of each unanswered question."""
        from checker.findings.focus import answerable, focused
        from checker.pipeline.asking import judged, speaks

        found = self._retriever(kind, judge.model).candidates(held.claims, held.vectors, worth=held.worth)
        asked = answerable(held.claims, found)
        verdicts = judged(judge, kind, asked, self._store.embedder, tell)
        unjudged = [asked[row][0].id for row, v in verdicts.items() if v.relation == "unjudged"]
        stances = [Stance(*asked[row], verdicts[row]) for row in sorted(verdicts) if speaks(verdicts[row])]
        stances = focused(stances)
        spoken: dict[str, list[Evidence]] = defaultdict(list)
        quoter = Quoter(self._store, judge, self.deals)
        for stance, item in quoter.evidence(stances, kind):
            spoken[stance.claim.id].append(item)
        return spoken, unjudged

    def _retriever(self, kind: PairKind, judge: str) -> Retriever:
        from checker.pipeline.asking import retriever

        if (kind, judge) not in self._retrievers:
            self._retrievers[kind, judge] = retriever(self._store, kind, judge, self._store.embedder)
        return self._retrievers[kind, judge]

    def _corpus(self, assets: Sequence[Asset], claims: Sequence[Claim], other_lines: int) -> Corpus:
        stats = self._store.stats()
        return Corpus(
            calls=stats.calls,
            accounts=self._accounts,
            statements=stats.buyer,
            assets=len(assets),
            claims=len(claims),
            other_lines=other_lines,
        )


def _unread(settings: Settings) -> Settings:
    """Settings with which calls are indexed and not read by a model: a batch reads them."""
    return settings.model_copy(update={"judge": settings.judge.model_copy(update={"use": "embedded"})})


def _warnings(judge: Judge, unjudged: int) -> tuple[str, ...]:
    said = [_EMBEDDED] if judge.name == "embedded" else []
    if unjudged:
        said.append(f"{unjudged} questions could not be judged; they count neither for nor against.")
    return tuple(said)


def deals_by_call(store: Store, heads: Iterable[Call] | None = None) -> dict[str, Deal]:
    """The deal of each call of the store, by call id.

    Args:
        store: Open.
        heads: Its calls, where they were read already.
    """
    from checker.findings.reach import DealsByCall
    from checker.sources.deals import Deals

    deals = Deals(tuple(store.deals()))
    by_call = DealsByCall(deals.by_call(store.heads() if heads is None else heads))
    by_call.sums = deals.sums  # of all deals, as `index` tells it
    return by_call
