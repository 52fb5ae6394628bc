"""`review`: copy held against the indexed calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import InputError
from checker.model import (
    Asset,
    Claim,
    Corpus,
    Deal,
    Evidence,
    Finding,
    Pair,
    PairKind,
    Run,
    Side,
    Skipped,
)
from checker.pipeline.copying import conflicts, gaps
from checker.pipeline.following import followed
from checker.pipeline.indexing import index
from checker.pipeline.needing import needs_of
from checker.pipeline.opening import home_of, judge_of, open_store
from checker.pipeline.progress import Reporter, Stage, silent
from checker.pipeline.quoting import Quoter, Stance
from checker.pipeline.reading import read_assets
from checker.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.judge.base import Judge
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

    Raises:
        InputError: Nothing to review, or no call is indexed.
        StoreError: The store cannot be used.
        SettingsError: The judge asked for is not configured.
    """
    from checker.pipeline.llm_opening import wants_llm
    from checker.pipeline.llm_review import review_by_llm
    from checker.segments.claims import claims as claims_of

    tell = progress or silent
    assets, unread = read_assets(copy, settings, tell)
    claims = [claim for asset in assets for claim in claims_of(asset)]
    skipped: list[Skipped] = list(unread)
    warnings = [f"{asset.file}: {note}" for asset in assets for note in asset.notes]
    if calls or deals:
        indexed = index(calls, settings, deals=deals, progress=progress)
        skipped += indexed.skipped
        warnings += indexed.warnings
    with open_store(settings, write=False) as store:
        if not store.stats().calls:
            raise InputError(
                f"no calls in {settings.location}", "Run `checker index CALLS` first, or give --calls CALLS."
            )
        if judge is None and wants_llm(settings):
            run = review_by_llm(store, settings, assets, claims, deals_by_call(store), tell)
        else:
            run = _Review(store, settings, judge or judge_of(settings), tell).run(assets, claims)
        run = followed(run, copy, assets, deals_by_call(store), settings, keep=keep)
    return replace(run, skipped=tuple(skipped), warnings=tuple(dict.fromkeys([*warnings, *run.warnings])))


class _Review:
    def __init__(self, store: Store, settings: Settings, judge: Judge, tell: Reporter) -> None:
        self._store = store
        self._settings = settings
        self._judge = judge
        self._tell = tell
        self._deals = deals_by_call(store)
        self._unjudged = 0

    def run(self, assets: Sequence[Asset], claims: Sequence[Claim]) -> Run:
        from checker.findings.against import contradicted, dismissed
        from checker.findings.rank import ranked
        from checker.findings.reach import reach
        from checker.findings.rep_drift import rep_drift
        from checker.findings.status import claim_report

        vectors = self._store.embed([claim.quote for claim in claims])
        spoken = self._spoken(claims, vectors, "buyer", "buyer", "Judging claims")
        told = self._spoken(claims, vectors, "ours", "rep", "Judging reps' words")
        reports = [claim_report(claim, spoken[claim.id]) for claim in claims]
        found: list[Finding | None] = []
        for report in reports:
            found += [contradicted(report, self._deals), dismissed(report, self._deals)]
        found += [rep_drift(claim, told[claim.id], self._deals) for claim in claims]
        found += conflicts(claims, vectors, self._judge)
        needs = needs_of(
            self._store,
            claims,
            reports,
            self._deals,
            own_vectors=not self._settings.judge.embeddings,
            book=home_of(self._settings) / "needs.json",
        )
        found += needs.findings
        found += gaps(claims, self._store, self._settings, self._deals)
        findings = ranked(f for f in found if f is not None)
        against = [e for f in findings if f.kind == "contradicted-claim" for e in f.evidence]
        return Run(
            judge=self._judge.name,
            judge_model=self._judge.model,
            findings=findings,
            claims=tuple(reports),
            needs=needs.needs,
            unjudged=self._unjudged,
            warnings=(*self._warnings(), *((needs.note,) if needs.note else ())),
            corpus=self._corpus(assets, claims),
            against=reach(against, self._deals),
        )

    def _spoken(
        self, claims: Sequence[Claim], vectors: NDArray[np.float32], side: Side, kind: PairKind, name: str
    ) -> dict[str, list[Evidence]]:
        """What one side says to each claim, by claim id: what is located word for word."""
        from checker.findings.focus import focused
        from checker.retrieve.candidates import CANDIDATES, Limits, Retriever

        limits = Limits(n=CANDIDATES[kind])
        rows = Retriever(self._store, side, limits).candidates(claims, vectors)
        asked = [(claim, candidate) for claim, row in zip(claims, rows, strict=True) for candidate in row]
        pairs = [Pair(kind, c.quote, k.statement.text, k.statement.context) for c, k in asked]
        stage = Stage(self._tell, name, len(pairs))
        verdicts = self._judge.judge(pairs, stage.step)
        self._unjudged += sum(v.relation == "unjudged" for v in verdicts)
        stances = [
            Stance(claim, candidate, verdict)
            for (claim, candidate), verdict in zip(asked, verdicts, strict=True)
            if verdict.relation not in ("unrelated", "unjudged")
        ]
        stances = focused(stances)
        spoken: dict[str, list[Evidence]] = defaultdict(list)
        quoter = Quoter(self._store, self._judge, self._deals)
        for stance, item in quoter.evidence(stances, kind):
            spoken[stance.claim.id].append(item)
        return spoken

    def _corpus(self, assets: Sequence[Asset], claims: Sequence[Claim]) -> Corpus:
        stats = self._store.stats()
        accounts = {d.account.casefold() for d in self._deals.values()}
        return Corpus(
            calls=stats.calls,
            accounts=len(accounts) or stats.accounts,
            statements=stats.buyer,
            assets=len(assets),
            claims=len(claims),
        )

    def _warnings(self) -> tuple[str, ...]:
        said = [_EMBEDDED] if self._judge.name == "embedded" else []
        if self._unjudged:
            said.append(
                f"{self._unjudged} questions could not be judged; they count neither for nor against."
            )
        return tuple(said)


def deals_by_call(store: Store) -> dict[str, Deal]:
    """The deal of each call of the store, by call id."""
    from checker.sources.deals import Deals

    deals = Deals(tuple(store.deals()))
    found = ((call.id, deals.deal_of(call)) for call in store.calls())
    return {ident: deal for ident, deal in found if deal is not None}
