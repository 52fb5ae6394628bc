"""Content words of a text as stems: what two texts must share to be about the same thing.

The function words are left out, and so are words of praise and urging that all copy shares.
"""

from __future__ import annotations

import re
from functools import cache

from checker.model import normalised

_FUNCTION = frozenset(
    "a about above after again all also am an and any are as at be because been before being below "
    "between both "
    "but by can cannot could did do does doing done down during each either else ever every few for "
    "from further "
    "get gets getting go goes going got had has have having he her here hers him his how i if in "
    "into is it its "
    "itself just let lets like make makes many may me might more most much must my need needs "
    "neither never no nor "
    "not now of off on once one only onto or other our ours out over own per put same shall she "
    "should so some "
    "such take takes than that the their theirs them then there these they thing things this those "
    "through to "
    "too under until up upon us use used very via was we were what when where which while who whom "
    "whose why will "
    "with within without would yes yet you your yours i'm i've i'll you're you've you'll we're "
    "we've we'll it's "
    "that's there's don't doesn't didn't can't won't isn't aren't wasn't what's who's let's".split()
)
_COPY = frozenset(
    "new best better great easy simple simply fast right real ready today free start see way day "
    "help work works "
    "every always first come back want know".split()
)
_TOKEN = re.compile(r"[a-z]+(?:['-][a-z]+)*")


@cache
def stem(word: str) -> str:
    """Snowball stem of a lower-case word."""
    import snowballstemmer

    return str(snowballstemmer.stemmer("english").stemWord(word.removesuffix("'s")))


def tokens(text: str) -> list[str]:
    """Lower-case words of a text, in order; hyphenated words stay whole."""
    return _TOKEN.findall(normalised(text))


def content(text: str) -> frozenset[str]:
    """Stems of the content words of a text; a hyphenated word counts as a whole."""
    return frozenset(stem(w) for w in tokens(text) if len(w) > 2 and w not in _FUNCTION and w not in _COPY)


def is_function_word(word: str) -> bool:
    """True for articles, pronouns, prepositions, auxiliaries and the like."""
    return word in _FUNCTION
