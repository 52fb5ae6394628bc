"""Reading of labelled pairs and of public inference data, and their split by product and world."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from checker.judge.features import LABELS, WARM_UP_RELATION, Pair

HELD_OUT_FILES = ("p06", "p09", "x13")
"""Whole files of pairs (without context, with it, and plain ones) that no training sees."""

HELD_OUT_TAIL = {"c01": 5, "r01": 5, **{f"w{n:02}": 2 for n in range(9, 17)}}
"""Files whose last products are held out, and how many."""

DEVELOPMENT_PRODUCTS = {"p05": 3, "p08": 3, "c01": 2, "r01": 2, **{f"w{n:02}": 2 for n in range(1, 9)}}
"""Products before the held-out ones on which early stopping and calibration rest."""

APART = "w"
"""First letter of the files in which the claims of a product are each about another matter."""

HELD_OUT_WORLDS = ("quillbay", "orchardpay")
DEVELOPMENT_WORLDS = ("ferncrest",)

WARM_UP_SETS = {
    "cad_snli": ("Apache-2.0 (texts from SNLI, CC BY-SA 4.0)", 7000),
    "mnli_dev_matched": ("MIT (MNLI: OANC and other permissive)", 6000),
    "perspectrum_stance": ("CC BY-SA 4.0", 6000),
    "mnli_train_sample": ("MIT (MNLI)", 2500),
    "argkp_keypoint_match": ("CDLA-Sharing-1.0", 2500),
    "snli_dev_test": ("MIT (SNLI: CC BY-SA 4.0)", 3000),
}
"""Public sets of the warm-up by file name: licence, and lines at most."""

_PUBLIC_LABELS = {
    "entailment": "supports", "support": "supports", "match": "supports",
    "contradiction": "contradicts", "undermine": "contradicts",
    "neutral": "unrelated", "no_match": "unrelated",
}  # fmt: skip


@dataclass(frozen=True)
class Example:
    """A labelled pair: ``target`` holds four probabilities in the order of LABELS."""

    pair: Pair
    target: tuple[float, ...]
    group: str
    source: str
    trap: str = "none"

    @property
    def label(self) -> str:
        """The likeliest label."""
        return LABELS[self.target.index(max(self.target))]


@dataclass(frozen=True)
class Split:
    """Examples by what they are for."""

    train: tuple[Example, ...]
    development: tuple[Example, ...]
    held_out: tuple[Example, ...]


def one_hot(label: str) -> tuple[float, ...]:
    """The target of a certain label."""
    return tuple(1.0 if name == label else 0.0 for name in LABELS)


def read_pairs(path: Path) -> list[Example]:
    """Labelled pairs of one file in the format of bench/SPEC-pairs.md."""
    return [_example(row, path.stem) for row in _rows(path)]


def split_pairs(paths: Iterable[Path]) -> Split:
    """Training, development and held-out pairs; a product is in one of them only, across all files."""
    by_file = {path.stem: read_pairs(path) for path in sorted(paths)}
    held: set[str] = set()
    development: set[str] = set()
    for stem, examples in by_file.items():
        products = list(dict.fromkeys(example.group for example in examples))
        tail = HELD_OUT_TAIL.get(stem, 0)
        kept = len(products) - tail
        held.update(products if stem in HELD_OUT_FILES else products[kept:])
        wanted = DEVELOPMENT_PRODUCTS.get(stem, 0)
        development.update(products[max(0, kept - wanted) : kept] if wanted else ())
    everything = [example for examples in by_file.values() for example in examples]
    development -= held
    return Split(
        train=tuple(e for e in everything if e.group not in held | development),
        development=tuple(e for e in everything if e.group in development),
        held_out=tuple(e for e in everything if e.group in held),
    )


def crossed(examples: Iterable[Example], seed: int, share: float = 0.6) -> list[Example]:
    """Statements against another claim of their product, which they say nothing on.

    Only of files whose claims are about different matters (`APART`), and not those that were marked to bear
    on several claims (the trap ``mixed``) or to take no stance anyway.

    Args:
        examples: Labelled pairs; those of other files are passed over.
        seed: Of the choice.
        share: Of the statements, how many get such a partner.
    """
    rng = random.Random(seed)
    told = [e for e in examples if e.source.startswith(APART)]
    claims: dict[str, dict[str, None]] = {}
    for example in told:
        claims.setdefault(example.group, {})[example.pair.claim] = None
    out = []
    for example in told:
        others = [claim for claim in claims[example.group] if claim != example.pair.claim]
        fits = others and example.trap != "mixed" and example.label != "unrelated"
        if fits and rng.random() < share:
            pair = replace(example.pair, claim=rng.choice(others))
            out.append(replace(example, pair=pair, target=one_hot("unrelated")))
    return out


def read_warm_up(folder: Path, seed: int, scale: float = 1.0) -> list[Example]:
    """A shuffled sample of the public sets of WARM_UP_SETS that ``folder`` holds as ``<name>.jsonl.gz``."""
    rng = random.Random(seed)
    out: list[Example] = []
    for name, (_, limit) in WARM_UP_SETS.items():
        path = folder / f"{name}.jsonl.gz"
        if path.exists():
            rows = [e for row in _rows(path) if (e := _public(row, name)) is not None]
            out += rng.sample(rows, min(int(limit * scale), len(rows)))
    rng.shuffle(out)
    return out


def digest(paths: Sequence[Path]) -> dict[str, str]:
    """SHA-256 of each file, by name, for the model card."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(paths)}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _example(row: dict[str, Any], source: str) -> Example:
    pair = Pair(row.get("relation", "buyer"), row["claim"], row.get("context", ""), row["statement"])
    return Example(pair, one_hot(row["label"]), row["product"], source, row.get("trap", "none"))


def _public(row: dict[str, Any], source: str) -> Example | None:
    label = _PUBLIC_LABELS.get(row["label"])
    # Long premises cost most of the time and teach least about one turn of speech.
    if label is None or len(row["premise"].split()) + len(row["hypothesis"].split()) > 60:
        return None
    pair = Pair(WARM_UP_RELATION, row["hypothesis"], "", row["premise"])
    return Example(pair, one_hot(label), source, source)
