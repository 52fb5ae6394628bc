"""Suggestions: another line for one that buyers contradict or wave away, shown only if it passes checks.

No number and no name that stands in no source; no longer than a line of copy; and no statement of the
evidence contradicts it, by a pass of the judge. What fails is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.judge.asking import Answer, Question
from checker.judge.base import Judge, Ticker
from checker.judge.chain import ChainJudge
from checker.judge.desk import Desk
from checker.judge.forms import RewriteForm
from checker.judge.llm import LanguageModel
from checker.model import ClaimReport, Evidence, FindingKind, Pair, normalised

_QUOTES = 8  # of each relation that are given
_LONGER = 2.0  # times the length of the line, and some
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NAME = re.compile(r"(?<![.!?:\n] )(?<!^)\b[A-Z][\w'’-]+")
_COUNTED = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|"
    r"sixty|ninety|hundred|thousand|million|half|double|twice|triple|certified|award\w*|guarantee\w*|proven|"
    r"leading|best|fastest|only|first|always|never|every|all|unlimited|free)\b",
    re.IGNORECASE,
)


class Suggester:
    """Writes and checks suggestions.

    Args:
        llm: Asks the model.
        desk: Writes the questions.
        judge: Tells whether a statement contradicts a suggestion; default: the same model, pair by pair.
    """

    def __init__(self, llm: LanguageModel, desk: Desk, judge: Judge | None = None) -> None:
        self._llm, self._desk = llm, desk
        self._judge: Judge = judge or ChainJudge(llm, desk)
        self.refused = 0
        """Suggestions that failed a check."""
        self.failures: list[str] = []
        """Why some were not written."""

    def suggest(
        self, asked: Sequence[tuple[FindingKind, ClaimReport]], tick: Ticker | None = None
    ) -> list[str | None]:
        """A line for each claim that passed every check, or None."""
        results = self._llm.ask([self._question(kind, report) for kind, report in asked], tick)
        out: list[str | None] = []
        self.failures += [result.reason for result in results if not isinstance(result, Answer)]
        for (_, report), result in zip(asked, results, strict=True):
            text = " ".join(result.value.text.split()) if isinstance(result, Answer) else ""
            passed = bool(text) and supported_by_sources(text, report)
            self.refused += bool(text) and not passed
            out.append(text if passed else None)
        return self._judged(asked, out)

    def _judged(
        self, asked: Sequence[tuple[FindingKind, ClaimReport]], texts: list[str | None]
    ) -> list[str | None]:
        pairs: list[Pair] = []
        owners: list[int] = []
        for n, ((_, report), text) in enumerate(zip(asked, texts, strict=True)):
            for evidence in _evidence(report) if text else ():
                pairs.append(Pair("buyer", text or "", evidence.quote, evidence.before))
                owners.append(n)
        refused = {
            owner
            for owner, verdict in zip(owners, self._judge.judge(pairs), strict=True)
            # What could not be judged has not passed.
            if verdict.relation in ("contradicts", "unjudged")
        }
        self.refused += len(refused)
        return [None if n in refused else text for n, text in enumerate(texts)]

    def _question(self, kind: FindingKind, report: ClaimReport) -> Question[RewriteForm]:
        line, claim = self._desk.line, report.claim
        rows = [f"[s1] our line: {line(claim.quote)}"]
        for n, evidence in enumerate(_evidence(report), 2):
            rows.append(f"[s{n}] a buyer, {evidence.relation} the line: {line(evidence.quote)}")
        problem = "buyers report the opposite" if kind == "contradicted-claim" else "buyers do not care"
        return self._desk.question(
            "suggest-rewrite",
            RewriteForm,
            claim=self._desk.block("claim", "", [line(claim.quote)]),
            context=self._desk.block("context", "", [line(claim.context) or "nothing"]),
            problem=problem,
            sources=self._desk.block("sources", "", rows),
        )


def supported_by_sources(text: str, report: ClaimReport) -> bool:
    """True if a line brings no number, name or proof of its own, is another line and not much longer."""
    claim = report.claim.quote
    if normalised(text) == normalised(claim) or len(text) > _LONGER * len(claim) + 60:
        return False
    said = [e.quote for e in _evidence(report)]
    numbers = {_plain(n) for source in (claim, *said) for n in _NUMBER.findall(source)}
    if not all(_plain(n) in numbers for n in _NUMBER.findall(text)):
        return False
    words = {
        w.casefold()
        for source in (claim, report.claim.context, *said)
        for w in re.findall(r"[\w'’-]+", source)
    }
    names = all(name.casefold() in words for name in _NAME.findall(text))
    return names and all(word.casefold() in words for word in _COUNTED.findall(text))


def _plain(number: str) -> str:
    return number.replace(",", "").rstrip(".")


def _evidence(report: ClaimReport) -> list[Evidence]:
    return [
        *report.contradicts[:_QUOTES],
        *report.dismisses[:_QUOTES],
        *report.supports[:_QUOTES],
    ]
