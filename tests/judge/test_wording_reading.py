"""Wording gaps whose calls do not fit into one prompt."""

from __future__ import annotations

from checker.judge.points import Place, make_point
from checker.judge.wording_reading import WordingRead, WordingReader
from checker.model import Call
from tests.fakes import call_of
from tests.judge.llm_server import Reply, Request, Server
from tests.judge.test_llm_client import model
from tests.judge.test_points import DESK, claim

WORDS = "That was a warm load again, " + "and so it went on and on, " * 60
CALLS: list[Call] = [call_of(f"{n}.txt", ("buyer", f"{WORDS}number {n}."))[0] for n in range(3)]
POINTS = [
    make_point(c.id, c.file, "us", "buyer", "need", "x", [Place(0, 0, len(c.turns[0].text))]) for c in CALLS
]


def read(named: set[int]) -> tuple[WordingRead, int]:
    """What is read where each call fills a prompt, and the model names the gap in those of the numbers."""

    def script(request: Request) -> Reply:
        found = [n for n in named if f"number {n}." in request.user]
        gap = {"claim": "k1", "ours": "temperature excursion", "theirs": "warm loads", "statements": ["s1"]}
        return Reply({"gaps": [gap] if found else []})

    with Server(script) as server:
        calls = {(c.file, c.id): c for c in CALLS}
        reader = WordingReader(model(server), DESK, calls, context_tokens=3200)
        out = reader.read(POINTS, [claim("No temperature excursion, ever.")])
    return out, len(server.bodies)


def test_a_word_of_two_calls_in_two_prompts_is_one_gap() -> None:
    out, prompts = read({0, 2})
    (gap,) = out.gaps
    assert prompts == 3 and gap.ours == "temperature excursion"
    assert [q.file for q in gap.quotes] == ["0.txt", "2.txt"] and out.dropped == 0


def test_a_word_of_one_call_is_none() -> None:
    out, _ = read({1})
    assert not out.gaps and out.dropped == 1
