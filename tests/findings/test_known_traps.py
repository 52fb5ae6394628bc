"""Traps that code handles, whatever the judge says: mere questions, the last word, a rep's belief."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from checker.findings.asking import only_asks
from checker.findings.focus import answerable
from checker.model import Candidate, Pair, Run, Statement, Verdict
from checker.pipeline import review
from checker.settings import CompanySection, Settings, StoreSection
from tests.triage.sample import claim

QUESTIONS = [
    "How long does the setup take?",
    "Okay, so is it really just a day?",
    "And what happens if the line drops? Do we lose the orders?",
    "Could you tell me which of the plans has that?",
]
NO_QUESTIONS = [
    "If it's a day, why were your engineers still here in week seven?",
    "Then what's this fee on the order form?",
    "How's it free if I got a bill?",
    "Does it work offline? Because ours never did.",
    "It took us five months.",
    "Two minutes?",
    "Isn't that what you promised last year?",
    "",
]


@pytest.mark.parametrize(
    ("text", "asks"), [*((q, True) for q in QUESTIONS), *((n, False) for n in NO_QUESTIONS)]
)
def test_mere_questions(text: str, asks: bool) -> None:
    assert only_asks(text) is asks


def candidate(text: str) -> Candidate:
    said = Statement(text, "one", "one.txt", 0, 0, len(text), text, "", "Bo", "buyer")
    return Candidate("a", said, 1.0)


def test_a_mere_question_speaks_to_no_claim_and_is_not_judged() -> None:
    asked, told = candidate(QUESTIONS[0]), candidate("It took us five months.")
    about = claim("Set up in a day.")
    assert answerable([about, about], [[asked, told], [asked]]) == [(about, told)]


LANDING = "# Live in one business day.\n"


class ByWords:
    """Says of whatever has the words what they stand for."""

    name, model = "embedded", "scripted 2"

    def __init__(self, **words: str) -> None:
        self.words = words

    def judge(self, pairs: Sequence[Pair], tick: object = None) -> list[Verdict]:
        return [self._one(pair) for pair in pairs]

    def _one(self, pair: Pair) -> Verdict:
        for relation, words in self.words.items():
            if words in pair.statement:
                return Verdict(relation, self.name)  # type: ignore[arg-type]
        return Verdict("unrelated", self.name)


JUDGE = ByWords(contradicts="eleven weeks", supports="by lunchtime")


def reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **calls: str) -> Run:
    monkeypatch.chdir(tmp_path)
    Path("landing.md").write_text(LANDING)
    Path("calls").mkdir()
    for name, text in calls.items():
        Path(f"calls/{name}.txt").write_text(text)
    settings = Settings(
        company=CompanySection(name="Paywell", people=("Rita Cole",)),
        store=StoreSection(path=".checker/store"),
    )
    return review([Path("landing.md")], settings, calls=[Path("calls")], judge=JUDGE)


OPENING = "Rita Cole: How did the setup go?\n"
WEEKS = "It took us eleven weeks at the old site, honestly.\n"
LUNCH = "No, I take it back, the new site was running by lunchtime.\n"


def against(run: Run) -> list[str]:
    return [e.quote for f in run.findings if f.kind == "contradicted-claim" for e in f.evidence]


def test_who_changes_their_mind_later_in_the_call_is_taken_at_their_last_word(tmp_path, monkeypatch):
    run = reviewed(
        tmp_path, monkeypatch, one=f"{OPENING}Bo Lind: {WEEKS}Rita Cole: And the other?\nBo Lind: {LUNCH}"
    )
    assert against(run) == [] and run.claims[0].status == "supported"


def test_the_other_way_round_they_contradict(tmp_path, monkeypatch):
    run = reviewed(
        tmp_path, monkeypatch, one=f"{OPENING}Bo Lind: {LUNCH}Rita Cole: And the other?\nBo Lind: {WEEKS}"
    )
    assert against(run) == [WEEKS.strip()]
    assert run.claims[0].status == "contradicted"


def test_a_colleagues_last_word_is_not_theirs(tmp_path, monkeypatch):
    run = reviewed(
        tmp_path, monkeypatch, one=f"{OPENING}Bo Lind: {WEEKS}Rita Cole: And you?\nAnn Moe: {LUNCH}"
    )
    assert against(run) == [WEEKS.strip()] and run.claims[0].status == "mixed"


def test_another_calls_last_word_is_not_this_ones(tmp_path, monkeypatch):
    first = f"{OPENING}Bo Lind: {WEEKS}Rita Cole: Sorry.\nBo Lind: Well.\n"
    later = f"{OPENING}Bo Lind: {LUNCH}Rita Cole: Good.\nBo Lind: Yes.\n"
    run = reviewed(tmp_path, monkeypatch, one=first, two=later)
    assert against(run) == [WEEKS.strip()] and run.claims[0].status == "mixed"


def test_what_only_our_rep_believes_is_no_buyers_word(tmp_path, monkeypatch):
    run = reviewed(
        tmp_path,
        monkeypatch,
        one="Bo Lind: How long is it?\nRita Cole: I believe it's eleven weeks.\nBo Lind: Ah.\n",
    )
    assert against(run) == [] and run.claims[0].status == "unheard"
    assert run.findings[0].kind == "rep-drift"
