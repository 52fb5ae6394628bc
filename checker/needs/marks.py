"""Plain marks of speech that tell what a statement carries, beside its vector.

Each mark is a pattern of lower-case text; its value is how often it occurs, damped. The order of the table is
the order of the columns, so a change here asks for `python -m checker.training.kinds`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PATTERNS = {
    "question": r"\?",
    "ends_asking": r"\?\W*$",
    "want": r"\b(?:want|need|wish|looking for|love|like to|like it|hop(?:e|ing))\b|"
    r"\bi'd (?:kill|pay|sleep|buy)",
    "must": r"\b(?:must|has to|have to|had to|got to|gotta|should|require[sd]?|supposed to|ought)\b",
    "would": r"\b(?:would|could|'d|if (?:i|we|you|there|it|somebody|someone|something))\b",
    "cannot": r"\b(?:can't|cannot|couldn't|won't|no way|nobody|never|no idea|don't know)\b",
    "pain": r"\b(?:hours?|every (?:week|day|month|time|night)|by hand|chas\w+|guess\w*|lost|los(?:e|ing)|"
    r"wrong|stuck|spreadsheet|retyp\w+|paper|late|again|mad)\b",
    "doubt": r"\b(?:worr\w+|afraid|nervous|risk\w*|scare[sd]?|burn(?:ed|t)|trust|convinced|how do i know|"
    r"what happens (?:if|when)|deal.?breaker|walk away|concern\w*|not sure|problem)\b",
    "rank": r"\b(?:first|second|third|most|above|before anything|top|number one|rather|sooner|priority|"
    r"matters?|than|biggest|main(?:ly)?|last)\b",
    "indifferent": r"\b(?:don't care|doesn't matter|couldn't care|not (?:fussed|bothered|an issue)|"
    r"no interest|wouldn't (?:use|notice)|nobody (?:here )?(?:cares|asks|reads)|nice,? but)\b",
    "trial": r"\b(?:trial|pilot\w*|demo|sandbox|since we (?:went|started|signed|switched)|rollout|"
    r"your (?:team|people|guys?|tool|app|system|crew|rep|portal|tablet|support))\b",
    "past": r"\b(?:was|were|did|had|went|came|took|got|ran|tried|said|told|\w{3,}ed)\b",
    "today": r"\b(?:we (?:use|run|have|do|keep|go through)|we're on|right now|today|at the moment|currently|"
    r"since (?:about )?\w*\d|so far)\b",
    "dates": r"\b(?:monday|tuesday|wednesday|thursday|friday|next week|tomorrow|january|february|march|april|"
    r"june|july|august|september|october|november|december|the \d+(?:st|nd|rd|th))\b",
    "papers": r"\b(?:send|email|calendar|invite|contract|msa|nda|po|legal|procurement|sign\w*|quote|proposal|"
    r"redlines?|forward|copy|attach\w*|join|meeting|call back)\b",
    "talk": r"\b(?:hi|hello|hey|morning|thanks|thank you|haha|weather|weekend|sorry|hear me|okay|ok|bye|mm|"
    r"coffee|dog|cheers)\b",
    "you": r"\b(?:you|your|yours|you're|you've|you'd|you'll)\b",
    "we": r"\b(?:i|we|my|our|us|me|i'm|we're|i've|we've)\b",
    "but": r"\b(?:but|unless|until|except|though|still)\b",
    "number": r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|hundred)\b",
    "ask_word": r"^\W*(?:(?:and|so|okay|right|um|uh|but|just|quick one),? )*(?:what|which|who|where|when|how|"
    r"do|does|did|is|are|can|could|will|would|has|have)\b",
}
_COMPILED = [re.compile(pattern) for pattern in _PATTERNS.values()]

COLUMNS = (*_PATTERNS, "length", "short", "asked", "no_context")
"""Names of the columns, in order."""


def marks(texts: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
    """One row of marks a statement: shape (len(texts), len(COLUMNS)).

    Args:
        texts: The statements' own words.
        contexts: What was said just before each; may be empty.
    """
    import numpy as np

    rows = [_row(text, context) for text, context in zip(texts, contexts, strict=True)]
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(COLUMNS))


def _row(text: str, context: str) -> list[float]:
    plain = _plain(text)
    words = len(plain.split())
    counts = [min(3, len(pattern.findall(plain))) for pattern in _COMPILED]
    return [
        *(math.log1p(count) for count in counts),
        math.log1p(words) / 4,
        float(words <= 6),
        float("?" in context[-200:]),
        float(not context.strip()),
    ]


def _plain(text: str) -> str:
    # Patterns that ignore case take twice as long.
    return text.replace("’", "'").lower()


_WISH = ("want", "must", "would", "cannot", "pain")
_WISHES = [(n, p) for n, p in zip(_PATTERNS, _COMPILED, strict=True) if n in (*_WISH, "talk")]


def wish(text: str) -> float:
    """How plainly a sentence says that something is wanted or missing."""
    plain = _plain(text)
    found = {name: math.log1p(min(3, len(pattern.findall(plain)))) for name, pattern in _WISHES}
    return sum(found[name] for name in _WISH) - 0.5 * found["talk"]
