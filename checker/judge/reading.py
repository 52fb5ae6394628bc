"""Reading, not slicing: all claims against all points in as few prompts as fit.

The points come first and are the same in every prompt of a run, so that a provider's prompt cache pays
for most of them. What is found is a suspicion: `looking.py` looks at the raw turns before it counts. Only
where the points outgrow the budget does a ranking choose them for each claim, and the result says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from checker.judge.asking import Answer, Question
from checker.judge.base import Ticker
from checker.judge.desk import Desk, Numbered, grouped
from checker.judge.forms import SuspicionsForm
from checker.judge.llm import LanguageModel
from checker.judge.points import Point, Who
from checker.judge.tokens import count
from checker.model import Call, Claim

Ranking = Callable[[Sequence[Claim]], Sequence[Sequence[int]]]
"""For each claim, indexes of points, the likeliest to speak to it first."""

_PROMPT = 1500  # tokens of the prompt itself
_ANSWER = 0.15  # of the context is left for the answer
_POINTS = 0.75  # of the room that the points may take, so that claims fit beside them
_CHOSEN_FOR = 8  # claims in one prompt where points are chosen: as many at least; more if theirs fit


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A claim and the points of one side that may speak to it."""

    claim: Claim
    who: Who
    points: tuple[Point, ...]


@dataclass(slots=True)
class Read:
    """What reading gave.

    Attributes:
        suspicions: In order of claims.
        unread: Claims that could not be read against the points, with the reason.
        stray: Ids in answers that no prompt held.
        prompts: How many prompts it took.
        warnings: For the report.
    """

    suspicions: list[Suspicion] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)
    stray: int = 0
    prompts: int = 0
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Batch:
    claims: tuple[Claim, ...]
    points: tuple[int, ...]


class PointLines:
    """Points as prompts list them: under ids p1, p2 …, one fence a call.

    Args:
        points: In order of files and calls.
        calls: By file and id; for dates.
        desk: Writes the lines.
    """

    def __init__(self, points: Sequence[Point], calls: Mapping[tuple[str, str], Call], desk: Desk) -> None:
        self.points = tuple(points)
        self._desk = desk
        self.by_id = {f"p{n}": point for n, point in enumerate(self.points, 1)}
        dates = {key: call.date for key, call in calls.items()}
        self._rows: list[tuple[str, str]] = []
        for ident, p in self.by_id.items():
            date = dates.get((p.file, p.call))
            told = ", ".join(part for part in (p.who, f"about {p.about}", p.kind, date) if part)
            self._rows.append((f"{p.file}\0{p.call}", f"[{ident}] {told}: {desk.line(p.text)}"))

    def text(self, indexes: Sequence[int] | None = None) -> str:
        """All points, or those of the indexes, in order."""
        rows = self._rows if indexes is None else [self._rows[i] for i in sorted(set(indexes))]
        return grouped(self._desk, "call", rows, "c")

    def sizes(self, model: str) -> list[int]:
        """Tokens of each point's line."""
        return [count(row, model) + 3 for _, row in self._rows]


