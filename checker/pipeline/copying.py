"""Findings that compare copy with copy, and the words of copy with those of buyers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from checker.model import Claim, Deal, Finding, Statement
from checker.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.judge.base import Judge
    from checker.store.index import Store

_UNKNOWN_RANK = 40_000


def conflicts(claims: Sequence[Claim], vectors: NDArray[np.float32], judge: Judge) -> list[Finding]:
    """`conflicting-copy`: rules on what is stated; a language model may raise more."""
    from checker.findings.conflicting_copy import conflicting_copy, copy_pairs

    if judge.name != "llm":
        return conflicting_copy(claims, vectors)
    listed = copy_pairs(claims, vectors)
    verdicts = judge.judge([pair for _, _, pair in listed])
    by_ids = {(a.id, b.id): v for (a, b, _), v in zip(listed, verdicts, strict=True)}
    return conflicting_copy(claims, vectors, by_ids, judge_decides=True)


def gaps(
    claims: Sequence[Claim],
    vectors: NDArray[np.float32],
    store: Store,
    settings: Settings,
    deals: Mapping[str, Deal],
) -> list[Finding]:
    """`wording-gap`: where a buyer put their own name to what our rep or a claim calls by another.

    Args:
        claims: Of the copy.
        vectors: Of the claims' quotes.
        store: The index.
        settings: Name us, whose names are no terms.
        deals: Deal of each call, by call id.
    """
    from checker.findings.own_words import own_word_gaps
    from checker.findings.wording_gap import wording_gaps
    from checker.pipeline.hearing import heard_in, turns_of, usual_vector

    company = settings.company
    names = {company.name, company.product, *company.people}
    names |= {speaker.name for call in store.heads() for speaker in call.speakers}
    names |= {deal.account for deal in deals.values()}
    own_names, heard, turns = sorted(n for n in names if n), heard_in(store), turns_of(store)
    found = wording_gaps(claims, heard, turns, deals, word_rank(), own_names)
    told = {word for f in found for word in (f.theirs or "").split(" / ")}

    def gain(sets: Sequence[Sequence[Statement]]) -> NDArray[np.float32]:
        import numpy as np

        near = np.stack([store.vectors([s.id for s in said]).mean(axis=0) for said in sets])
        out: NDArray[np.float32] = vectors @ (near - usual_vector(store)).T
        return out

    own = own_word_gaps(claims, heard, turns, deals, word_rank(), own_names, gain)
    return [*found, *(f for f in own if not told & set((f.theirs or "").split(" / ")))]


@lru_cache(maxsize=1)
def word_rank() -> Callable[[str], int]:
    """How common a word is in English, by its place in the embedder's vocabulary, which is sorted by use."""
    from checker.store.local_embedder import MODELS

    path = MODELS / "embedder" / "tokenizer.json"
    vocabulary: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
    return lambda word: vocabulary.get(word, _UNKNOWN_RANK)
