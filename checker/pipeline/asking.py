"""Which of the statements near to a claim a judge is asked about, and in which order.

A judge without a gate is asked about the few that retrieval ranks first. With one (`checker.judge.gate`) far
more are looked at: of each claim the most promising are judged first, and where one of them speaks to the
claim the rest are judged too, so that all who say it are counted; a few where it does not count alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from checker.judge.gate import gate_of
from checker.model import Candidate, Claim, Pair, PairKind, Side, Verdict
from checker.pipeline.progress import Reporter, Stage, silent
from checker.retrieve.candidates import Limits, Retriever, StatementIndex
from checker.retrieve.rivals import MOST_RIVALS

if TYPE_CHECKING:
    from checker.judge.base import Judge

SIDES: Final[dict[PairKind, Side]] = {"buyer": "buyer", "rep": "ours"}

STAGES: Final[dict[PairKind, str]] = {"buyer": "Judging claims", "rep": "Judging reps' words"}
WHO_ELSE: Final[dict[PairKind, str]] = {
    "buyer": "Judging who else says so",
    "rep": "Judging which other reps do",
}

NEAREST: Final[dict[PairKind, int]] = {"buyer": 5, "rep": 3}
"""Statements of a claim that a judge without a gate is asked about, by the rank of retrieval."""

LOOKED_AT: Final[dict[PairKind, int]] = {"buyer": 20, "rep": 10}
"""Statements of a claim that a gate chooses from."""

FIRST: Final[dict[PairKind, int]] = {"buyer": 2, "rep": 1}
"""Of those the ones that are judged in any case, where they pass the gate."""

FIRST_PLAIN: Final = 3
"""The same where the others are plain (`Gate.is_plain`): they cost little, and the best two by length are
often those that only lead up to it."""

SEEKING: Final = 3
"""Statements that are judged to find one that says the same, where what was found does not count alone."""

_HITS = 4  # for each of NEAREST: so far claims compete for what lies near to them

Asked = tuple[Claim, Candidate]


@dataclass(frozen=True)
class Rounds:
    """Questions in two rounds, by their place in the list of all.

    Attributes:
        first: Asked in any case.
        rest: Asked of a claim for which the first round found something, by the claim's id.
    """

    first: tuple[int, ...]
    rest: dict[str, tuple[int, ...]]

    def second(self, heard: Iterable[tuple[str, Verdict]]) -> list[int]:
        """What is left to ask after the first round.

        Args:
            heard: What was answered, each with the id of its claim.
        """
        sure: dict[str, bool] = {}
        for ident, verdict in heard:
            if speaks(verdict):
                sure[ident] = sure.get(ident, False) or verdict.alone
        return sorted(
            row
            for ident, alone in sure.items()
            for row in self.rest.get(ident, ())[: None if alone else SEEKING]
        )


def looked_at(kind: PairKind, judge: str, embedder: str) -> int:
    """How many statements near to a claim are considered.

    Args:
        kind: Whose statements.
        judge: The model behind it.
        embedder: Name and version of what the statements' vectors are by.
    """
    return (LOOKED_AT if gate_of(judge, embedder, kind) else NEAREST)[kind]


def retriever(index: StatementIndex, kind: PairKind, judge: str, embedder: str) -> Retriever:
    """What finds the statements of a side that are considered; arguments as of `looked_at`."""
    n = looked_at(kind, judge, embedder)
    return Retriever(index, SIDES[kind], Limits(n=n, rivals=MOST_RIVALS, hits=_HITS * NEAREST[kind]))


def in_rounds(asked: Sequence[Asked], kind: PairKind, judge: str, embedder: str) -> Rounds:
    """What is asked first, and what only if that finds something; arguments as of `looked_at`."""
    gate = gate_of(judge, embedder, kind)
    if gate is None:
        return Rounds(tuple(range(len(asked))), {})
    odds: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for row, (claim, candidate) in enumerate(asked):
        if gate.passes(candidate):
            odds[claim.id].append((-gate.odds(candidate), row))
    first: list[int] = []
    rest: dict[str, tuple[int, ...]] = {}
    for ident, chances in odds.items():
        rows = [row for _, row in sorted(chances)]
        best, others = rows[: FIRST[kind]], rows[FIRST[kind] :]
        plain = [row for row in others if gate.is_plain(asked[row][1])][: FIRST_PLAIN - FIRST[kind]]
        first += best + plain
        rest[ident] = tuple(row for row in others if row not in plain)
    return Rounds(tuple(sorted(first)), rest)


def judged(
    judge: Judge, kind: PairKind, asked: Sequence[Asked], embedder: str, tell: Reporter = silent
) -> dict[int, Verdict]:
    """The verdicts of both rounds, by the questions' places in `asked`.

    Args:
        judge: Who is asked.
        kind: Whose statements.
        asked: All questions that there are.
        embedder: Name and version of what the statements' vectors are by.
        tell: Told about progress; may raise to cancel.
    """
    rounds = in_rounds(asked, kind, judge.model, embedder)
    found = answers(judge, kind, asked, rounds.first, Stage(tell, STAGES[kind], len(rounds.first)))
    second = rounds.second((asked[row][0].id, verdict) for row, verdict in found.items())
    if second:
        found |= answers(judge, kind, asked, second, Stage(tell, WHO_ELSE[kind], len(second)))
    return found


def answers(
    judge: Judge, kind: PairKind, asked: Sequence[Asked], rows: Sequence[int], stage: Stage
) -> dict[int, Verdict]:
    """The verdicts of some of the questions, by their places."""
    verdicts = judge.judge([pair_of(kind, *asked[row]) for row in rows], stage.step)
    return dict(zip(rows, verdicts, strict=True))


def pair_of(kind: PairKind, claim: Claim, candidate: Candidate) -> Pair:
    """The question what a statement is to a claim."""
    said = candidate.statement
    return Pair(kind, claim.quote, said.text, said.context, candidate.rivals, candidate.worth)


def speaks(verdict: Verdict) -> bool:
    """Whether a statement was heard to say something about its claim."""
    return verdict.relation not in ("unrelated", "unjudged")