class Reader:
    """Reads claims against points.

    Args:
        llm: Asks the model.
        desk: Writes the questions.
        context_tokens: What fits into one prompt with its answer.
    """

    def __init__(self, llm: LanguageModel, desk: Desk, context_tokens: int = 100_000) -> None:
        self._llm, self._desk = llm, desk
        self.room = max(400, int(context_tokens * (1 - _ANSWER)) - _PROMPT)

    def questions(
        self, claims: Sequence[Claim], lines: PointLines, ranking: Ranking | None = None
    ) -> list[Question[SuspicionsForm]]:
        """The prompts that reading takes; for estimates."""
        return [self._question(batch, lines) for batch in self._batches(claims, lines, ranking)[0]]

    def read(
        self,
        claims: Sequence[Claim],
        lines: PointLines,
        ranking: Ranking | None = None,
        tick: Ticker | None = None,
    ) -> Read:
        """Suspicions on the claims.

        Args:
            claims: Of all assets under review.
            lines: The points.
            ranking: Chooses points for claims where not all of them fit.
            tick: Told how many more prompts are done.
        """
        out = Read()
        if not claims or not lines.points:
            return out
        batches, chosen = self._batches(claims, lines, ranking)
        if chosen:
            out.warnings.append(
                f"The calls hold more than fits into one prompt ({len(lines.points)} points): for each claim "
                "the nearest ones were read, not all. A larger [judge] context_tokens reads more."
            )
        found: dict[tuple[str, Who], dict[str, Point]] = {}
        while batches:
            results = self._llm.ask([self._question(b, lines) for b in batches], tick)
            out.prompts += len(batches)
            again: list[_Batch] = []
            for batch, result in zip(batches, results, strict=True):
                if isinstance(result, Answer):
                    self._take(batch, result.value, lines, found, out)
                elif result.kind in ("length", "too-long") and len(batch.claims) > 1:
                    again += _halves(batch)
                else:
                    out.unread |= {claim.id: result.reason for claim in batch.claims}
            batches = again
        order: tuple[Who, Who] = ("buyer", "ours")
        for claim in claims:
            for who in order:
                if points := found.get((claim.id, who)):
                    out.suspicions.append(Suspicion(claim, who, tuple(points.values())))
        return out

    def _question(self, batch: _Batch, lines: PointLines) -> Question[SuspicionsForm]:
        return self._desk.question(
            "read-claims",
            SuspicionsForm,
            points=lines.text(batch.points),
            claims=Numbered(batch.claims).text(self._desk),
        )

    def _take(
        self,
        batch: _Batch,
        answer: SuspicionsForm,
        lines: PointLines,
        found: dict[tuple[str, Who], dict[str, Point]],
        out: Read,
    ) -> None:
        claims = Numbered(batch.claims).by_id
        shown = set(batch.points)
        for form in answer.suspicions:
            claim = claims.get(form.claim.strip("[] "))
            if claim is None:
                out.stray += 1
                continue
            for ident in form.points:
                point = lines.by_id.get(ident.strip("[] "))
                if point is None or int(ident.strip("[] ")[1:]) - 1 not in shown:
                    out.stray += 1
                    continue
                found.setdefault((claim.id, point.who), {})[point.id] = point

    def _batches(
        self, claims: Sequence[Claim], lines: PointLines, ranking: Ranking | None
    ) -> tuple[list[_Batch], bool]:
        """Claims with the points that each prompt holds, and whether points had to be chosen."""
        sizes = lines.sizes(self._llm.model)
        everything = tuple(range(len(sizes)))
        rows = [count(row, self._llm.model) + 3 for _, row in Numbered(claims).lines(self._desk)]
        if sum(sizes) <= self.room * _POINTS or sum(sizes) + sum(rows) <= self.room:
            left = self.room - sum(sizes)
            return [_Batch(part, everything) for part in _filled(claims, rows, left)], False
        ranked = ranking(claims) if ranking else [everything] * len(claims)
        batches: list[_Batch] = []
        start = 0
        while start < len(claims):
            end = _end(start, ranked, sizes, rows, self.room)
            left = self.room - sum(rows[start:end])
            batch = _Batch(tuple(claims[start:end]), _chosen(ranked[start:end], sizes, left))
            batches += [batch] if batch.points else []  # a judge may have left a claim nothing to read
            start = end
        return batches, True


def _filled(claims: Sequence[Claim], sizes: Sequence[int], room: int) -> list[tuple[Claim, ...]]:
    """Claims in parts that fit."""
    parts: list[list[Claim]] = [[]]
    total = 0
    for claim, size in zip(claims, sizes, strict=True):
        if parts[-1] and total + size > room:
            parts.append([])
            total = 0
        parts[-1].append(claim)
        total += size
    return [tuple(part) for part in parts]


def _end(
    start: int, ranked: Sequence[Sequence[int]], sizes: Sequence[int], rows: Sequence[int], room: int
) -> int:
    """How far the claims of one prompt reach: while all that was chosen for them fits."""
    end, total, taken = start, 0, set[int]()
    while end < len(ranked):
        fresh = set(ranked[end]) - taken
        total += rows[end] + sum(sizes[i] for i in fresh)
        if total > room and end - start >= _CHOSEN_FOR:
            break
        taken |= fresh
        end += 1
    return end


def _chosen(ranked: Sequence[Sequence[int]], sizes: Sequence[int], room: int) -> tuple[int, ...]:
    """The best points of each claim in turn until the room is full."""
    chosen: set[int] = set()
    for rank in range(max(map(len, ranked), default=0)):
        for row in ranked:
            if rank < len(row) and row[rank] not in chosen:
                if sizes[row[rank]] > room:
                    return tuple(sorted(chosen))
                room -= sizes[row[rank]]
                chosen.add(row[rank])
    return tuple(sorted(chosen))


def _halves(batch: _Batch) -> list[_Batch]:
    middle = len(batch.claims) // 2
    return [_Batch(batch.claims[:middle], batch.points), _Batch(batch.claims[middle:], batch.points)]
