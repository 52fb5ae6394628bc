"""The chain judge: ids, quotes, and everything that goes wrong becomes `unjudged` with its reason."""

from __future__ import annotations

import pytest

from checker.judge.chain import ChainJudge
from checker.judge.desk import Desk
from checker.model import Pair
from tests.judge.llm_server import Reply, Server
from tests.judge.test_llm_client import model

PAIRS = [
    Pair("buyer", "Live in a day.", "It took us six weeks, and a consultant.", "Rep: How was it?"),
    Pair("buyer", "Live in a day.", "We were up by lunch."),
]


def answer(pair: str, relation: str, words: str) -> dict[str, str]:
    return {"pair": pair, "relation": relation, "words": words, "reason": "so"}


GOOD = [
    answer("q1", "contradicts", "“Six  weeks, and a consultant”"),
    answer("q2", "supports", "up by lunch"),
]


def judged(*replies: Reply, in_one: int = 10):
    with Server(list(replies)) as server:
        judge = ChainJudge(model(server), Desk.load("Acme"), in_one=in_one)
        return judge, judge.judge(PAIRS)


def test_verdicts_in_order_with_the_statement_s_own_words() -> None:
    _, found = judged(Reply({"answers": list(reversed(GOOD))}))
    assert [v.relation for v in found] == ["contradicts", "supports"]
    assert found[0].quote == "six weeks, and a consultant." and found[0].judge == "llm"


@pytest.mark.parametrize(
    "answers, reason",
    [
        ([GOOD[0]], "no answer"),
        ([GOOD[0], answer("q9", "supports", "up by lunch")], "no answer"),
        ([GOOD[0], answer("q2", "supports", "we went live at noon")], "not in the statement"),
        ([GOOD[0], answer("q2", "supports", "")], "not in the statement"),
        ([GOOD[0], GOOD[1], answer("q2", "contradicts", "by lunch")], "two answers"),
    ],
)
def test_what_points_nowhere_is_unjudged(answers, reason) -> None:
    _, found = judged(Reply({"answers": answers}))
    assert [v.relation for v in found] == ["contradicts", "unjudged"]
    assert reason in found[1].reason


@pytest.mark.parametrize(
    "reply",
    [
        Reply(refusal="no"),
        Reply('{"answers": [', finish="length"),
        Reply({"answers": [answer("q1", "unjudged", "six")]}),
        Reply(empty=True),
        Reply(status=400, code="context_length_exceeded"),
    ],
)
def test_a_failed_prompt_leaves_its_pairs_unjudged(reply: Reply) -> None:
    _, found = judged(reply)
    assert [v.relation for v in found] == ["unjudged", "unjudged"]
    assert all(v.reason for v in found)


def test_one_failed_prompt_leaves_the_others_alone() -> None:
    def script(request):
        return Reply(refusal="no") if "six weeks" in request.user else Reply({"answers": [
            answer("q1", "supports", "up by lunch")]})  # fmt: skip

    with Server(script) as server:
        found = ChainJudge(model(server), Desk.load("Acme"), in_one=1).judge(PAIRS)
    assert [v.relation for v in found] == ["unjudged", "supports"]
