"""Terms in talk and copy, and the moment on a call at which a buyer puts their own name to a thing.

A term is one to three words between marks of punctuation, without function words at its ends, with
plurals folded. A buyer *names* a thing where a term stands behind `you mean`, `we call it`, `just say`,
`is that the` and the like, or where a whole short sentence is nothing but the term ("The packet, Ma.").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from checker.findings.stems import is_function_word, tokens

Term = tuple[str, ...]

_WORDS = 1 << 16
"""Words that are remembered: calls say the same ones over and over."""

_MARKS = re.compile(r"[.,;:!?()\"“”\[\]—–]|\.\.\.|…|\s-\s")
_NO_TERM = re.compile(
    r"^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|"
    r"hundred|thousand|"
    r"million|half|dozen|(?:mon|tues|wednes|thurs|fri|satur|sun|to|yester|every)day|"
    r"january|february|march|april|june|july|august|september|october|november|december|"
    r"first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|\w+teen|\w+ie)th|"
    r"dollars?|bucks?|cents?|percent|yeah|yep|okay|sure|right|thing|things|stuff|lot|"
    r"kind|sort|guys?|people|folks?|somebody|anybody|everybody|nobody|someone|anyone|everyone|"
    r"something|anything|"
    r"everything|nothing|fella|gonna|kidding|mm-hm|uh-huh|alright|funny|honestly|actually|really|"
    r"probably|maybe|thanks|thank|hello|hey)$"
)
_LEAD = r"(?:(?:oh|right|so|yeah|no|okay|yes|well|sure)[,.]? )*"
_ARTICLE = r"(?:an?|the|my|our|your|those|these)"
_NAMING = (
    r"(?:you mean|i mean|just say|i say|we say|(?:call|calls|called)(?: (?:it|them|that|those|these))?|"
    r"i'd (?:just )?(?:call (?:it|that)|say|put)|something that says|call it what you (?:like|want)\.?)"
)
_POINTING = r"(?:that's|that is|those are|these are|is that|are those|that would be|so that's)"


@lru_cache(maxsize=_WORDS)
def singular(word: str) -> str:
    """A word without plural or possessive ending."""
    word = word.removesuffix("'s")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    plain = word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3
    return word[:-1] if plain else word


def terms(text: str, longest: int) -> Iterator[tuple[Term, str]]:
    """Terms of a text with plurals folded, each with its words as they stand there."""
    for stretch in _MARKS.split(text):
        words = tokens(stretch)
        for start in range(len(words)):
            for size in range(1, longest + 1):
                found = words[start : start + size]
                if len(found) == size and _content(found[0]) and _content(found[-1]):
                    yield tuple(singular(w) for w in found), " ".join(found)


@lru_cache(maxsize=_WORDS)
def _content(word: str) -> bool:
    return len(word) > 2 and "'" not in word and not is_function_word(word) and not _NO_TERM.match(word)


def spaced(text: str) -> str:
    """A text as one line of singular words, hyphens opened, so that terms can be looked up in it."""
    opened = " ".join(tokens(text)).replace("-", " ")
    return f" {' '.join(singular(w) for w in opened.split())} "


def names(text: str, form: str) -> bool:
    """True if a buyer's words name a thing by a term, in the form in which it stands there."""
    said, term = text.replace("’", "'").lower(), re.escape(form)
    if re.search(
        rf"\b(?:{_NAMING}(?: just)?(?: {_ARTICLE})?|{_POINTING}(?: just)? {_ARTICLE}) {term}(?![\w-])", said
    ):
        return True
    for sentence in re.split(r"(?<=[.?!])\s+", said):
        if len(sentence.split()) <= 5 and re.match(rf"{_LEAD}(?:{_ARTICLE} )?{term}(?![\w-])", sentence):
            return True
    return False
