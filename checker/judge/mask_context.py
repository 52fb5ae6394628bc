"""Whether a word that is both a name and something else is the name where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checker.judge.mask_names import Form, Word, words_in
from checker.judge.mask_words import (
    AFTER_VERB,
    BEFORE_MONTH,
    COMMON_FIRST,
    FUNCTION,
    MONTHS,
    NOUN_NEXT,
    PLAIN,
    TITLES,
)

_OPENS = re.compile(r"(?:\A|[.!?…:;\n>|•\"“„«]|\s[-–—*]+|\A[-–—*]+)[\s\"'“”‘’(\[¿¡*_-]*\Z")
_HEADING = FUNCTION | {"your", "our", "with", "that", "this", "their", "from", "every"}

_CAP = r"[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*"
_NAMES = rf"(?P<name>{_CAP}(?:[ ](?:(?:van|von|de|der|del|della|di|da|la|le)[ ]){{0,2}}{_CAP}){{0,2}})"
_ROLE = (
    r"(?:c[efotimrp]o|ciso|controller|boss|manager|director|president|vp|vice president|head of \w+|owner"
    r"|founder|assistant|colleague|counsel|lawyer|accountant|bookkeeper|supervisor|foreman|dispatcher|wife|husband"
    r"|brother|sister|son|daughter|mother|father|buddy|friend|predecessor|successor|rep|chef|kollegin|kollege)"
)
_TITLED = re.compile(rf"\b(?i:{'|'.join(sorted(TITLES - {'pan', 'don'}))})\b\.?[ ]{_NAMES}")
_ROLED = re.compile(
    rf"\b(?i:our|my|the|their|your|his|her|unser|unsere|mein|meine)[ ](?i:{_ROLE})"
    rf"(?:,| is| was| named| called)?[ ]{_NAMES}"
)
_APPOSED = re.compile(
    rf"(?P<name>{_CAP}[ ]{_CAP}),[ ](?i:(?:our|my|the|their|your|his|her)[ ](?:\w+[ ])?{_ROLE})\b"
)
_OWN = re.compile(rf"\b(?i:my name is|my name's|mein name ist|je m'appelle|me llamo)[ ]{_NAMES}")
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday day days".split())
_IS_ROLE = re.compile(rf"(?:{_ROLE}|head|chief|vice|senior|junior|sales|marketing|operations|finance)\Z")
_CUES = TITLES | {"name", "heiße", "ist", "appelle", "llamo", "names"}


def is_name(
    text: str, words: Sequence[Word], first: int, last: int, form: Form, titled: bool = False
) -> bool:
    """True if the words `first` to `last` of a text, which write a form, are a name there.

    Args:
        text: The text.
        words: All its words.
        first: Index of the first word of the form.
        last: Index of its last word.
        form: The form.
        titled: True for a form of a person, which a title before it makes sure.
    """
    surface = text[words[first].start : words[last].end]
    if form.style == "upper":
        return surface.isupper()
    if form.style == "capital":
        return all(text[w.start].isupper() or w.folded in FUNCTION for w in words[first : last + 1])
    word = form.words[0]
    if form.style != "single" or (len(word) > 2 and word not in PLAIN | FUNCTION):
        return form.style != "single" or surface[0].isupper() or word not in COMMON_FIRST
    if not surface[0].isupper() and not surface[0].isdigit():
        return False
    if titled and first and words[first - 1].folded in TITLES and _near(text, words, first - 1):
        return True
    if word in MONTHS and _is_month(text, words, first):
        return False
    opens = bool(_OPENS.search(text[max(0, words[first].start - 12) : words[first].start]))
    if word in FUNCTION or len(word) <= 2:
        return not opens and (len(surface) == 1 or not surface.isupper())
    if surface.isupper() and any(_shouts(text, words, i) for i in (first - 1, last + 1)):
        return False
    return not (_is_word(text, words, first, word) if opens else _in_heading(text, words, first))


def introduced(text: str, keep: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Stretches that must be somebody's name by what stands around: a title, a role, `my name is`."""
    if not any(word.folded in _CUES or _IS_ROLE.match(word.folded) for word in words_in(text)):
        return
    for pattern in (_TITLED, _ROLED, _APPOSED, _OWN):
        for match in pattern.finditer(text):
            name = match.group("name")
            words = [word.folded for word in words_in(name)]
            while words and (words[-1] in _DAYS or words[-1] in FUNCTION):  # `our CFO Dana Friday`
                name = name[: name.rstrip().rfind(" ")] if " " in name else ""
                words = words[:-1]
            odd = any(w in _DAYS | MONTHS | keep or _IS_ROLE.match(w) for w in words)
            if words and not odd and not re.search(r"[a-z][A-Z]", name) and not _weak(pattern, name, words):
                yield match.start("name"), match.start("name") + len(name), name


def _weak(pattern: re.Pattern[str], name: str, words: Sequence[str]) -> bool:
    """After a role, one word that is an everyday word or an acronym is nobody's name."""
    common = len(words) == 1 and words[0] in COMMON_FIRST | FUNCTION
    return pattern is _ROLED and (name.isupper() or words[0] in FUNCTION or common)


def _near(text: str, words: Sequence[Word], i: int) -> bool:
    return text[words[i].end : words[i + 1].start].strip(" ") in ("", ".")


def _is_month(text: str, words: Sequence[Word], i: int) -> bool:
    before = words[i - 1].folded if i else ""
    after = words[i + 1].folded if i + 1 < len(words) else ""
    if after[:1].isdigit() or before[:1].isdigit() or before in BEFORE_MONTH or before in MONTHS:
        return True
    if before in ("and", "or", "to", "und", "et", "y") and i > 1 and words[i - 2].folded in MONTHS:
        return True
    return after in ("and", "or", "to", "through") and i + 2 < len(words) and words[i + 2].folded in MONTHS


def _is_word(text: str, words: Sequence[Word], i: int, word: str) -> bool:
    """At the start of a sentence: `Will you`, `Mark the date`, `Price is`; not `Will said`, `Grant, you`."""
    after = text[words[i].end : words[i].end + 2]
    if word in NOUN_NEXT:
        return True
    if i + 1 >= len(words) or after[:1] in ",.!?:;'’":
        return False
    following = words[i + 1].folded
    return following in AFTER_VERB or following[:1].isdigit()


def _in_heading(text: str, words: Sequence[Word], i: int) -> bool:
    """Beside a small word in capitals that begins no sentence: `Make Your Mark`, `A Price You Can Keep`."""
    for j in (i - 1, i + 1):
        if 0 <= j < len(words) and words[j].folded in _HEADING - {"i"}:
            start = words[j].start
            if text[start].isupper() and not _OPENS.search(text[max(0, start - 12) : start]):
                return True
    return False


def _shouts(text: str, words: Sequence[Word], i: int) -> bool:
    return 0 <= i < len(words) and len(s := text[words[i].start : words[i].end]) > 1 and s.isupper()
