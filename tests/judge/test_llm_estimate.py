"""What a review will take, before its first call: what comes next exactly, what is known not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli.estimate import told
from checker.errors import SettingsError
from checker.judge.budget import Estimate
from checker.judge.prices import Price
from checker.pipeline import index
from checker.pipeline.llm_estimate import estimate_by_llm, estimate_review
from checker.pipeline.opening import open_store
from checker.pipeline.progress import silent
from checker.pipeline.reading import read_assets
from checker.segments.claims import claims
from checker.settings import Settings
from tests.cli.test_cli import checker, company
from tests.judge.llm_server import Reply, Request, Server
from tests.judge.test_decisions_review import CONTEXT, long_call, scripted
from tests.judge.test_llm_review import at, empty, honest, review, settings

__all__ = ["company", "long_call", "settings"]
PRICE = Price(1.0, 10.0)


def estimate(made: Settings) -> Estimate:
    assets, _ = read_assets([Path("copy.md")], made, silent)
    found = [claim for asset in assets for claim in claims(asset)]
    with open_store(made, write=False) as store:
        return estimate_by_llm(store, made, found)


def test_before_anything_is_known_all_stages_are_counted_and_nothing_is_asked(settings: Settings) -> None:
    with Server(honest) as server:
        made = at(settings, server.url)
        told = estimate(made)
        assert not server.bodies
        review(made)
        asked = len(server.bodies)
    assert asked <= told.calls <= 3 * asked + 10 and told.cost is None


def test_what_is_answered_costs_nothing(settings: Settings) -> None:
    with Server(honest) as server:
        made = at(settings, server.url)
        review(made)
        asked = len(server.bodies)
        assert estimate(made) == Estimate() and len(server.bodies) == asked


def test_what_comes_next_is_counted_exactly(settings: Settings) -> None:
    """The run stopped before its second looks: those are known, the suggestions after them are not."""

    def stops(request: Request) -> Reply:
        return Reply(status=400, error="no") if request.schema == "EntriesForm" else honest(request)

    with Server(stops) as server:
        made = at(settings, server.url)
        review(made)
        looks = [r for r in server.requests if r.schema == "EntriesForm"]
        told = estimate(made)
    rewrites = 1  # a tenth of two claims, rounded up
    assert told.calls == len(looks) + rewrites


def test_limits_do_not_stop_an_estimate(settings: Settings) -> None:
    with Server(honest) as server:
        assert estimate(at(settings, server.url, max_tokens=10)).tokens > 10


def test_questions_of_the_decisions_gate_are_counted(long_call: Settings) -> None:
    with Server(scripted) as server:
        made = at(long_call, server.url, gate="decisions", context_tokens=CONTEXT)
        index([Path("one.txt")], made)
        assert not any(r.path.endswith("/decisions") for r in server.requests)
        before = len(server.bodies)
        with_gate = estimate(made)
        without = estimate(at(long_call, server.url, context_tokens=CONTEXT))
        assert len(server.bodies) == before
        review(made)
        asked = [r for r in server.requests if r.path.endswith("/decisions")]
        assert estimate(made) == Estimate(), "all is known, the gate's answers too"
    assert asked and with_gate.calls - without.calls == len(asked)
    questions = sum(len(r.body["questions"]) for r in asked)
    assert with_gate.input_tokens - without.input_tokens > 20 * questions


def test_money_of_the_gate_is_that_of_its_model(long_call: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of calls that nobody read yet, at OpenAI itself, where prices are known; nothing is asked."""
    monkeypatch.setenv("OPENAI_API_KEY", "none")

    def at_openai(gate: str) -> Settings:
        judge = at(long_call, "").judge
        change = {"model": "gpt-6-sol", "gate": gate, "context_tokens": CONTEXT // 2}
        return long_call.model_copy(update={"judge": judge.model_copy(update=change)})

    both, one = estimate(at_openai("decisions")), estimate(at_openai("embedded"))
    assert both.cost and one.cost and both.calls > one.calls
    extra, tokens = both.cost - one.cost, both.input_tokens - one.input_tokens
    assert 0 < extra < tokens * 0.2 / 1_000_000, "gpt-6-luna takes 0.125, gpt-6-sol would take 2.5"


def test_no_key_is_said_before(long_call: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    judge = at(long_call, "").judge.model_copy(update={"model": "gpt-6-sol"})
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        estimate(long_call.model_copy(update={"judge": judge}))


def test_a_review_with_new_calls_is_estimated_without_reading_them(settings: Settings) -> None:
    Path("two.txt").write_text("Ann Lee: It took us nine weeks to go live.\nRita Cole: Sorry to hear it.\n")
    with Server(lambda r: Reply(empty(r))) as server:
        made = at(settings, server.url)
        one = estimate_review([Path("copy.md")], made)
        two = estimate_review([Path("copy.md")], made, calls=[Path("one.txt"), Path("two.txt")])
        assert two.calls > one.calls and not server.bodies
    assert estimate_review([Path("copy.md")], settings) == Estimate()


def test_lines_say_what_is_unknown(settings: Settings) -> None:
    made = at(settings, "http://127.0.0.1:9/v1", max_tokens=5000)
    text = "\n".join(told(Estimate(1200, 300, None, 4), made))
    assert "about 4" in text and "1,200 in" in text and "unknown" in text and "5,000 tokens" in text
    assert "not known" in text, "how tokens of this model are counted"
    assert "USD 0.25" in "\n".join(told(Estimate(1, 1, 0.25, 1), made))
    assert "costs nothing" in "\n".join(told(Estimate(), made))


def test_the_command_prints_and_stops(company: Path) -> None:
    with Server(lambda r: Reply(empty(r))) as server:
        env = {"CHECKER_JUDGE_MODEL": "m", "CHECKER_JUDGE_BASE_URL": server.url, "CHECKER_JUDGE_USE": "llm"}
        done = checker("review", "campaign", "--calls", "calls", "--estimate", cwd=company, env=env)
        assert not server.bodies
    assert done.returncode == 0, done.stderr
    assert "Calls   about" in done.stdout and "Money   unknown" in done.stdout
    plain = checker("review", "campaign", "--estimate", cwd=company)
    assert plain.returncode == 0 and "nothing is asked" in plain.stdout
