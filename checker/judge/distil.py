"""Reads each call whole, once, and distils it into points.

The price is paid once for each content of a call: points are kept by a digest of what was said and by
whom. A quote that its turn does not hold is dropped and counted; a point without a quote is no point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from checker.judge.asking import Answer, Failure, Question, ReplyCache, Result
from checker.judge.base import Ticker
from checker.judge.desk import Desk
from checker.judge.forms import PointForm, PointsForm
from checker.judge.llm import LanguageModel
from checker.judge.points import Place, Point, decode_points, encode_points, make_point
from checker.judge.tokens import count
from checker.judge.verify import locate, uninterrupted
from checker.model import Call, Turn, Usage, digest

_OVERLAP = 8  # turns that two windows of a long call share
_OUTSIDE = 5000  # tokens for the prompt around the transcript and for the answer


@dataclass(frozen=True, slots=True)
class Distilled:
    """What was made of one call.

    Attributes:
        points: In order of their first quote.
        dropped: Quotes that are not where the model said.
        usage: What it cost, whenever it was paid for.
        failure: Why the call, or a part of it, could not be read; empty if it could.
    """

    points: tuple[Point, ...] = ()
    dropped: int = 0
    usage: Usage = field(default_factory=Usage)
    failure: str = ""


class Distiller:
    """Makes points of calls.

    Args:
        llm: Asks the model.
        desk: Writes the questions.
        kept: Where points are kept.
        context_tokens: What fits into one prompt with its answer.
    """

    def __init__(
        self, llm: LanguageModel, desk: Desk, kept: ReplyCache | None = None, context_tokens: int = 100_000
    ) -> None:
        self._llm, self._desk, self._kept = llm, desk, kept
        self._room = max(500, context_tokens - _OUTSIDE)

    def key(self, call: Call) -> str:
        """Digest of what decides the points of a call: who said what, the model and the prompt."""
        said = [
            f"{call.speakers[t.speaker].side}|{call.speakers[t.speaker].name}|{t.text}" for t in call.turns
        ]
        version = self._desk.version("distil-call")
        return digest(self._llm.model, version, str(self._room), call.date or "", *said, length=32)

    def known(self, call: Call) -> Distilled | None:
        """What was made of the call before."""
        found = self._kept.get(self.key(call)) if self._kept else None
        read = decode_points(found[0], call.id, call.file) if found else None
        return Distilled(read[0], read[1], found[1]) if found and read else None

    def questions(self, call: Call) -> list[Question[PointsForm]]:
        """The questions that reading a call takes: one, or several where it outgrows a prompt."""
        return [self._question(call, window) for window in self._windows(call)]

    def distil(self, calls: Sequence[Call], tick: Ticker | None = None) -> list[Distilled]:
        """What each call says, in order. Calls that are known cost nothing.

        Raises:
            JudgeError: No question can be answered; what is answered is kept.
        """
        out = {self.key(c): self.known(c) for c in calls}
        fresh: dict[str, Call] = {}
        for call in calls:
            if out[self.key(call)] is None:
                fresh.setdefault(self.key(call), call)
        if tick:
            tick(sum(out[self.key(c)] is not None for c in calls))
        by_call = self._results(list(fresh.values()), tick)
        found: list[Distilled] = []
        for call in calls:
            known = self.known(call) if out[self.key(call)] is not None else None
            found.append(known or self._read(call, by_call.get(self.key(call), [])))
        return found

    def _results(self, calls: Sequence[Call], tick: Ticker | None) -> dict[str, list[Result[PointsForm]]]:
        """Answers by the key of their call; what is too long, as prompt or answer, is read in halves."""
        out: dict[str, list[Result[PointsForm]]] = {}
        asked = [(call, window) for call in calls for window in self._windows(call)]
        while asked:
            results = self._llm.ask([self._question(call, window) for call, window in asked], tick)
            again: list[tuple[Call, Sequence[Turn]]] = []
            for (call, window), result in zip(asked, results, strict=True):
                if isinstance(result, Failure) and result.kind in ("length", "too-long") and len(window) > 1:
                    again += [(call, half) for half in _halves(window)]
                    # What it cost is kept; what it lacks is asked again.
                    result = Answer(PointsForm(points=[]), result.usage)
                out.setdefault(self.key(call), []).append(result)
            asked = again
        return out

    def _read(self, call: Call, results: Sequence[Result[PointsForm]]) -> Distilled:
        points: dict[tuple[str, tuple[Place, ...]], Point] = {}
        dropped, usage, failures = 0, Usage(), []
        for result in results:
            usage = Usage(
                usage.llm_calls + result.usage.llm_calls,
                usage.input_tokens + result.usage.input_tokens,
                usage.output_tokens + result.usage.output_tokens,
            )
            if isinstance(result, Failure):
                failures.append(result.reason)
                continue
            for form in result.value.points:
                point, lost = located(form, call)
                dropped += lost
                if point:
                    points.setdefault((point.who, point.quotes), point)
        ordered = tuple(sorted(points.values(), key=lambda p: (p.quotes, p.id)))
        if self._kept and not failures:
            self._kept.put(self.key(call), "points", encode_points(ordered, dropped), usage)
        return Distilled(ordered, dropped, usage, failures[0] if failures else "")

    def _question(self, call: Call, turns: Sequence[Turn]) -> Question[PointsForm]:
        lines = [turn_line(self._desk, call, turn, f"t{turn.index}") for turn in turns]
        named = ", ".join(p for p in (call.date, call.account) if p) or "date and account unknown"
        return self._desk.question(
            "distil-call",
            PointsForm,
            call=self._desk.block("about", "", [self._desk.line(named)]),
            transcript=self._desk.block("transcript", "", lines),
        )

    def _windows(self, call: Call) -> list[Sequence[Turn]]:
        """The turns, or stretches of them that overlap, each as long as fits."""
        sizes = [count(t.text, self._llm.model) + 16 for t in call.turns]
        if sum(sizes) <= self._room:
            return [call.turns] if call.turns else []
        out: list[Sequence[Turn]] = []
        start = 0
        while start < len(sizes):
            end, total = start, 0
            while end < len(sizes) and (end == start or total + sizes[end] <= self._room):
                total += sizes[end]
                end += 1
            out.append(call.turns[start:end])
            if end == len(sizes):
                break
            start = max(start + 1, end - _OVERLAP)
        return out


def _halves(turns: Sequence[Turn]) -> list[Sequence[Turn]]:
    """Two stretches that overlap a little, each shorter than the whole."""
    middle, shared = len(turns) // 2, min(_OVERLAP // 2, len(turns) // 4)
    return [turns[: middle + shared], turns[middle - shared :]]


def turn_line(desk: Desk, call: Call, turn: Turn, ident: str) -> str:
    """A turn as prompts show it: id, side, speaker, words."""
    speaker = call.speakers[turn.speaker]
    said = desk.line(turn.text, breaks=turn.source.breaks)
    return f"[{ident}] {speaker.side}, {desk.line(speaker.name)}: {said}"


def located(form: PointForm, call: Call) -> tuple[Point | None, int]:
    """A point with the quotes that are there, in turns of the side it names, and how many are not.

    A point that names no words at all is dropped too, and counts as one.
    """
    places: list[Place] = []
    dropped = 0
    for quote in form.quotes:
        found = quote_places(call, quote.turn.removeprefix("t"), quote.words, form.who)
        places += found
        dropped += not found
    text = " ".join(form.text.split())
    if not places or not text:
        return None, max(1, dropped)
    return make_point(call.id, call.file, form.about, form.who, form.kind, text, places), dropped


def quote_places(call: Call, turn: str, words: str, side: str) -> list[Place]:
    """Where a turn of that side holds the words; more than one place where its file interrupts them."""
    if not turn.isdecimal() or int(turn) >= len(call.turns):
        return []
    said = call.turns[int(turn)]
    place = locate(words, said.text) if call.speakers[said.speaker].side == side else None
    if place is None:
        return []
    pieces = uninterrupted(*place, said.text, said.source.breaks)
    return [Place(said.index, start, end) for start, end in pieces]
