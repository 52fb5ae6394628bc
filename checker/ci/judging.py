"""Claims held against the calls and against other copy, as `review` does it, for some of the claims only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from checker.ci.conflicts import conflicts_with
from checker.ci.evidence import CallEvidence
from checker.errors import JudgeError
from checker.model import Claim, ClaimReport, Evidence, Finding, Pair, PairKind, Side
from checker.pipeline.progress import Reporter, Stage
from checker.pipeline.quoting import Quoter, Stance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.judge.base import Judge
    from checker.retrieve.candidates import Retriever

_SIDES: Final[dict[PairKind, Side]] = {"buyer": "buyer", "rep": "ours"}
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
        self, claims: Sequence[Claim], others: Sequence[Claim]
    ) -> tuple[list[ClaimReport], list[Finding]]:
        """What buyers and reps say to claims, and which others they cannot be true beside.

        Args:
            claims: What is judged.
            others: All copy; claims of `claims` may be among it.

        Raises:
            JudgeError: Too little of it could be judged.
        """
        from checker.findings.against import contradicted, dismissed
        from checker.findings.rep_drift import rep_drift
        from checker.findings.status import claim_report

        if not claims:
            return [], []
        deals = dict(self._evidence.deals)
        vectors = self._evidence.embed([claim.quote for claim in claims])
        # The rest of the files that a change touches competes for a statement too. In a review all copy
        # does; a build would have to embed it first.
        named, files = {claim.id for claim in claims}, {claim.file for claim in claims}
        rest = [c.quote for c in others if c.file in files and c.id not in named]
        beside = self._evidence.embed(rest) if rest else None
        spoken = self._spoken(claims, vectors, beside, "buyer", "Judging claims")
        told = self._spoken(claims, vectors, beside, "rep", "Judging reps' words")
        reports = [claim_report(claim, spoken[claim.id]) for claim in claims]
        found = [make(report, deals) for report in reports for make in (contradicted, dismissed)]
        found += [rep_drift(claim, told[claim.id], deals) for claim in claims]
        conflicts = conflicts_with(claims, others, self._evidence.embed, self._judge)
        if self.unjudged > MOST_UNJUDGED * max(1, self.asked):
            raise JudgeError(
                f"{self.unjudged} of {self.asked} questions could not be judged",
                "Look at the judge with `checker doctor`, then run it again; answers are kept.",
            )
        return reports, [f for f in found if f is not None] + conflicts

    def _spoken(
        self,
        claims: Sequence[Claim],
        vectors: NDArray[np.float32],
        beside: NDArray[np.float32] | None,
        kind: PairKind,
        name: str,
    ) -> dict[str, list[Evidence]]:
        """What one side says to each claim, by claim id."""
        from checker.findings.focus import focused

        rows = self._retriever(kind).candidates(claims, vectors, beside)
        asked = [(claim, candidate) for claim, row in zip(claims, rows, strict=True) for candidate in row]
        pairs = [Pair(kind, c.quote, k.statement.text, k.statement.context, k.rivals) for c, k in asked]
        stage = Stage(self._tell, name, len(pairs))
        verdicts = self._judge.judge(pairs, stage.step)
        self.asked += len(pairs)
        self.unjudged += sum(v.relation == "unjudged" for v in verdicts)
        stances = focused(
            [
                Stance(claim, candidate, verdict)
                for (claim, candidate), verdict in zip(asked, verdicts, strict=True)
                if verdict.relation not in ("unrelated", "unjudged")
            ]
        )
        spoken: dict[str, list[Evidence]] = defaultdict(list)
        quoter = Quoter(self._evidence, self._judge, self._evidence.deals)
        for stance, item in quoter.evidence(stances, kind):
            spoken[stance.claim.id].append(item)
        return spoken

    def _retriever(self, kind: PairKind) -> Retriever:
        from checker.retrieve.candidates import CANDIDATES, Limits, Retriever
        from checker.retrieve.rivals import MOST_RIVALS

        if kind not in self._retrievers:
            limits = Limits(n=CANDIDATES[kind], rivals=MOST_RIVALS)
            self._retrievers[kind] = Retriever(self._evidence, _SIDES[kind], limits)
        return self._retrievers[kind]
