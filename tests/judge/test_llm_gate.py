"""Which points are read where not all fit: a tenth by nearness, fewer where a judge is sure of it."""

from __future__ import annotations

import numpy as np

from checker.judge.llm_gate import KEPT, LEAST, gated, narrowed
from checker.judge.points import Place, make_point
from checker.judge.reading import PointLines, Reader
from checker.model import Pair, Verdict
from tests.judge.llm_server import Reply, Server
from tests.judge.test_llm_client import model
from tests.judge.test_points import DESK, claim


def unit(rows) -> np.ndarray:
    made = np.asarray(rows, dtype=np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def cloud(count: int, seed: int = 1) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(count, 16)))


def test_a_tenth_is_kept_the_nearest_among_them() -> None:
    claims, points = cloud(3, 1), cloud(4000, 2)
    points[[7, 1900]] = claims[0]
    found = [list(range(2000)), list(range(2000, 4000)), list(range(50))]
    rows = gated(found, claims, points, [f"call {n % 40}" for n in range(4000)])
    assert [len(row) for row in rows] == [KEPT * 2000, KEPT * 2000, 50]
    assert {7, 1900} <= set(rows[0])
    assert all(set(row) <= set(there) for row, there in zip(rows, found, strict=True))


def test_where_each_call_has_one_point_and_calls_are_equal_nearness_alone_decides() -> None:
    claims, points = cloud(1, 1), cloud(300, 2)
    (row,) = gated([list(range(300))], claims, points, [f"call {n}" for n in range(300)])
    assert row == np.argsort(-(claims[0] @ points.T)).tolist()[:LEAST]


def test_of_points_equally_near_that_beside_the_nearest_of_its_call_is_first() -> None:
    claims = unit([[1, 0, 0, 0]])
    weak, idle, strong = unit([[0.3, 0, 0, 1]])[0], unit([[0, 0, 1, 0]])[0], claims[0]
    points = np.stack([weak, idle, idle, idle, idle, idle, weak, strong, idle, idle, idle])
    (row,) = gated([list(range(11))], claims, points, ["a"] * 11)
    assert row.index(7) == 0 and row.index(6) < row.index(0)


def test_of_points_equally_near_that_of_the_call_which_speaks_of_the_same_things_is_first() -> None:
    claims = np.eye(6, dtype=np.float32)[:4]
    weak = unit([[0.3, 0, 0, 0, 0, 1]])
    idle = unit([[0, 0, 0, 0, 1, 0.1 * n] for n in range(4)])
    points = np.vstack([weak, idle, weak, claims[1:], weak, idle])
    calls = ["a"] * 5 + ["b"] * 4 + ["c"] * 5
    rows = gated([list(range(14))] * 4, claims, points, calls)
    assert rows[0][0] == 5 and calls[5] == "b"


def test_few_are_kept_whole_and_nothing_found_is_nothing() -> None:
    claims, points = cloud(2, 1), cloud(LEAST, 2)
    rows = gated([list(range(LEAST)), []], claims, points, ["a"] * LEAST)
    assert sorted(rows[0]) == list(range(LEAST)) and rows[1] == []


class Told:
    """A judge with a verdict for each statement."""

    name = model = "told"

    def __init__(self, **by_text: Verdict) -> None:
        self.by_text, self.asked = by_text, list[Pair]()

    def judge(self, pairs, tick=None):
        self.asked += pairs
        return [self.by_text[p.statement] for p in pairs]


def test_only_what_a_judge_is_sure_of_is_left_out() -> None:
    points = [
        make_point("c", "c.txt", "us", who, "experience", text, [Place(n, 0, 5)])
        for n, (who, text) in enumerate((("buyer", "sure"), ("ours", "doubt"), ("buyer", "refused")))
    ]
    judge = Told(
        sure=Verdict("unrelated", "told", (0.02, 0.02, 0.01, 0.95)),
        doubt=Verdict("unrelated", "told", (0.1, 0.15, 0.05, 0.7)),
        refused=Verdict("unjudged", "told", reason="refused"),
    )
    rows, unjudged = narrowed([[2, 0, 1], [1]], [claim("A."), claim("B.")], points, judge)
    assert rows == [[2, 1], [1]] and unjudged == 1
    assert [p.kind for p in judge.asked] == ["buyer", "buyer", "rep", "rep"]


def test_a_prompt_takes_as_many_claims_as_their_points_fit() -> None:
    points = [
        make_point(
            "c", "c.txt", "us", "buyer", "experience", f"Point {n} of many words and more.", [Place(n, 0, 5)]
        )
        for n in range(900)
    ]
    lines = PointLines(points, {}, DESK)
    claims = [claim(f"Claim {n}.", n + 1) for n in range(40)]

    def prompts(rows: list[list[int]]) -> list[str]:
        with Server(lambda _: Reply({"suspicions": []})) as server:
            read = Reader(model(server), DESK, context_tokens=12_000).read(
                claims, lines, lambda some: [rows[int(c.quote[6:-1])] for c in some]
            )
        assert not read.unread and read.warnings
        return [request.user for request in server.requests]

    shared = prompts([list(range(20))] * 40)
    assert len(shared) == 1, "the same points are shown once for all claims"
    own = prompts([list(range(n * 20, n * 20 + 20)) for n in range(40)])
    assert 1 < len(own) < 5 and sum(user.count("of many words") for user in own) == 800
    much = prompts([list(range(900))] * 40)
    assert len(much) == 5, "eight at least, though not all of their points fit"
