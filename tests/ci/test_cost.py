"""What a check costs: questions to the judge and texts embedded, counted, not timed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from checker.store.local_embedder import LocalEmbedder
from tests.ci.conftest import Repository, run
from tests.ci.test_snapshot import FILE, make


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All texts that reach the model."""
    asked: list[str] = []
    embed = LocalEmbedder.embed

    def counting(self: LocalEmbedder, texts: Sequence[str]) -> Any:
        asked.extend(texts)
        return embed(self, texts)

    monkeypatch.setattr(LocalEmbedder, "embed", counting)
    return asked


@pytest.mark.parametrize("snapshot", [False, True], ids=["index", "snapshot"])
def test_no_claim_is_embedded_twice(repo: Repository, embedded: list[str], snapshot: bool) -> None:
    request: dict[str, Path] = {}
    if snapshot:
        FILE.write_text(make(), encoding="utf-8", newline="")
        request["evidence"] = FILE
    repo.git("checkout", "-q", "--orphan", "alone")  # a first commit: every claim counts as changed
    repo.commit()
    embedded.clear()
    run(**request)
    assert "Every plan includes single sign-on." in embedded
    assert len(embedded) == len(set(embedded))
    embedded.clear()
    run(**request)
    assert embedded == []
    repo.edit("campaign/landing.md", "under 60 seconds", "under 90 seconds")
    run(**request)
    assert embedded == ["A person answers in under 90 seconds."]
