"""What training is tested on: random little base models, and a slice of the corpus."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2] / "corpus"
PER_PRODUCT = 12
FILES = {"p01": 2, "p05": 3, "p06": 1, "r01": 6}
"""Pair files and how many of their products, from the last on, are taken."""

EXCERPTS = ("radiovale", "tablesong")
"""One excerpt for training and one of those kept for thresholds."""


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like that of a sentence encoder: two random layers and a word list of the slice."""
    transformers = pytest.importorskip("transformers")
    torch = pytest.importorskip("torch")
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

    folder = tmp_path_factory.mktemp("base")
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    texts = [row["claim"] + " " + row["statement"] for row in _rows(CORPUS / "pairs" / "p01.jsonl")]
    tokenizer.train_from_iterator(texts, trainers.WordPieceTrainer(vocab_size=900, special_tokens=special))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(3)
    config = transformers.BertConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=128, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=256, pad_token_id=0,
    )  # fmt: skip
    transformers.BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus folder with a few products of each kind and two excerpts."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "pairs").mkdir()
    for name, count in FILES.items():
        rows = _rows(CORPUS / "pairs" / f"{name}.jsonl")
        products = list(dict.fromkeys(row["product"] for row in rows))[-count:]
        kept = [row for product in products for row in _of(rows, product)[:PER_PRODUCT]]
        lines = "".join(json.dumps(row) + "\n" for row in kept)
        (folder / "pairs" / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (folder / "excerpts").mkdir()
    for name in EXCERPTS:
        shutil.copy(CORPUS / "excerpts" / f"{name}.yaml", folder / "excerpts")
    return folder


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _of(rows: list[dict[str, str]], product: str) -> list[dict[str, str]]:
    return [row for row in rows if row["product"] == product]
