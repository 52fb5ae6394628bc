"""The client against a real server on this machine, through the real SDK and LangChain."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from checker.errors import PermanentJudgeError, SettingsError, TransientJudgeError
from checker.judge.asking import Answer, Failure, Payload, Question
from checker.judge.budget import Budget
from checker.judge.llm import LanguageModel, Policy
from checker.judge.llm_chat import connect
from checker.model import Usage
from checker.store.replies import SqliteReplies
from tests.judge.llm_server import Reply, Server


class Colour(Payload):
    colour: str


def question(user: str = "u", **more) -> Question[Colour]:
    return Question("test", "1", "s", user, Colour, **more)


def model(server: Server, waits: list[float] | None = None, **more) -> LanguageModel:
    chat = connect("m", server.url, timeout=more.pop("timeout", 5.0), requests_per_second=500)
    policy = more.pop("policy", Policy(concurrency=2))
    return LanguageModel(chat, policy=policy, sleep=(waits if waits is not None else []).append, **more)


OK = Reply({"colour": "red"})


def test_answers_in_order_and_counts_usage() -> None:
    def by_user(request):
        return Reply({"colour": request.user}, usage=(7, 3))

    with Server(by_user) as server:
        llm = model(server)
        ticks: list[int] = []
        found = llm.ask([question(str(i % 5)) for i in range(10)], ticks.append)
    assert [a.value.colour for a in found] == [str(i % 5) for i in range(10)]
    assert llm.usage == llm.budget.usage == Usage(5, 35, 15)
    assert sum(ticks) == 5
    assert server.most_at_once <= 2


def test_what_goes_over_the_wire() -> None:
    with Server([OK]) as server:
        model(server).ask([question()])
    body = server.requests[0].body
    assert body["temperature"] == 0
    schema = body["response_format"]["json_schema"]
    assert schema["strict"] and schema["schema"]["additionalProperties"] is False
    assert server.requests[0].path.endswith("/chat/completions")


@pytest.mark.parametrize(
    "reply, waits",
    [
        (Reply(status=429, headers={"Retry-After": "7"}), [7.0]),
        (Reply(status=429, headers={"Retry-After": "9999"}), [120.0]),
        (Reply(status=429), [0.5]),
        (Reply(status=500), [0.5]),
        (Reply(status=503), [0.5]),
        (Reply(status=408), [0.5]),
        (Reply(drop=True), [0.5]),
    ],
)
def test_retries_what_may_work_later(reply: Reply, waits: list[float]) -> None:
    waited: list[float] = []
    with Server([reply, OK]) as server:
        (found,) = model(server, waited).ask([question()])
    assert isinstance(found, Answer) and waited == waits and len(server.bodies) == 2


def test_slow_first_byte_is_retried() -> None:
    with Server([Reply({"colour": "late"}, delay=1.0), OK]) as server:
        (found,) = model(server, timeout=0.3).ask([question()])
    assert isinstance(found, Answer) and found.value.colour == "red"


@pytest.mark.parametrize(
    "reply, kind",
    [
        (Reply(refusal="I will not"), "refused"),
        (Reply("", finish="content_filter"), "refused"),
        (Reply('{"colour": "re', finish="length"), "length"),
        (Reply('{"colour": "re'), "malformed"),
        (Reply("[1, 2]"), "malformed"),
        (Reply("null"), "malformed"),
        (Reply(""), "malformed"),
        (Reply("Sure! red"), "malformed"),
        (Reply({"colour": "red", "confidence": 1}), "malformed"),
        (Reply({"colour": 3}), "malformed"),
        (Reply({}), "malformed"),
        (Reply(empty=True), "malformed"),
        (Reply(status=400, code="context_length_exceeded"), "too-long"),
        (Reply(status=400, error="the request exceeds the available context size"), "too-long"),
        (Reply(status=400, error="bad schema"), "rejected"),
        (Reply(status=422), "rejected"),
    ],
)
def test_what_fails_is_a_failure_with_its_reason(reply: Reply, kind: str) -> None:
    waited: list[float] = []
    with Server([reply]) as server:
        llm = model(server, waited)
        (found,) = llm.ask([question()])
    assert isinstance(found, Failure) and found.kind == kind and found.reason
    assert not waited and len(server.bodies) == 1
    if reply.status == 200 and kind != "malformed":
        assert llm.usage == Usage(1, 100, 10), "billed though it failed"


@pytest.mark.parametrize(
    "reply",
    [Reply(status=401), Reply(status=403), Reply(status=404), Reply(status=429, code="insufficient_quota")],
)
def test_what_all_questions_would_meet_ends_the_run(reply: Reply, tmp_path: Path) -> None:
    waited: list[float] = []
    with Server(lambda _: reply) as server:
        llm = model(server, waited, cache=SqliteReplies(tmp_path / "r.sqlite3"))
        with pytest.raises(PermanentJudgeError) as raised:
            llm.ask([question(str(i)) for i in range(50)])
    assert len(server.bodies) <= 4 and not waited
    assert "\n" not in str(raised.value) and raised.value.remedy


def test_a_dead_server_ends_the_run_and_keeps_what_is_done(tmp_path: Path) -> None:
    cache = SqliteReplies(tmp_path / "r.sqlite3")
    with Server(lambda r: OK if r.user == "0" else Reply(status=500)) as server:
        llm = model(server, cache=cache, policy=Policy(attempts=2, concurrency=1))
        with pytest.raises(TransientJudgeError):
            llm.ask([question(str(i)) for i in range(50)])
        assert len(server.bodies) == 11
        assert model(server, cache=cache).ask([question("0")])[0].cached


def test_answers_are_kept_and_failures_are_not(tmp_path: Path) -> None:
    with Server([OK, Reply(refusal="no"), Reply({"colour": "blue"})]) as server:
        one = model(server, cache=SqliteReplies(tmp_path / "r.sqlite3"), policy=Policy(concurrency=1))
        first = one.ask([question("a"), question("b")])
        two = model(server, cache=SqliteReplies(tmp_path / "r.sqlite3"))
        again = two.ask([question("a"), question("b")])
    assert isinstance(first[1], Failure)
    assert [a.value.colour for a in again] == ["red", "blue"] and again[0].cached
    assert two.budget.usage.llm_calls == 1 and two.usage.llm_calls == 2


def test_a_budget_stops_in_mid_run_and_keeps_what_is_done() -> None:
    with Server(lambda _: Reply({"colour": "red"}, usage=(10, 500))) as server:
        llm = model(server, budget=Budget(max_tokens=1100), policy=Policy(concurrency=1, output_tokens=100))
        found = llm.ask([question(str(i)) for i in range(6)])
    kinds = [f.kind if isinstance(f, Failure) else "ok" for f in found]
    assert kinds == ["ok", "ok", "budget", "budget", "budget", "budget"]
    assert "tokens" in llm.over_budget


def test_cancelling_keeps_what_is_done(tmp_path: Path) -> None:
    def cancel(_: int) -> None:
        raise KeyboardInterrupt

    with Server(lambda _: OK) as server:
        cache = SqliteReplies(tmp_path / "r.sqlite3")
        with pytest.raises(KeyboardInterrupt):
            model(server, cache=cache).ask([question(str(i)) for i in range(30)], cancel)
        asked = len(server.bodies)
        assert asked < 30
        model(server, cache=cache).ask([question(str(i)) for i in range(30)])
    assert len(server.bodies) == 30


def test_answers_are_unmasked() -> None:
    with Server([Reply({"colour": "[PERSON_1] said"})]) as server:
        (found,) = model(server).ask([question(unmask=lambda t: t.replace("[PERSON_1]", "Ann"))])
    assert found.value.colour == "Ann said"


def test_no_key_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        connect("gpt-6-luna")
    with pytest.raises(SettingsError, match="pip install"):
        connect("anthropic:claude")


def test_langsmith_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(lambda _: Reply({})) as spy, Server([OK]) as server:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", spy.url)
        monkeypatch.setenv("LANGSMITH_API_KEY", "x")
        model(server).ask([question()])
        for thread in threading.enumerate():
            if thread.name.startswith("LangSmith"):
                thread.join(0.2)
        assert not spy.bodies


def test_an_answer_given_twice_in_a_run_was_paid_for_once(tmp_path: Path) -> None:
    with Server(lambda _: OK) as server:
        llm = model(server, cache=SqliteReplies(tmp_path / "r.sqlite3"))
        llm.ask([question("a")])
        llm.ask([question("a"), question("b")])
        again = model(server, cache=SqliteReplies(tmp_path / "r.sqlite3"))
        again.ask([question("a"), question("b")])
        assert len(server.bodies) == 2
    assert llm.usage == again.usage == llm.budget.usage == Usage(2, 200, 20)


def test_an_answer_nested_too_deep_is_malformed() -> None:
    with Server(lambda _: Reply("[" * 200_000)) as server:
        (found,) = model(server).ask([question()])
    assert isinstance(found, Failure) and found.kind == "malformed"


def test_a_long_refusal_is_told_in_short() -> None:
    with Server(lambda _: Reply(refusal="I cannot\n" * 500)) as server:
        (found,) = model(server).ask([question()])
    assert isinstance(found, Failure) and len(found.reason) < 250 and "\n" not in found.reason


def test_what_is_sent_beside_the_messages_is_estimated() -> None:
    with Server([]) as server:
        llm = model(server)
    one = llm.estimate([question()])
    assert one.input_tokens > 40, "the form of the answer is paid for as well"
