"""A small company on disk, and a judge whose answers are scripted by words."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from checker.judge.base import Ticker
from checker.model import Pair, Relation, Verdict
from checker.settings import CompanySection, Settings, StoreSection

LANDING = """---
title: Payroll that runs itself
---

# Live in ten business days.

Every plan includes single sign-on. A person answers in under 60 seconds.
"""

CALL_ONE = """Rita Cole: How did the start go?
Bo Lind: We signed in February, and we were still typing things in on the Fourth of July.
Rita Cole: Oh no. And the help desk?
Bo Lind: The help desk is lovely. Somebody picked up before it rang twice.
"""

CALL_TWO = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Rita Cole>What would you need from us?

00:00:05.000 --> 00:00:09.000
<v Ann Moe>It took your people six months at our sister firm.

00:00:10.000 --> 00:00:12.000
<v Ann Moe>So no thanks.
"""

DEALS = """file,account,date,stage,segment,deal_amount_usd,outcome
calls/one.txt,Lind Foods,2026-01-04,renewal,food,"$31,500",open
calls/two.vtt,Moe Mills,2026-01-09,discovery,textile,12000,lost
"""


class ScriptedJudge:
    """Answers by words of the statement; counts what it is asked."""

    name = "embedded"
    model = "scripted 1"

    def __init__(self, answers: dict[str, Relation] | None = None) -> None:
        self.answers: dict[str, Relation] = answers or {
            "Fourth of July": "contradicts",
            "six months": "contradicts",
            "before it rang": "supports",
        }
        self.asked: list[Pair] = []

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        self.asked += pairs
        if tick:
            tick(len(pairs))
        return [Verdict(self._answer(pair), self.name, (0.25, 0.25, 0.25, 0.25)) for pair in pairs]

    def _answer(self, pair: Pair) -> Relation:
        about = {"contradicts": "ten business days", "supports": "60 seconds"}
        for words, relation in self.answers.items():
            if pair.kind == "buyer" and words in pair.statement and about.get(relation, "") in pair.claim:
                return relation
        return "unrelated"


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with campaign/, calls/ and calls.csv."""
    for name, text in (
        ("campaign/landing.md", LANDING),
        ("calls/one.txt", CALL_ONE),
        ("calls/two.vtt", CALL_TWO),
        ("calls.csv", DEALS),
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def settings() -> Settings:
    return Settings(
        company=CompanySection(name="Paywell", people=("Rita Cole",)),
        store=StoreSection(path=".checker/store"),
    )
