"""Wording gaps: one thing that copy calls by one name and buyers by another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from checker.judge.asking import Answer, Question
from checker.judge.base import Ticker
from checker.judge.desk import Desk, Numbered, grouped
from checker.judge.forms import GapForm, GapsForm
from checker.judge.llm import LanguageModel
from checker.judge.looking import Calls, Quoted
from checker.judge.points import Point
from checker.judge.tokens import count
from checker.model import Claim

_PROMPT = 2500
_LEAST_CALLS = 2
_ARTICLES = frozenset({"the", "a", "an", "our", "your"})


@dataclass(frozen=True, slots=True)
class Gap:
    """Our word for a thing, as it stands in a claim, the buyers' word, and where they say it."""

    claim: Claim
    ours: str
    theirs: str
    quotes: tuple[Quoted, ...]


@dataclass(slots=True)
class WordingRead:
    """Gaps, and what was wrong with answers."""

    gaps: list[Gap] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    dropped: int = 0


class WordingReader:
    """Reads claims against buyers' own words.

    Args:
        llm: Asks the model.
        desk: Writes the questions.
        calls: Where the raw turns are.
        context_tokens: What fits into one prompt with its answer.
    """

    def __init__(self, llm: LanguageModel, desk: Desk, calls: Calls, context_tokens: int = 100_000) -> None:
        self._llm, self._desk, self._calls = llm, desk, calls
        self._room = max(400, int(context_tokens * 0.9) - _PROMPT)

    def read(
        self, points: Sequence[Point], claims: Sequence[Claim], tick: Ticker | None = None
    ) -> WordingRead:
        """Gaps whose words are there: ours in the claim, theirs in statements of two calls or more."""
        out = WordingRead()
        if not points or not claims:
            return out
        said = self._said(points)
        parts = self._parts(said, claims)
        results = self._llm.ask([self._question(part, claims) for part in parts], tick)
        by_id = Numbered(claims).by_id
        named: dict[tuple[str, str, tuple[str, ...]], list[Gap]] = {}
        for part, result in zip(parts, results, strict=True):
            if not isinstance(result, Answer):
                out.failures.append(result.reason)
                continue
            for form in result.value.gaps:
                found = self._found(form, by_id.get(form.claim.strip("[] ")), part)
                out.dropped += found is None
                if found:
                    named.setdefault(
                        (found.claim.id, found.ours.casefold(), _stems(found.theirs)), []
                    ).append(found)
        # A word that one call uses in each of two prompts is used by two calls.
        for group in named.values():
            using = [q for gap in group for q in gap.quotes if uses(gap.theirs, self._words(q))]
            if len({(q.file, q.call) for q in using}) < _LEAST_CALLS:
                out.dropped += len(group)
                continue
            quotes = dict.fromkeys([*using, *(q for gap in group for q in gap.quotes)])
            out.gaps.append(replace(group[0], quotes=tuple(quotes)))
        return out

    def questions(self, points: Sequence[Point], claims: Sequence[Claim]) -> list[Question[GapsForm]]:
        """The prompts; for estimates."""
        return [self._question(part, claims) for part in self._parts(self._said(points), claims)]

    def _said(self, points: Sequence[Point]) -> list[Quoted]:
        """The buyers' quotes, each once."""
        buyers = (p for p in points if p.who == "buyer")
        return list(dict.fromkeys(Quoted(p.call, p.file, q) for p in buyers for q in p.quotes))

    def _parts(self, said: Sequence[Quoted], claims: Sequence[Claim]) -> list[list[Quoted]]:
        rows = sum(count(row, self._llm.model) + 3 for _, row in Numbered(claims).lines(self._desk))
        room = max(self._room // 4, self._room - rows)
        parts: list[list[Quoted]] = [[]]
        total = 0
        for quoted in said:
            size = count(self._words(quoted), self._llm.model) + 6
            if parts[-1] and total + size > room:
                parts.append([])
                total = 0
            parts[-1].append(quoted)
            total += size
        return parts

    def _question(self, part: Sequence[Quoted], claims: Sequence[Claim]) -> Question[GapsForm]:
        rows = [
            (f"{q.file}\0{q.call}", f"[s{n}] {self._desk.line(self._words(q))}")
            for n, q in enumerate(part, 1)
        ]
        return self._desk.question(
            "find-wording",
            GapsForm,
            statements=grouped(self._desk, "call", rows, "c"),
            claims=Numbered(claims).text(self._desk),
        )

    def _found(self, form: GapForm, claim: Claim | None, part: Sequence[Quoted]) -> Gap | None:
        """A gap whose words are there; in how many calls is not yet asked."""
        ours = ""
        if claim:
            ours = found_in(form.ours, claim.quote) or found_in(form.ours, claim.context)
        ids = [i.strip("[] ").removeprefix("s") for i in form.statements]
        named = [part[int(i) - 1] for i in ids if i.isdecimal() and 1 <= int(i) <= len(part)]
        if claim is None or not ours or not any(uses(form.theirs, self._words(q)) for q in named):
            return None
        if uses(form.theirs, form.ours) or uses(form.ours, form.theirs):
            return None
        return Gap(claim, ours, " ".join(form.theirs.split()), tuple(dict.fromkeys(named)))

    def _words(self, quoted: Quoted) -> str:
        turn = self._calls[quoted.file, quoted.call].turns[quoted.place.turn]
        return turn.text[quoted.place.start : quoted.place.end]


def uses(words: str, text: str) -> bool:
    """True if a text holds the words in order, singular and plural alike, articles at their head aside."""
    return bool(found_in(words, text))


def found_in(words: str, text: str) -> str:
    """The words as they stand in a text; empty if they don't. See `uses`."""
    wanted = list(_stems(words))
    found = [(_stem(m.group()), m.start(), m.end()) for m in re.finditer(r"[^\W_]+", text)]
    stems = [stem for stem, _, _ in found]
    for i in range(len(stems) - len(wanted) + 1 if wanted else 0):
        if stems[i : i + len(wanted)] == wanted:
            return text[found[i][1] : found[i + len(wanted) - 1][2]]
    return ""


def _stems(words: str) -> tuple[str, ...]:
    wanted = [_stem(w) for w in re.findall(r"[^\W_]+", words)]
    while len(wanted) > 1 and wanted[0] in _ARTICLES:
        wanted = wanted[1:]
    return tuple(wanted)


def _stem(word: str) -> str:
    word = word.casefold()
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
