"""Needs: points of buyers grouped by what would have to be offered, and which claims answer each group.

Points are read in as few prompts as fit, each told the needs found so far. A need of two calls or more is
looked at again: raw words, all claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from checker.judge.asking import Answer, Question
from checker.judge.base import Ticker
from checker.judge.desk import Desk, Numbered
from checker.judge.forms import NeedsForm, TitleForm
from checker.judge.llm import LanguageModel
from checker.judge.looking import Calls, Quoted, around, excerpt
from checker.judge.points import Place, Point
from checker.judge.reading import PointLines
from checker.judge.tokens import count
from checker.model import Call, Claim

_PROMPT = 3000
_LEAST_CALLS = 2
_STATEMENTS = 24  # of one need that are looked at, in turns of calls


@dataclass(frozen=True, slots=True)
class NeedRead:
    """A need: its title, the buyers' words, and the claims that answer it."""

    title: str
    quotes: tuple[Quoted, ...]
    answered_by: tuple[Claim, ...]


@dataclass(slots=True)
class NeedsRead:
    """Needs, and why some points could not be grouped."""

    needs: list[NeedRead] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    stray: int = 0


@dataclass(slots=True)
class _Group:
    title: str
    points: dict[str, Point] = field(default_factory=dict)

    @property
    def calls(self) -> set[tuple[str, str]]:
        return {(p.file, p.call) for p in self.points.values()}


class NeedsReader:
    """Groups points into needs.

    Args:
        llm: Asks the model.
        desk: Writes the questions.
        calls: Where the raw turns are.
        context_tokens: What fits into one prompt with its answer.
    """

    def __init__(self, llm: LanguageModel, desk: Desk, calls: Calls, context_tokens: int = 100_000) -> None:
        self._llm, self._desk, self._calls = llm, desk, calls
        self._room = max(400, int(context_tokens * 0.85) - _PROMPT)

    def read(self, points: Sequence[Point], claims: Sequence[Claim], tick: Ticker | None = None) -> NeedsRead:
        """Needs of two calls or more, those of most calls first."""
        out = NeedsRead()
        lines = PointLines([p for p in points if p.who == "buyer"], self._calls, self._desk)
        groups: list[_Group] = []
        for part in self._parts(lines, claims):
            (result,) = self._llm.ask([self._question(lines, part, groups, claims)], tick)
            if isinstance(result, Answer):
                self._take(result.value, lines, part, groups, out)
            else:
                out.failures.append(result.reason)
        wide = [g for g in groups if len(g.calls) >= _LEAST_CALLS]
        self._look(wide, claims, out, tick)
        return out

    def _parts(self, lines: PointLines, claims: Sequence[Claim]) -> list[list[int]]:
        rows = sum(count(row, self._llm.model) + 3 for _, row in Numbered(claims).lines(self._desk))
        room = max(self._room // 4, self._room - rows)
        parts: list[list[int]] = [[]]
        total = 0
        for index, size in enumerate(lines.sizes(self._llm.model)):
            if parts[-1] and total + size > room:
                parts.append([])
                total = 0
            parts[-1].append(index)
            total += size
        return parts

    def _question(
        self, lines: PointLines, part: Sequence[int], groups: Sequence[_Group], claims: Sequence[Claim]
    ) -> Question[NeedsForm]:
        known = [f"[n{n}] {self._desk.line(g.title)}" for n, g in enumerate(groups, 1)]
        return self._desk.question(
            "find-needs",
            NeedsForm,
            points=lines.text(part),
            claims=Numbered(claims).text(self._desk),
            known=self._desk.block("needs", "", known or ["none"]),
        )

    def _take(
        self, answer: NeedsForm, lines: PointLines, part: Sequence[int], groups: list[_Group], out: NeedsRead
    ) -> None:
        shown = {f"p{index + 1}" for index in part}
        before = {f"n{n}": group for n, group in enumerate(groups, 1)}
        for form in answer.needs:
            group = before.get(form.need.strip("[] "))
            if group is None:
                group = _Group(" ".join(form.title.split()))
                groups.append(group)
            for ident in form.points:
                point = lines.by_id.get(ident.strip("[] "))
                if point is None or ident.strip("[] ") not in shown:
                    out.stray += 1
                else:
                    group.points[point.id] = point

    def _look(
        self, groups: Sequence[_Group], claims: Sequence[Claim], out: NeedsRead, tick: Ticker | None
    ) -> None:
        shown = [_spread(list(g.points.values())) for g in groups]
        questions = [self._check(g.title, points, claims) for g, points in zip(groups, shown, strict=True)]
        results = self._llm.ask(questions, tick)
        by_id = Numbered(claims).by_id
        for group, points, result in zip(groups, shown, results, strict=True):
            if not isinstance(result, Answer):
                out.failures.append(result.reason)
                continue
            ids = [i.strip("[] ").removeprefix("s") for i in result.value.statements]
            kept = [points[int(i) - 1] for i in ids if i.isdecimal() and 1 <= int(i) <= len(points)]
            answered = [by_id[k] for i in result.value.answered_by if (k := i.strip("[] ")) in by_id]
            out.stray += len(ids) - len(kept) + len(result.value.answered_by) - len(answered)
            quotes = tuple(dict.fromkeys(Quoted(p.call, p.file, q) for p in kept for q in p.quotes))
            if len({(q.file, q.call) for q in quotes}) >= _LEAST_CALLS:
                title = " ".join(result.value.title.split()) or group.title
                out.needs.append(NeedRead(title, quotes, tuple(dict.fromkeys(answered))))
        out.needs.sort(key=lambda n: (-len({(q.file, q.call) for q in n.quotes}), n.title))

    def _check(self, title: str, points: Sequence[Point], claims: Sequence[Claim]) -> Question[TitleForm]:
        blocks = []
        for n, point in enumerate(points, 1):
            call = self._calls[point.file, point.call]
            said = " … ".join(_words(call, q) for q in point.quotes)
            rows = [f"[s{n}] {self._desk.line(said)}", "in context:"]
            rows += excerpt(self._desk, call, around(call, point.quotes[:2]), "")
            blocks.append(self._desk.block("statement", f"s{n}", rows))
        return self._desk.question(
            "title-need",
            TitleForm,
            need=self._desk.block("need", "", [self._desk.line(title)]),
            statements="\n".join(blocks),
            claims=Numbered(claims).text(self._desk),
        )


def _words(call: Call, place: Place) -> str:
    return call.turns[place.turn].text[place.start : place.end]


def _spread(points: Sequence[Point]) -> list[Point]:
    """At most as many as are looked at, one of each call in turn."""
    by_call: dict[tuple[str, str], list[Point]] = {}
    for point in points:
        by_call.setdefault((point.file, point.call), []).append(point)
    rows = list(by_call.values())
    out: list[Point] = []
    for rank in range(max(map(len, rows), default=0)):
        out += [row[rank] for row in rows if rank < len(row)]
    return out[:_STATEMENTS]
