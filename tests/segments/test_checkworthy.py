"""Which lines of copy claim something: the shipped model, its file, and what is made of it."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from checker.errors import ModelError
from checker.model import Claim, Position, Span
from checker.pipeline.claiming import claiming
from checker.segments.checkworthy import COLUMNS, MODELS, CheckWorthiness, marks
from checker.store.local_embedder import LocalEmbedder

CLAIMS = (
    "Live in ten business days.",
    "Every load is insured for $250,000.",
    "A live dispatcher picks up, at any hour, on any holiday.",
    "No minimums and no contracts.",
)
NONE = (
    "LinkedIn, February 24",
    "His name is Set Point. He runs a bit warm.",
    "House notes: no stock photos of smiling truckers.",
)
NOWHERE = Span(Position(1, 1), Position(1, 1))


@pytest.fixture(scope="module")
def embedder() -> LocalEmbedder:
    return LocalEmbedder()


def lines(*quotes: str) -> list[Claim]:
    return [Claim(str(n), "a.md", quote, NOWHERE, "paragraph") for n, quote in enumerate(quotes)]


def test_promises_are_told_from_what_claims_nothing(embedder: LocalEmbedder) -> None:
    model = CheckWorthiness.load()
    worth = model.of([*CLAIMS, *NONE], embedder.embed([*CLAIMS, *NONE]))
    assert worth[: len(CLAIMS)].min() > 2 * worth[len(CLAIMS) :].max()
    assert worth[: len(CLAIMS)].min() > 0.4


def test_the_model_is_made_for_the_embedder_that_is_shipped(embedder: LocalEmbedder) -> None:
    assert CheckWorthiness.load().embedder == f"{embedder.name} {embedder.version}"


def test_lines_that_claim_nothing_are_left_out_and_their_rows_with_them(embedder: LocalEmbedder) -> None:
    quotes = (NONE[0], CLAIMS[0], NONE[2], CLAIMS[3])
    vectors = embedder.embed(quotes)
    held = claiming(lines(*quotes), vectors, f"{embedder.name} {embedder.version}")
    assert [claim.quote for claim in held.claims] == [CLAIMS[0], CLAIMS[3]]
    assert np.array_equal(held.vectors, vectors[[1, 3]])
    assert len(held.worth) == 2


def test_vectors_of_another_embedder_are_kept_and_not_read(embedder: LocalEmbedder) -> None:
    quotes = (NONE[0], CLAIMS[0])
    own = f"{embedder.name} {embedder.version}"
    strange = np.ones((2, 7), dtype=np.float32)
    held = claiming(lines(*quotes), strange, "words 1")
    assert [claim.quote for claim in held.claims] == [CLAIMS[0]]
    assert held.vectors.shape == (1, 7)
    assert held.worth == claiming(lines(*quotes), embedder.embed(quotes), own).worth


def test_without_lines_nothing_is_loaded() -> None:
    assert claiming([], np.zeros((0, 3), dtype=np.float32), "").claims == ()


def test_marks_have_a_row_a_line() -> None:
    assert marks([]).shape == (0, len(COLUMNS))
    assert marks(["Free for 30 days", ""]).shape == (2, len(COLUMNS))


def test_a_damaged_model_is_told(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(MODELS / "checkworthy", tmp_path / "model"))
    (folder / "weights.npz").write_bytes(b"else")
    with pytest.raises(ModelError, match="not the file"):
        CheckWorthiness.load(folder)
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    (folder / "meta.json").write_text(json.dumps(meta | {"marks": ["other"]}), encoding="utf-8")
    with pytest.raises(ModelError):
        CheckWorthiness.load(folder)
