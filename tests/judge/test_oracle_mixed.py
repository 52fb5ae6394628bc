"""What slicing costs with 200 calls of other companies between a world's own: retrieval has to choose.

Every longer turn makes a point, so the points outgrow the prompt; gold's own are the bare words they rest on,
fragments as they were said, which is harder to retrieve than what a model makes of them. One world in the
suite; all of them by `CHECKER_ALL_WORLDS=1 python -m pytest tests/judge/test_oracle_mixed.py -s`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from checker.evaluate.worlds import Count, WorldsReport, add
from checker.store.local_embedder import LocalEmbedder
from tests.fakes import WordEmbedder
from tests.judge.llm_server import Server
from tests.judge.mixed import mixed_world
from tests.judge.oracle import Oracle
from tests.judge.worlds import WORLDS, opened

NAMES = sorted(path.name for path in WORLDS.iterdir() if path.is_dir())
SHOWN = (
    NAMES if os.environ.get("CHECKER_ALL_WORLDS") else ["quillbay"]
)  # held out when the embedder was trained
OTHERS = 200


class Remembering:
    """The shipped embedder for points and claims, once for all worlds; hashed words for the index.

    Reading by a language model never asks for the vectors of statements, which take the most time.
    """

    def __init__(self) -> None:
        self._inner = LocalEmbedder()
        self.name, self.version, self.dimension = self._inner.name, self._inner.version, self._inner.dimension
        self._known: dict[str, np.ndarray] = {}
        self._words = WordEmbedder(dimension=self.dimension)
        self.indexing = True

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        if self.indexing:
            return self._words.embed(texts)
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        self._known |= dict(zip(new, self._inner.embed(new), strict=True)) if new else {}
        return np.stack([self._known[text] for text in texts]).astype(np.float32)


@pytest.fixture(scope="module")
def embedder() -> Remembering:
    return Remembering()


@pytest.mark.slow
@pytest.mark.parametrize("name", SHOWN)
def test_other_calls_hide_nothing(
    name: str, embedder: Remembering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    folder = mixed_world(name, tmp_path, OTHERS)
    oracle = Oracle(folder, chatter=True, raw=True)
    embedder.indexing = True
    with Server(oracle) as server, opened(name, tmp_path, monkeypatch, folder, embedder) as it:
        embedder.indexing = False
        run = it.review(server.url)
        calls = len(it.calls())
        prompts = sum(r.schema == "SuspicionsForm" for r in server.requests)
    report = WorldsReport()
    add(report, it.world, run)
    total = sum(report.strict.values(), Count())
    draft = sum(size for schema, size in oracle.tokens.items() if schema != "PointsForm")
    with capsys.disabled():
        kinds = {kind: f"{c.tp}/{c.tp + c.fn}" for kind, c in report.strict.items()}
        print(f"\n{name}, {calls} calls: recall {total.tp}/{total.tp + total.fn}, {total.fp} false, {kinds}")
        print(f"input tokens: calls {oracle.tokens['PointsForm']:,}, draft {draft:,} {oracle.tokens}")
    assert total.tp / (total.tp + total.fn) >= 0.95
    assert total.fp == 0 and run.unjudged == 0
    assert any("nearest" in warning for warning in run.warnings), "retrieval had nothing to choose"
    assert prompts <= 2, "the gate keeps so little that all claims fit with it"
