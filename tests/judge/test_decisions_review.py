"""`[judge] gate = "decisions"` in a whole review: what it is sure of is not read, what it refuses is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.errors import SettingsError
from checker.pipeline import index
from checker.pipeline.llm_opening import llm_parts
from checker.settings import Settings
from tests.judge.llm_server import Reply, Request, Server
from tests.judge.test_decisions import REFUSED, chosen
from tests.judge.test_llm_review import POINT, at, empty, review, settings

__all__ = ["settings"]

FACTS = 260
CONTEXT = 8000  # tokens: too few for so many points


def said(number: int) -> str:
    return f"Fact {number} about the gate is just so."


def scripted(request: Request) -> Reply:
    if request.path.endswith("/decisions"):
        text = str(request.body["input"][-1]["content"])
        lines = dict(re.findall(r"^\[([ks]\d+)\] (.*)$", text, re.MULTILINE))
        answers = []
        for question in request.body["questions"]:
            claim, statement = (lines[ident] for ident in question["name"].split())
            answer = chosen("unrelated", 0.97)
            if "ten business days" in claim and " 17 " in statement:
                answer = chosen("contradicts", 0.6)
            if "ten business days" in claim and " 18 " in statement:
                answer = REFUSED
            answers.append(answer)
        usage = {"input_tokens": 500, "output_tokens": 9, "total_tokens": 509}
        return Reply({"answers": answers, "model": "gpt-6-luna", "usage": usage})
    made = empty(request)
    if request.schema == "PointsForm":
        turns = re.findall(r"^\[(t\d+)\] buyer, .*?: (Fact .*)$", request.user, re.MULTILINE)
        made["points"] = [POINT | {"text": w, "quotes": [{"turn": t, "words": w}]} for t, w in turns]
    return Reply(made)


@pytest.fixture
def long_call(settings: Settings) -> Settings:
    lines = [f"Ann Lee: {said(n)}\nRita Cole: I see." for n in range(FACTS)]
    Path("one.txt").write_text("\n".join(lines) + "\n")
    index([Path("one.txt")], settings)
    return settings


def test_what_the_gate_is_sure_of_is_not_read_and_what_it_refuses_is(long_call: Settings) -> None:
    with Server(scripted) as server:
        made = at(long_call, server.url, gate="decisions", context_tokens=CONTEXT)
        run = review(made)
        asked = [r for r in server.requests if r.path.endswith("/decisions")]
        read = [r.user for r in server.requests if "SuspicionsForm" in str(r.body.get("response_format"))]
        calls = len(server.bodies)
        assert review(made) == run and len(server.bodies) == calls, "paid for twice"
    assert asked and all(len(r.body["questions"]) <= 400 for r in asked)
    shown = {int(n) for user in read for n in re.findall(r"Fact (\d+)", user)}
    assert shown == {17, 18}
    assert any("could not judge 1 pair(" in warning for warning in run.warnings)
    assert run.usage.llm_calls == calls and run.usage.input_tokens == 500 * len(asked) + 100 * (
        calls - len(asked)
    )


def test_off_by_default_and_not_for_a_model_of_this_machine(long_call: Settings, tmp_path: Path) -> None:
    with Server(scripted) as server:
        review(at(long_call, server.url, context_tokens=CONTEXT))
        assert not [r for r in server.requests if r.path.endswith("/decisions")]
    private = at(long_call, "", gate="decisions", context_tokens=CONTEXT)
    local = private.model_copy(update={"judge": private.judge.model_copy(update={"model": "gguf:x.gguf"})})
    with pytest.raises(SettingsError, match="send to OpenAI"):
        llm_parts(local, tmp_path)
