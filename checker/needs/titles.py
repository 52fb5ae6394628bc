"""A need's title without a language model: buyers' own words, cut out of a quote at the borders of a clause.

No word is invented. Of all clauses of the most central quotes the one is taken that can stand without what
was said around it, says what is wanted, and speaks of what the other quotes speak of too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from checker.needs.likeness import stems
from checker.needs.marks import wish

MAX_CHARACTERS = 140
LEAST_WORDS, MOST_WORDS = 4, 14
_LEAST_STEMS = 3
_QUOTES_READ = 8

_SENTENCE = re.compile(r"[^.!?…]+[.!?…]+[\"'”’)]*|[^.!?…]+$")
_CLAUSE = re.compile(r"(?<=[,;:—–])\s+|\s+(?=(?:and|but|because|so|or|which|then|unless|until)\s)")
_OPENING = re.compile(
    r"(?:(?:um|uh|er|ah|so|and|but|okay|ok|well|yeah|yes|yep|no|right|oh|mm|hm|look|see|honestly|now|then|"
    r"because|or|also|again|anyway|i mean|you know|let's see|like)(?:[\s,.:;…—–-]+|$)|"
    r"(?:first|second|third|first one|two reasons|number (?:one|two|three)|one|two|three|on \w+)"
    r"[,.:;…—–]+(?:\s+|$))+",
    re.I,
)
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand "
    "million half dollar"
)
_NUMBER_STEMS = frozenset(stems(_NUMBERS))
_ASKED = re.compile(
    r"\?|\b(?:can|could|may|let me|lemme|want to|like to|going to|gonna|i'll|i'm) (?:i )?(?:just )?"
    r"(?:ask|know|hear|tell|say|give you|be (?:straight|honest|frank)|clear|understand|finish)|"
    r"\bhere(?:'s| is) (?:what|the|a|my|where)\b|\btell me\b|\bask(?:ing)? you\b|\bi(?:'ve| have)? (?:got )?"
    r"(?:a|one|two|three|another) (?:more )?(?:questions?|things?|asks?|wish(?:es)?)\b",
    re.I,
)
_LEANING = re.compile(
    r"(?:it|its|it's|that|that's|this|they|they're|they've|them|he|he's|she|she's|those|these|you|you're|"
    r"you've|you'd|you'll|there|there's|which|who|whose|then|unless|until|or|not|same|another|neither|both|"
    r"the (?:other|first|second|third|next|last)(?: one)?(?:'s)?|"
    r"what|what's|where|when|why|how|mine|mine's|if (?:it|that|they|he|she|you))\b",
    re.I,
)
_DANGLING = re.compile(
    r"\b(?:it|that|this|them|those|these|one|there|by|to|of|for|with|from|at|on|in|into|like|the|a|an|is|was|"
    r"are|been|if|than|don't know|i mean|you know|i guess|he says|she says|they say)\W*$",
    re.I,
)
_POINTS_BACK = re.compile(r"\b(?:it|that|this|them|those|these|there|he|she|his|her|they)\b", re.I)
_POINTS_BACK_COSTS = 0.3
_WHO = re.compile(r"\b(?:i|we|my|our|us|nobody|somebody|someone|i'm|i'd|i've|we'd|we've|we're)\b", re.I)
_WHO_GAINS = 0.4
"""What a clause gains that says who wants or lacks something."""

_INSIDE_COSTS = 0.4
"""What a clause loses that begins within a sentence: its subject may be missing."""


def title(quotes: Sequence[str], taken: Collection[str] = (), plain: Sequence[float] = ()) -> str:
    """The clause that says best what is wanted.

    Args:
        quotes: The need's statements, the most central first; at least one.
        taken: Titles of other needs, none of which is given again while there is another choice.
        plain: How plainly each quote voices a need, in order; all alike if empty.
    """
    names = titles(quotes, plain)
    return next((name for name in names if name not in taken), names[0])


def titles(quotes: Sequence[str], plain: Sequence[float] = ()) -> list[str]:
    """All that `title` chooses from, the best first."""
    spoken = Counter(stem for quote in quotes for stem in set(stems(quote)))
    options = [
        (
            *_merit(clause, spoken, len(quotes)),
            -0.08 * place + 0.15 * voiced - _INSIDE_COSTS * inside,
            clause,
        )
        for place, (quote, voiced) in enumerate(_read(quotes, plain))
        for clause, inside in _clauses(quote)
    ]
    ranked = sorted(options, key=lambda o: (-o[0], -(o[1] + o[2])))
    return [_shortened(clause) for *_, clause in ranked] + [_shortened(" ".join(q.split())) for q in quotes]


def stands(clause: str) -> bool:
    """Whether a clause can be understood without what was said around it, and asks nothing of our rep."""
    words = len(clause.split())
    return (
        LEAST_WORDS <= words <= MOST_WORDS
        and len(_subjects(clause)) >= _LEAST_STEMS
        and not _ASKED.search(clause.replace("’", "'"))
        and not _LEANING.match(clause.replace("’", "'"))
        and not _DANGLING.search(clause.replace("’", "'"))
    )


def _subjects(clause: str) -> set[str]:
    """Stems of a clause that may name what it is about: numbers do not."""
    return {stem for stem in stems(clause) if stem not in _NUMBER_STEMS and not stem[0].isdigit()}


def _merit(clause: str, spoken: Counter[str], quotes: int) -> tuple[int, float]:
    """Whether it stands, then how much it says of what is wanted and of what others speak of."""
    shared = [spoken[stem] - 1 for stem in _subjects(clause)]
    common = min(2.0, sum(count / max(1, quotes - 1) for count in shared))
    subject = common + 0.1 * min(5, len(shared))
    loose = _POINTS_BACK_COSTS * len(_POINTS_BACK.findall(clause))
    who = _WHO_GAINS * bool(_WHO.search(clause.replace("’", "'")))
    return int(stands(clause)), subject + who + 0.5 * min(2.0, wish(clause)) - loose


def _read(quotes: Sequence[str], plain: Sequence[float]) -> Iterator[tuple[str, float]]:
    """The first quotes with how plain each is."""
    for place, quote in enumerate(quotes[:_QUOTES_READ]):
        yield quote, plain[place] if plain else 0.0


def _clauses(quote: str) -> Iterator[tuple[str, bool]]:
    """Sentences without the words that only open them, and runs of clauses of those that are too long.

    Each with whether it begins within its sentence.
    """
    for match in _SENTENCE.finditer(" ".join(quote.split())):
        sentence = match.group().strip()
        opening = _OPENING.match(sentence)
        sentence = sentence[opening.end() :] if opening else sentence
        if len(sentence.split()) >= LEAST_WORDS:
            yield sentence, False
            yield from _runs(sentence)


def _runs(sentence: str) -> Iterator[tuple[str, bool]]:
    if len(sentence.split()) <= MOST_WORDS:
        return
    borders = [0, *(m.end() for m in _CLAUSE.finditer(sentence)), len(sentence)]
    for first, start in enumerate(borders):
        for end in borders[first + 1 :]:
            run = sentence[start:end].strip(" ,;:—–")
            if LEAST_WORDS <= len(run.split()) <= MOST_WORDS:
                opening = _OPENING.match(run)
                yield (run[opening.end() :] if opening else run), first > 0


def _shortened(text: str) -> str:
    """The text with a capital, or as many whole words of it as fit."""
    text = text[:1].upper() + text[1:]
    if len(text) <= MAX_CHARACTERS:
        return text
    return text[: MAX_CHARACTERS - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
