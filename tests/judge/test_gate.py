"""The gate: what the embedded judge would report nothing on, it is not asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.errors import ModelError
from checker.judge.embedded import EmbeddedJudge
from checker.judge.gate import Gate, Gates, gate_of, shipped
from checker.model import Candidate, PairKind, Statement
from checker.store.local_embedder import LocalEmbedder

LONG = "we were told two weeks and it took your people until the middle of March to get us live"
LOCAL = LocalEmbedder()
EMBEDDER = f"{LOCAL.name} {LOCAL.version}"


def candidate(text: str = LONG, cosine: float = 0.6, rivals: float = 0) -> Candidate:
    said = Statement("s", "call", "call.txt", 0, 0, len(text), text, "", "buyer", "buyer")
    return Candidate("a", said, 1.0, 0, 0, rivals, cosine)


def test_nearness_and_length_open_it_and_rivals_shut_it() -> None:
    gate = Gate(base=-8.0, cosine=9.0, words=1.0, rivals=-7.0, least=-3.0)
    plain = gate.odds(candidate())
    assert gate.odds(candidate(cosine=0.2)) < plain
    assert gate.odds(candidate("okay so far")) < plain
    assert gate.odds(candidate(rivals=1)) < plain


def test_a_few_words_that_lie_near_pass_however_short_they_are() -> None:
    gate = Gate(base=-8.0, cosine=9.0, words=1.0, rivals=-7.0, least=0.0, near=0.5)
    short = "It took ten weeks."
    assert gate.odds(candidate(short)) < gate.least
    assert gate.passes(candidate(short)) and gate.is_plain(candidate(short, rivals=1))
    assert not gate.passes(candidate(short, cosine=0.4)) and not gate.passes(candidate(short, rivals=1.5))
    assert not gate.is_plain(candidate())
    assert not Gate(base=-8.0, cosine=9.0, words=1.0, rivals=-7.0, least=0.0).passes(candidate(short))


@pytest.mark.parametrize("kind", ["buyer", "rep"])
def test_the_shipped_one_lets_the_nearest_claim_through(kind: PairKind) -> None:
    gate = gate_of(EmbeddedJudge().model, EMBEDDER, kind)
    assert gate is not None
    assert gate.odds(candidate()) >= gate.least
    assert gate.odds(candidate(cosine=0.45, rivals=2)) < gate.least
    assert gate.odds(candidate("mm", 0.1)) < gate.least


def test_another_judge_or_embedder_has_none() -> None:
    assert gate_of("gpt-5-mini", EMBEDDER, "buyer") is None
    assert gate_of(EmbeddedJudge().model, "text-embedding-3-small 1", "buyer") is None
    assert gate_of(EmbeddedJudge().model, EMBEDDER, "copy") is None


def test_it_was_fitted_to_the_embedder_that_is_shipped() -> None:
    assert shipped().embedder == EMBEDDER
    assert set(shipped().kinds) == {"buyer", "rep"}


def test_a_broken_description_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    told = {"name": "judge", "version": "1", "sha256": "0" * 64}
    meta = tmp_path / "meta.json"
    for broken in ({"gates": {}}, told | {"gates": {"kinds": {"buyer": {"odd": 1}}}}):
        meta.write_text(json.dumps(broken), encoding="utf-8")
        with pytest.raises(ModelError, match="cannot be read"):
            shipped.__wrapped__(tmp_path)
    meta.write_text(json.dumps(told), encoding="utf-8")
    assert shipped.__wrapped__(tmp_path) == Gates("judge 1+000000000000", "", {})
