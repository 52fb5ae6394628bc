"""What the cross-encoder reads of a pair: shared word for word by training and inference.

Segment A is the claim behind a short name of the relation, segment B the statement with the turns before it.
Changing anything here makes every trained model stale.
"""

from __future__ import annotations

from dataclasses import dataclass

LABELS = ("supports", "contradicts", "dismisses", "unrelated")
"""Order of the model's four outputs (bench/SPEC-pairs.md defines the labels)."""

RELATIONS = ("buyer", "copy", "rep")
"""Who speaks in segment B: a buyer, another asset of the campaign, our own rep."""

WARM_UP_RELATION = "text"
"""Prefix of public inference data, which no product pair uses."""

SEPARATOR = " # "
"""Stands between the turns before and the statement that is judged."""

MAX_TOKENS = 224
_CLAIM_WORDS = 60
_CONTEXT_WORDS = 32
_STATEMENT_WORDS = 130


@dataclass(frozen=True)
class Pair:
    """A claim and a text that may speak to it.

    ``context`` holds the turns before the statement, a line each as ``Rep: …`` or ``Buyer: …``, or "".
    """

    relation: str
    claim: str
    context: str
    statement: str


def segments(pair: Pair) -> tuple[str, str]:
    """The two texts that the tokenizer gets for ``pair``.

    Of a long context the end is kept (it is nearest to the statement), of a long statement or claim the
    beginning: so that what is judged is never cut away for what only surrounds it.
    """
    claim = " ".join(pair.claim.split()[:_CLAIM_WORDS])
    statement = " ".join(pair.statement.split()[:_STATEMENT_WORDS])
    context = " ".join(pair.context.split()[-_CONTEXT_WORDS:])
    second = f"{context}{SEPARATOR}{statement}" if context else statement
    return f"{pair.relation}: {claim}", second
