"""Numbers in English prose, written with digits or in words, with their places.

Grammar, by hand because the libraries at hand lose the place (text2num), garble units and take
seconds to load (quantulum3), or are abandoned (word2number):

    number  = digits [scale] | words [ "(" digits ")" ]        ninety (90) is one number
    digits  = 1,150 | 0.75 | 24        scale = k | m | bn | thousand | million | billion
    words   = word ( ("-" | " " | " and ") word )*             two hundred and six, thirty-six
    word    = one … nineteen | twenty … ninety | dozen | hundred | thousand | million | billion

`a`, `half` and ordinals are no numbers here: what they count depends on the words around them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_SUFFIX = {"k": 1000, "m": 10**6, "bn": 10**9, "thousand": 1000, "million": 10**6, "billion": 10**9}
_WORD = "|".join([*_TENS, *sorted(_SMALL, key=len, reverse=True), *_SCALES])
_NUMBER = re.compile(
    rf"(?<![\w.,-])(?P<digits>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)"
    rf"(?:\s?(?P<scale>bn|thousand|million|billion)\b|(?P<letter>[km])\b)?"
    rf"|(?<![\w-])(?P<words>(?:a\s+(?=hundred|thousand|million|dozen))?(?:{_WORD})"
    rf"(?:(?:\s+and\s+|[\s-]+)(?:{_WORD}))*)\b(?:\s*\(\s*\d[\d,.]*\s*\))?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands: text[start:end]."""

    value: float
    start: int
    end: int


def numbers(text: str) -> list[Number]:
    """Numbers of a text in order."""
    found: list[Number] = []
    for match in _NUMBER.finditer(text):
        if match["digits"]:
            value = float(match["digits"].replace(",", ""))
            suffix = (match["scale"] or match["letter"] or "").lower()
            found.append(Number(value * _SUFFIX.get(suffix, 1), match.start(), match.end()))
        else:
            found.append(Number(float(_from_words(match["words"])), match.start(), match.end()))
    return found


def _from_words(words: str) -> int:
    """Value of a number in words; `forty fifty` is read as its parts added, which no copy writes."""
    total = current = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _SMALL or word in _TENS:
            current += _SMALL.get(word, 0) + _TENS.get(word, 0)
        elif word in ("hundred", "dozen"):
            current = max(current, 1) * _SCALES[word]
        elif word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
    return total + current
