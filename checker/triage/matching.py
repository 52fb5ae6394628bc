"""Which finding of one run is which of another: by fingerprint, else by nearly the same words.

A finding is the same as an earlier one if

1. its fingerprint is the same, in the same file (or it stands in one other place only: a moved asset), or
2. kind and file are the same, every word that carries weight is too (`weighty`: numbers, negations,
   absolutes, units, plans; "30 days" is never "90 days"), and
   a. the wording is nearly the same: `ALIKE` of 100 by rapidfuzz, and no word of content was exchanged for
      another ("every plant" is not "every truck"); words may be added or left out; or
   b. it rests on the same quotes, half of them or more, and the wording is `RELATED`; or
3. it is an unmet need that rests on the same quotes, half of them or more, whatever its title is now.

Rather too strict than too lax: a decision that is not found again is asked for once more, one that is
found wrongly hides a new finding. Each earlier finding is matched once, the nearest first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from checker.model import normalised
from checker.triage.subjects import Subject

ALIKE = 80
RELATED = 60
_NEAR_WORD = 80  # set-up and setup, page and pages
_SHARED_QUOTES = 0.5

_WORD = re.compile(r"[\w%$€£]+(?:[-'.,/]\w+)*")
_WEIGHTY = re.compile(
    r"(?:\W*\d.*|no|not|never|none|without|only|except|unless|cannot|\w+n't|nothing|nobody|"
    r"all|every|each|any|always|everything|everyone|both|free|unlimited|guaranteed?|instant(?:ly)?|"
    r"first|last|half|twice|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|"
    r"twenty|thirty|forty|fifty|sixty|ninety|hundred|thousand|million|"
    r"(?:second|minute|hour|day|week|month|quarter|year)s?|daily|weekly|monthly|annual(?:ly)?|yearly|"
    r"before|after|under|over|up|until|from|more|less|most|least|"
    r"basic|starter|standard|pro|premium|enterprise)",
    re.I,
)
_PLAIN = frozenset(
    (
        "a an the and or of to in on for with at by as is are be it its this that you your we our us they "
        "their can will so within just now also too very really get gets have has from into"
    ).split()
)


def same(old: Sequence[Subject], new: Sequence[Subject]) -> dict[int, int]:
    """For each new subject that is an old one, by index: which.

    Several new subjects may be one old subject only where their fingerprint is the same.
    """
    found = _exact(old, new)
    taken = set(found.values())
    free = [i for i in range(len(old)) if i not in taken]
    scored: list[tuple[float, int, int]] = []
    for j, subject in enumerate(new):
        if j not in found:
            scored += [(-near, j, i) for i in free if (near := likeness(old[i], subject)) > 0]
    for _, j, i in sorted(scored):
        if j not in found and i not in taken:
            found[j] = i
            taken.add(i)
    return found


def likeness(old: Subject, new: Subject) -> float:
    """How surely two subjects of different fingerprints are one, up to 100; 0 where they are not."""
    if old.kind != new.kind or old.file != new.file:
        return 0.0
    shared = _shared_quotes(old, new)
    if old.kind == "unmet-need" and shared >= _SHARED_QUOTES:
        return 100.0 * shared
    near = _wording(old.text, new.text, shared)
    return min(near, _wording(old.clash, new.clash, shared)) if near else 0.0


@lru_cache(maxsize=10_000)
def weighty(text: str) -> frozenset[str]:
    """Words of a text that may not change without changing what it says."""
    return frozenset(w for w in _words(text) if _WEIGHTY.fullmatch(w))


def _exact(old: Sequence[Subject], new: Sequence[Subject]) -> dict[int, int]:
    """Matches by fingerprint."""
    by_key = {subject.key: i for i, subject in enumerate(old)}
    found = {j: by_key[subject.key] for j, subject in enumerate(new) if subject.key in by_key}
    strays: defaultdict[str, list[int]] = defaultdict(list)
    for j, subject in enumerate(new):
        if j not in found:
            strays[subject.fingerprint].append(j)
    for i, subject in enumerate(old):
        moved = strays.get(subject.fingerprint, [])
        if i not in found.values() and len({new[j].file for j in moved}) == 1:
            found |= dict.fromkeys(strays.pop(subject.fingerprint), i)
    return found


def _wording(old: str, new: str, shared: float) -> float:
    a, b = _normal(old), _normal(new)
    if a == b:
        return 100.0
    if weighty(a) != weighty(b):
        return 0.0
    ratio = fuzz.ratio(a, b)
    if ratio >= ALIKE and not _exchanged(a, b):
        return ratio
    return ratio if ratio >= RELATED and shared >= _SHARED_QUOTES else 0.0


def _exchanged(a: str, b: str) -> bool:
    """True if a word of content was exchanged for one that is not a form of it."""
    here, there = _content(a), _content(b)
    mine, theirs = here - there, there - here
    few, many = sorted((mine, theirs), key=len)
    return any(not _has_form(word, many) for word in few)


@lru_cache(maxsize=10_000)
def _normal(text: str) -> str:
    return normalised(text)


@lru_cache(maxsize=10_000)
def _content(text: str) -> frozenset[str]:
    return frozenset(w for w in _words(text) if w not in _PLAIN)


def _has_form(word: str, others: Iterable[str]) -> bool:
    return any(fuzz.ratio(word, other) >= _NEAR_WORD for other in others)


def _shared_quotes(old: Subject, new: Subject) -> float:
    """Share of the shorter list of quotes that the other has."""
    a, b = set(old.basis.quotes), set(new.basis.quotes)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
