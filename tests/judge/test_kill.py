"""A judged run that is killed at any point goes on where it was: the same report, no finished call again."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from checker.pipeline.progress import Progress
from tests.judge.llm_server import Reply, Request, Server
from tests.judge.oracle import Oracle
from tests.judge.worlds import WORLDS, opened

ROOT = Path(__file__).parents[2]
AT_ONCE = 8  # calls that a death may find on their way
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


@dataclass
class Executioner:
    """A script that kills the asking process at a certain request, before or after it is answered.

    Requests are counted by the process that made them: a server reads what a dead process sent when it comes
    to it, and on a busy machine that is while the next review is under way.
    """

    script: Callable[[Request], Reply]
    victim: int = 0
    left: int = 10**9
    late: float | None = None
    asked: Counter[str] = field(default_factory=Counter)

    def __call__(self, request: Request) -> Reply:
        self.asked[request.headers["authorization"]] += 1
        reply = self.script(request)
        self.left -= 1
        if self.left == 0 and self.late is None:
            kill(self.victim)
        elif self.left == 0:
            threading.Timer(self.late, kill, [self.victim]).start()
        return reply

    @property
    def asked_now(self) -> int:
        """Requests of the review that runs or ran last."""
        return self.asked[f"Bearer {self.victim}"]


def kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def kept(store: Path) -> int:
    """Answers on disk."""
    path = store / "replies.sqlite3"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("select count(*) from replies").fetchone()[0])


def test_a_process_killed_at_twenty_points_loses_nothing_that_is_finished(
    tmp_path: Path, monkeypatch
) -> None:
    """SIGKILL, no chance to tidy up: what is on disk is all that is left."""
    places = {name: tmp_path / name for name in ("killed", "calm")}
    for place in places.values():
        with opened(NAME, place, monkeypatch):
            pass
    script = Executioner(Oracle(WORLDS / NAME))
    rolls = random.Random(20)
    with Server(script) as server:
        with asked_of(places["calm"] / "store", server.url) as review:
            assert review(script, tmp_path / "calm.json") == 0
        calm, needed = (tmp_path / "calm.json").read_bytes(), script.asked_now
        store, report, points = places["killed"] / "store", tmp_path / "killed.json", []
        with asked_of(store, server.url) as review:
            while True:
                left = rolls.randint(1, max(1, (needed - kept(store)) // 3)) if len(points) < 20 else 10**9
                script.left, script.late = left, rolls.choice([None, 0.0, rolls.random() / 4])
                before = kept(store)
                code = review(script, report)
                lost = script.asked_now - (kept(store) - before)
                if code == 0:
                    assert lost == 0, "a finished call was made again"
                    assert report.read_bytes() == calm
                    assert kept(store) == needed
                    if len(points) == 20:
                        break
                    for path in (*store.glob("replies.*"), *store.glob("points.*")):
                        path.unlink()  # done before all deaths were died: from the beginning
                    continue
                assert code == -signal.SIGKILL
                assert 0 <= lost <= AT_ONCE, "a finished call was made again"
                points.append((left, script.late))
            assert review(script, report) == 0
            assert report.read_bytes().splitlines() == calm.splitlines()
            assert script.asked_now == 0, "a finished run asks nothing"


@contextmanager
def asked_of(store: Path, url: str) -> Iterator[Callable[[Executioner, Path], int]]:
    """A way to have a world reviewed by another process; it gives the exit code."""
    command = [sys.executable, "-m", "tests.judge.killed_process", str(WORLDS / NAME), str(store), url]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as parent:
        assert parent.stdin and parent.stdout

        def review(script: Executioner, report: Path) -> int:
            print(report, file=parent.stdin, flush=True)
            script.victim = int(parent.stdout.readline())
            return int(parent.stdout.readline())

        yield review
        parent.stdin.close()
