"""Claims held against the calls and against other copy, as `review` does it, for some of the claims only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from checker.ci.conflicts import conflicts_with
from checker.ci.evidence import CallEvidence
from checker.errors import JudgeError
from checker.model import Candidate, Claim, ClaimReport, Evidence, Finding, PairKind
from checker.pipeline.asking import STAGES, WHO_ELSE, Asked, answers, in_rounds, retriever, speaks
from checker.pipeline.claiming import Claiming, claiming
from checker.pipeline.progress import Reporter, Stage
from checker.pipeline.quoting import Quoter, Stance

if TYPE_CHECKING:
    from checker.judge.base import Judge
    from checker.retrieve.candidates import Retriever

MOST_UNJUDGED: Final = 0.5
"""Share of questions without an answer above which nothing can be said about the change."""


class Judging:
    """Makes findings of claims.

    Args:
        evidence: The calls.
        judge: Who judges.
        tell: Told about progress.
    """

    def __init__(self, evidence: CallEvidence, judge: Judge, tell: Reporter) -> None:
        self._evidence, self._judge, self._tell = evidence, judge, tell
        self._retrievers: dict[PairKind, Retriever] = {}
        self.asked = 0
        self.unjudged = 0

    @property
    def name(self) -> str:
        """Name of the judge."""
        return self._judge.name

    @property
    def model(self) -> str:
        """Name and version of the judge's model."""
        return self._judge.model

    def findings(
        self, claims: Sequence[Claim], others: Sequence[Claim], wanted: Collection[str] | None = None
    ) -> tuple[list[ClaimReport], list[Finding]]:
        """What buyers and reps say to claims, and which others they cannot be true beside.

        Args:
            claims: What is judged.
            others: All copy; claims of `claims` may be among it.
            wanted: Ids of the claims that are held against the calls; the other claims only compete with
                them for statements, and are held against other copy. None for all.

        Raises:
            JudgeError: Too little of it could be judged.
        """
        if not claims:
            return [], []
        held = [claim for claim in claims if wanted is None or claim.id in wanted]
        reports, found = self._heard(held, claims, others) if held else ([], [])
        conflicts = conflicts_with(claims, others, self._evidence.embed, self._judge)
        if self.unjudged > MOST_UNJUDGED * max(1, self.asked):
            raise JudgeError(
                f"{self.unjudged} of {self.asked} questions could not be judged",
                "Look at the judge with `checker doctor`, then run it again; answers are kept.",
            )
        return reports, found + conflicts

    def _heard(
        self, held: Sequence[Claim], claims: Sequence[Claim], others: Sequence[Claim]
    ) -> tuple[list[ClaimReport], list[Finding]]:
        """What buyers and reps say to the claims `held`, with which all of `claims` compete."""
        from checker.findings.against import contradicted, dismissed
        from checker.findings.rep_drift import rep_drift
        from checker.findings.status import claim_report

        deals = dict(self._evidence.deals)
        named = {claim.id for claim in claims}
        vectors = self._evidence.embed([claim.quote for claim in claims])
        lines = claiming(claims, vectors, self._evidence.embedder)
        # The rest of the files that a change touches competes for a statement too. In a review all copy
        # does; a build would have to embed it first.
        files = {claim.file for claim in claims}
        rest = [c for c in others if c.file in files and c.id not in named]
        beside = Claiming((), vectors[:0], ())
        if rest:
            near = self._evidence.embed([claim.quote for claim in rest])
            beside = claiming(rest, near, self._evidence.embedder)
        wanted = {claim.id for claim in held}
        spoken = self._spoken(lines, beside, "buyer", wanted)
        told = self._spoken(lines, beside, "rep", wanted)
        claiming_ids = {claim.id for claim in lines.claims}
        held = [claim for claim in held if claim.id in claiming_ids]
        reports = [claim_report(claim, spoken[claim.id]) for claim in held]
        found = [make(report, deals) for report in reports for make in (contradicted, dismissed)]
        found += [rep_drift(claim, told[claim.id], deals) for claim in held]
        return reports, [f for f in found if f is not None]

    def _spoken(
        self,
        lines: Claiming,
        beside: Claiming,
        kind: PairKind,
        wanted: Collection[str],
    ) -> dict[str, list[Evidence]]:
        """What one side says to each claim that is wanted, by claim id."""
        from checker.findings.focus import answerable, focused

        rows = self._retriever(kind).candidates(
            lines.claims, lines.vectors, beside.vectors, (*lines.worth, *beside.worth)
        )
        asked = answerable(lines.claims, rows)
        rounds = in_rounds(asked, kind, self._judge.model, self._evidence.embedder)
        heard = self._stances(
            kind, asked, [n for n in rounds.first if asked[n][0].id in wanted], STAGES[kind]
        )
        heard |= self._stances(
            kind,
            asked,
            rounds.second((stance.claim.id, stance.verdict) for stance in heard.values()),
            WHO_ELSE[kind],
        )
        # A statement counts for the nearest claims only: those that lie nearer to one that speaks to a wanted
        # claim are judged on it too, so that each wanted claim gets what it would get among all.
        furthest: dict[str, tuple[float, float]] = {}
        for stance in heard.values():
            ident, place = stance.candidate.statement.id, _place(stance.candidate)
            furthest[ident] = max(place, furthest.get(ident, place))
        nearer = [
            n
            for n, (claim, candidate) in ((n, asked[n]) for n in rounds.first)
            if claim.id not in wanted
            and candidate.statement.id in furthest
            and _place(candidate) <= furthest[candidate.statement.id]
        ]
        heard |= self._stances(kind, asked, nearer, STAGES[kind])
        stances = [s for s in focused([heard[n] for n in sorted(heard)]) if s.claim.id in wanted]
        spoken: dict[str, list[Evidence]] = defaultdict(list)
        quoter = Quoter(self._evidence, self._judge, self._evidence.deals)
        for stance, item in quoter.evidence(stances, kind):
            spoken[stance.claim.id].append(item)
        return spoken

    def _stances(
        self, kind: PairKind, asked: Sequence[Asked], rows: Sequence[int], stage: str
    ) -> dict[int, Stance]:
        """Of these rows of `asked` those that speak to their claim, by row."""
        if not rows:
            return {}
        verdicts = answers(self._judge, kind, asked, rows, Stage(self._tell, stage, len(rows)))
        self.asked += len(rows)
        self.unjudged += sum(verdict.relation == "unjudged" for verdict in verdicts.values())
        return {row: Stance(*asked[row], verdict) for row, verdict in verdicts.items() if speaks(verdict)}

    def _retriever(self, kind: PairKind) -> Retriever:
        if kind not in self._retrievers:
            embedder = self._evidence.embedder
            self._retrievers[kind] = retriever(self._evidence, kind, self._judge.model, embedder)
        return self._retrievers[kind]


def _place(candidate: Candidate) -> tuple[float, float]:
    """How near a claim lies to a statement beside others, nearest first: as `focused` orders them."""
    return candidate.rivals, -candidate.score
