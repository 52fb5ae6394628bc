"""A judged run that is killed at any point goes on where it was: the same report, no finished call again."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from checker.pipeline.progress import Progress
from tests.judge.llm_server import Reply, Request, Server
from tests.judge.oracle import Oracle
from tests.judge.worlds import WORLDS, opened

NAME = sorted(path.name for path in WORLDS.iterdir() if path.is_dir())[0]


class Killed(Exception):
    pass


def test_twenty_kills(tmp_path: Path, monkeypatch) -> None:
    oracle = Oracle(WORLDS / NAME)
    asked: Counter[bytes] = Counter()

    def script(request: Request) -> Reply:
        asked[(request.schema + request.user).encode()] += 1
        return oracle(request)

    with Server(script) as server, opened(NAME, tmp_path, monkeypatch) as it:
        rolls = random.Random(4)
        kills = 0
        run = None
        while run is None:
            left = rolls.randint(2, 9) if kills < 20 else 10**9

            def tell(_: Progress) -> None:
                nonlocal left
                left -= 1
                if left < 0:
                    raise Killed

            try:
                run = it.review(server.url, tell, campaign="campaign/landing.md")
            except Killed:
                kills += 1
        assert kills >= 5
        assert max(asked.values()) == 1, "a finished call was made again"
        assert it.review(server.url, campaign="campaign/landing.md") == run
