"""The shipped weights: they fit the shipped embedder and tell plain cases."""

import json
import shutil

import numpy as np
import pytest

from checker.errors import ModelError
from checker.needs.kinds import KINDS, MODELS, KindModel
from checker.needs.marks import COLUMNS, marks, wish
from checker.needs.recipe import Recipe
from checker.store.local_embedder import LocalEmbedder

CASES = [
    ("need", "", "We lose half a day every week matching receipts by hand. I want that gone."),
    (
        "priority",
        "What would decide it?",
        "Price is third, honestly. It's the audit trail first, then support.",
    ),
    ("experience", "How did the trial go?", "We ran your tablet for two weeks and the crew loved it."),
    ("nothing", "", "Mm-hm, right."),
    ("nothing", "", "I'll forward the invite to Dana and we can sign the contract on Thursday."),
    ("nothing", "", "How many customers do you have in Ohio?"),
]


@pytest.fixture(scope="module")
def shipped() -> KindModel:
    return KindModel.load()


def test_the_weights_were_fitted_for_the_shipped_embedder(shipped):
    embedder = LocalEmbedder()
    shipped.check(f"{embedder.name} {embedder.version}")
    assert shipped.dimension == embedder.dimension


def test_another_embedder_is_refused(shipped):
    with pytest.raises(ModelError, match=r"checker\.training\.kinds|learnt with"):
        shipped.check("other 2.0")


def test_plain_cases(shipped):
    texts, contexts = [text for _, _, text in CASES], [context for _, context, _ in CASES]
    vectors = LocalEmbedder().embed([f"{c}\n{t}".strip() for c, t in zip(contexts, texts, strict=True)])
    told = shipped.carried(vectors, texts, contexts)
    assert [t.kind for t in told] == [kind for kind, _, _ in CASES]
    assert [t.bearing >= 0.5 for t in told] == [kind in ("need", "priority") for kind, _, _ in CASES]


def test_probabilities_add_up_and_do_not_depend_on_the_batch(shipped):
    vectors = np.random.default_rng(1).normal(size=(3, shipped.dimension)).astype(np.float32)
    texts, contexts = ["I want it.", "Hi.", "Why?"], ["", "How?", ""]
    together = shipped.probabilities(vectors, texts, contexts)
    assert together.shape == (3, len(KINDS)) and together.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert shipped.probabilities(vectors[1:2], texts[1:2], contexts[1:2]) == pytest.approx(
        together[1:2], abs=1e-5
    )
    assert shipped.carried(vectors[:0], [], []) == []


def damage_weights(folder):
    (folder / "weights.npz").write_bytes(b"no weights")


def remove_weights(folder):
    (folder / "weights.npz").unlink()


def other_marks(folder):
    meta = json.loads((folder / "meta.json").read_text())
    (folder / "meta.json").write_text(json.dumps(meta | {"marks": meta["marks"][:-1]}))


def swapped_file(folder):
    np.savez(folder / "weights.npz", weights=np.zeros((2, 9)), bias=np.zeros(9))


@pytest.mark.parametrize("harm", [damage_weights, remove_weights, other_marks, swapped_file])
def test_a_damaged_model_is_named(tmp_path, harm):
    folder = tmp_path / "kinds"
    shutil.copytree(MODELS / "kinds", folder)
    harm(folder)
    with pytest.raises(ModelError):
        KindModel.load(folder)


def test_a_recipe_without_its_numbers_is_named(tmp_path):
    (tmp_path / "meta.json").write_text('{"grouping": {"gate": {}}}')
    with pytest.raises(ModelError, match="grouping"):
        Recipe.load(tmp_path)
    assert Recipe.load().gate.nearness < 0


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("question", "Does it?"),
        ("want", "I’d pay for that"),
        ("must", "we have to show it"),
        ("doubt", "I'm worried"),
        ("indifferent", "I don't care about screens"),
        ("dates", "send it on Tuesday"),
    ],
)
def test_marks(mark, text):
    row = dict(zip(COLUMNS, marks([text], [""])[0], strict=True))
    plain = dict(zip(COLUMNS, marks(["lovely blue chairs"], [""])[0], strict=True))
    assert row[mark] > 0 and plain[mark] == 0


def test_a_wish_beats_a_greeting():
    assert wish("I want somebody to count them.") > wish("Hello, thanks for coming.")
