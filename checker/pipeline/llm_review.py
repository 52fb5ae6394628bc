"""`review` with a language model: calls distilled once, claims read against all points, a second look.

Nothing is reported that does not rest on words located in a file. What could not be read or judged is
counted and named; it is never taken for agreement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.model import (
    Asset,
    Call,
    Claim,
    ClaimReport,
    Corpus,
    Deal,
    Finding,
    Need,
    Run,
    Usage,
    digest,
)
from checker.pipeline.injection import signs_of_injection, speaks
from checker.pipeline.llm_choosing import Choosing
from checker.pipeline.llm_evidence import Placer
from checker.pipeline.llm_indexing import distil
from checker.pipeline.llm_needs import settled_needs
from checker.pipeline.llm_opening import LlmParts, llm_parts
from checker.pipeline.needs_by_hand import book_path
from checker.pipeline.opening import home_of
from checker.pipeline.progress import Reporter, Stage, silent
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.judge.later import Later
    from checker.judge.looking import Looked, Said
    from checker.judge.points import Point
    from checker.judge.reading import PointLines, Read
    from checker.store.index import Store


def review_by_llm(
    store: Store,
    settings: Settings,
    assets: Sequence[Asset],
    claims: Sequence[Claim],
    deals: Mapping[str, Deal],
    tell: Reporter,
    later: Later | None = None,
) -> Run:
    """Holds claims against the calls of the store.

    Args:
        store: The index.
        settings: Of the run; name the model.
        assets: Under review.
        claims: Of the assets.
        deals: Deal of each call, by call id.
        tell: Told about progress; may raise to cancel, what is answered is kept.
        later: Takes the questions that are not answered yet, for a batch.

    Raises:
        Pending: Questions were collected, and their answers are needed to go on.
        SettingsError: No model, no key, or a wrong prompt.
        BudgetError: What it takes is more than what is allowed; raised before the first call.
        JudgeError: The model cannot be asked at all; what is answered is kept.
    """
    calls = list(store.calls())
    accounts = [deal.account for deal in store.deals()]
    texts = [text for claim in claims for text in (claim.quote, claim.context)]
    parts = llm_parts(settings, home_of(settings), calls, accounts, texts, later)
    try:
        return _LlmReview(store, parts, calls, deals, tell, book_path(settings)).run(assets, claims)
    finally:
        parts.close()


def is_answered(
    store: Store,
    parts: LlmParts,
    claims: Sequence[Claim],
    deals: Mapping[str, Deal],
    book: Path,
) -> bool:
    """Goes through a review as far as the answers lead that are there; for estimates.

    Args:
        store: The index.
        parts: Collect in place of asking.
        claims: Under review.
        deals: Deal of each call, by call id.
        book: Of needs; a scratch one, since it is written.

    Returns:
        True if no question is left.
    """
    from checker.judge.asking import Pending

    try:
        _LlmReview(store, parts, list(store.calls()), deals, silent, book).run((), claims)
    except Pending:
        return False
    return True


class _LlmReview:
    def __init__(
        self,
        store: Store,
        parts: LlmParts,
        calls: Sequence[Call],
        deals: Mapping[str, Deal],
        tell: Reporter,
        book: Path,
    ) -> None:
        self._book = book
        self._store, self._parts, self._deals, self._tell = store, parts, deals, tell
        self._calls = {(call.file, call.id): call for call in calls}
        self._placer = Placer(self._calls, deals)
        self._warnings: list[str] = []
        self._unjudged = 0
        self._unread: set[str] = set()
        self._calls_unread = 0
        self._dropped = self._stray = self._refused = self._gaps = 0
        self._paid_before = Usage()

    def run(self, assets: Sequence[Asset], claims: Sequence[Claim]) -> Run:
        from checker.findings.rank import ranked
        from checker.findings.reach import count_accounts, reach
        from checker.judge.reading import PointLines

        self._warnings += signs_of_injection(self._calls.values(), claims)
        claims, all_claims = self._readable(claims), claims
        points, clashes = self._each(lambda: self._points(claims), lambda: self._conflicts(claims))
        lines = PointLines(points, self._calls, self._parts.desk)
        said, needs, gaps = self._each(
            lambda: self._said(claims, lines),
            lambda: self._needs(points, claims),
            lambda: self._wording(points, claims),
        )
        reports = self._reports(claims, said)
        findings = [*self._against(reports), *self._drift(claims, said), *clashes]
        findings += [*self._unmet(needs), *gaps, *self._unheard(reports, points)]
        findings = list(ranked(self._suggested(findings, reports)))
        against = [e for f in findings if f.kind == "contradicted-claim" for e in f.evidence]
        stats = self._store.stats()
        return Run(
            judge="llm",
            judge_model=self._parts.llm.model,
            findings=tuple(findings),
            claims=tuple(reports),
            needs=tuple(needs),
            unjudged=self._unjudged,
            warnings=self._told(),
            usage=_plus(self._paid_before, self._parts.usage),
            corpus=Corpus(
                calls=stats.calls,
                accounts=count_accounts(self._calls.values(), self._deals),
                statements=stats.buyer,
                assets=len(assets),
                claims=len(all_claims),
            ),
            against=reach(against, self._deals),
        )

    @staticmethod
    def _each(*work: Callable[[], Any]) -> list[Any]:
        """What each gives; all are tried before a batch is waited for, so that it holds as much as can be."""
        from checker.judge.asking import Pending

        made, waits = [], False
        for do in work:
            try:
                made.append(do())
            except Pending:
                waits = True
        if waits:
            raise Pending
        return made

    def _readable(self, claims: Sequence[Claim]) -> list[Claim]:
        """Claims of which something may be shown to the model; the others are unjudged."""
        kept = [claim for claim in claims if speaks(claim.quote)]
        self._unjudged += len(claims) - len(kept)
        self._warnings += [
            f"{claim.file}:{claim.span.start.line}: a claim that is made of instructions to a language model "
            "was not judged."
            for claim in claims
            if not speaks(claim.quote)
        ]
        return kept

    def _points(self, claims: Sequence[Claim]) -> list[Point]:
        """Points of all calls; those known cost nothing."""
        found = distil(self._parts, list(self._calls.values()), self._tell)
        self._dropped += found.dropped
        self._unjudged += found.failed * len(claims)
        self._calls_unread = found.failed
        self._warnings += found.warnings
        self._paid_before = found.before
        return list(found.points)

    def _said(self, claims: Sequence[Claim], lines: PointLines) -> dict[tuple[str, str], list[Said]]:
        """What is said to each claim, by claim id and side, after the second look."""
        from checker.judge.looking import Looker
        from checker.judge.reading import Reader

        parts = self._parts
        reader = Reader(parts.llm, parts.desk, parts.context_tokens)
        ranking = Choosing(self._store, claims, lines.points, parts.gate, self._tell)
        stage = Stage(self._tell, "Reading claims", max(1, len(reader.questions(claims, lines, ranking))))
        read = reader.read(claims, lines, ranking, stage.step)
        if ranking.unjudged:
            told = f"The gate could not judge {ranking.unjudged} pair(s) of claim and point; they were read."
            self._warnings.append(told)
        self._note(read)
        looker = Looker(parts.llm, parts.desk, self._calls, parts.context_tokens)
        stage = Stage(self._tell, "Second look", len(read.suspicions))
        looked = looker.look(read.suspicions, stage.step)
        self._note_looks(looked)
        out: dict[tuple[str, str], list[Said]] = defaultdict(list)
        for said in looked.said:
            out[said.claim.id, said.who].append(said)
        return out

    def _reports(
        self, claims: Sequence[Claim], said: Mapping[tuple[str, str], list[Said]]
    ) -> list[ClaimReport]:
        from checker.findings.status import claim_report

        return [claim_report(c, self._placer.said(said.get((c.id, "buyer"), []))) for c in claims]

    def _against(self, reports: Sequence[ClaimReport]) -> list[Finding]:
        from checker.findings.against import contradicted, dismissed

        found = [make(report, self._deals) for report in reports for make in (contradicted, dismissed)]
        return [f for f in found if f is not None]

    def _unheard(self, reports: Sequence[ClaimReport], points: Sequence[Point]) -> list[Finding]:
        from checker.findings.unheard_claim import searched_whole, unheard_claim

        if self._calls and self._calls_unread == len(self._calls):
            return []  # nothing was searched
        buyers = sum(p.who == "buyer" for p in points)
        searched = searched_whole(buyers, len(self._calls), self._calls_unread)
        found = [unheard_claim(r, searched) for r in reports if r.claim.id not in self._unread]
        return [f for f in found if f is not None]

    def _drift(self, claims: Sequence[Claim], said: Mapping[tuple[str, str], list[Said]]) -> list[Finding]:
        from checker.findings.rep_drift import rep_drift

        found = [
            rep_drift(claim, self._placer.said(said[claim.id, "ours"]), self._deals)
            for claim in claims
            if (claim.id, "ours") in said
        ]
        return [f for f in found if f is not None]

    def _conflicts(self, claims: Sequence[Claim]) -> list[Finding]:
        import numpy as np

        from checker.findings.conflicting_copy import conflicting_copy
        from checker.judge.copy_reading import CopyReader
        from checker.model import Verdict

        parts = self._parts
        stage = Stage(self._tell, "Comparing assets", 1)
        read = CopyReader(parts.llm, parts.desk, parts.context_tokens).read(claims, stage.step)
        self._failed("compare assets", read.failures)
        self._stray += read.stray
        near = np.ones((2, 1), dtype=np.float32)  # judged together: their nearness is not in question
        found: list[Finding] = []
        for conflict in read.conflicts:
            verdict = Verdict("contradicts", "llm", reason=conflict.reason)
            ids = (conflict.one.id, conflict.other.id)
            pair = (conflict.one, conflict.other)
            for finding in conflicting_copy(pair, near, {ids: verdict}, judge_decides=True):
                found.append(replace(finding, message=conflict.reason or finding.message))
        return found

    def _needs(self, points: Sequence[Point], claims: Sequence[Claim]) -> list[Need]:
        from checker.findings.reach import reach
        from checker.judge.needs_reading import NeedsReader

        if not any(p.who == "buyer" for p in points):
            return []
        parts = self._parts
        stage = Stage(self._tell, "Grouping needs", 1)
        read = NeedsReader(parts.llm, parts.desk, self._calls, parts.context_tokens).read(
            points, claims, stage.step
        )
        self._failed("group needs", read.failures)
        self._stray += read.stray
        out: list[Need] = []
        for need in read.needs:
            evidence = tuple(self._placer.of(need.quotes, "unrelated"))
            weight = reach(evidence, self._deals)
            out.append(Need(digest("need", need.title), need.title, evidence, weight, need.answered_by))
        return settled_needs(out, self._store, self._deals, self._book)

    def _unmet(self, needs: Sequence[Need]) -> list[Finding]:
        from checker.findings.by_reading import unmet_need_of

        return [f for need in needs if (f := unmet_need_of(need)) is not None]

    def _wording(self, points: Sequence[Point], claims: Sequence[Claim]) -> list[Finding]:
        from checker.findings.by_reading import wording_gap_of
        from checker.judge.wording_reading import WordingReader

        parts = self._parts
        stage = Stage(self._tell, "Comparing words", 1)
        read = WordingReader(parts.llm, parts.desk, self._calls, parts.context_tokens).read(
            points, claims, stage.step
        )
        self._failed("compare words", read.failures)
        self._gaps += read.dropped
        found = [
            wording_gap_of(g.claim, g.ours, g.theirs, self._placer.of(g.quotes, "unrelated"), self._deals)
            for g in read.gaps
        ]
        return [f for f in found if f is not None]

    def _suggested(self, findings: Sequence[Finding], reports: Sequence[ClaimReport]) -> list[Finding]:
        """Findings with suggestions that passed every check."""
        from checker.judge.suggest import Suggester

        parts = self._parts
        by_claim = {report.claim.id: report for report in reports}
        asked = [f for f in findings if f.kind in ("contradicted-claim", "dismissed-claim") and f.claim]
        stage = Stage(self._tell, "Writing suggestions", len(asked))
        suggester = Suggester(parts.llm, parts.desk)
        made = suggester.suggest([(f.kind, by_claim[f.claim.id]) for f in asked if f.claim], stage.step)
        self._refused += suggester.refused
        if suggester.failures:
            n, why = len(suggester.failures), suggester.failures[0]
            self._warnings.append(f"{n} suggestions could not be written: {why}")
        texts = {id(finding): text for finding, text in zip(asked, made, strict=True)}
        return [replace(f, suggestion=texts.get(id(f)) or f.suggestion) for f in findings]

    def _note(self, read: Read) -> None:
        self._warnings += read.warnings
        self._stray += read.stray
        self._unjudged += len(read.unread)
        self._unread |= set(read.unread)
        reasons = sorted(set(read.unread.values()))
        if reasons:
            self._warnings.append(
                f"{len(read.unread)} claims could not be read against the calls: {reasons[0]}"
            )

    def _note_looks(self, looked: Looked) -> None:
        self._dropped += looked.dropped
        self._unjudged += len(looked.unjudged)
        self._unread |= {ident for ident, _ in looked.unjudged}
        if looked.unjudged:
            self._warnings.append(
                f"{len(looked.unjudged)} suspicions could not be looked at again, and are not reported: "
                f"{looked.unjudged[0][1]}"
            )

    def _failed(self, what: str, reasons: Sequence[str]) -> None:
        self._unjudged += len(reasons)
        if reasons:
            self._warnings.append(f"The model could not {what} in full: {reasons[0]}")

    def _told(self) -> tuple[str, ...]:
        told = list(self._warnings)
        if self._dropped:
            told.append(f"{self._dropped} quotes of the model stand nowhere in the calls and were dropped.")
        if self._stray:
            told.append(f"{self._stray} ids of the model name nothing that it was given, and were left out.")
        if self._gaps:
            told.append(
                f"{self._gaps} wording gaps of the model stand nowhere, or in one call, and were dropped."
            )
        if self._refused:
            told.append(f"{self._refused} suggestions did not pass their checks and are not shown.")
        if self._parts.over_budget:
            told.append(f"The budget stopped the run, the rest is missing: {self._parts.over_budget}")
        return tuple(dict.fromkeys(told))


def _plus(a: Usage, b: Usage) -> Usage:
    return Usage(
        a.llm_calls + b.llm_calls, a.input_tokens + b.input_tokens, a.output_tokens + b.output_tokens
    )
