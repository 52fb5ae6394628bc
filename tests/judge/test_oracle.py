"""What slicing costs, known without any model: an oracle answers what stands in its prompts, and no more."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from checker.evaluate.worlds import Count, WorldsReport, add
from tests.judge.llm_server import Server
from tests.judge.oracle import Oracle
from tests.judge.worlds import WORLDS, opened

NAMES = sorted(path.name for path in WORLDS.iterdir() if path.is_dir())
SHOWN = NAMES if os.environ.get("CHECKER_ALL_WORLDS") else NAMES[:1]


@pytest.mark.parametrize("name", SHOWN)
def test_nothing_is_lost_and_nothing_leaks(name: str, tmp_path: Path, monkeypatch, capsys) -> None:
    oracle = Oracle(WORLDS / name)
    with Server(oracle) as server, opened(name, tmp_path, monkeypatch) as it:
        run = it.review(server.url)
        report = WorldsReport()
        add(report, it.world, run)
        total = sum(report.strict.values(), Count())
        with capsys.disabled():
            print(f"\n{name}: recall {total.tp}/{total.tp + total.fn}, {total.fp} false, {run.usage}")
        assert total.tp / (total.tp + total.fn) >= 0.98
        assert report.supported_violations[0] == report.unheard_violations[0] == 0
        assert run.unjudged == 0

        asked = len(server.bodies)
        assert run.usage.llm_calls == asked
        assert run.usage.input_tokens == sum(oracle.tokens.values())
        assert it.review(server.url) == run and len(server.bodies) == asked, "paid for twice"

        points = sum(r.schema == "PointsForm" for r in server.requests)
        assert points == len(it.calls()), "each call is read whole, once"
        it.review(server.url, campaign="campaign/landing.md")
        again = [r.schema for r in server.requests[asked:]]
        assert "PointsForm" not in again and again.count("SuspicionsForm") == 1

        bodies = [json.dumps(json.loads(b), ensure_ascii=False) for b in server.bodies]
        people = {s.name for c in it.calls() for s in c.speakers}
        mails = {s.email for c in it.calls() for s in c.speakers if s.email}
        assert people and not [n for n in people | mails if any(n in body for body in bodies)]
