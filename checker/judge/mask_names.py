"""Ways to write a name, and where a text writes one of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from checker.judge.mask_words import ACRONYMS, COMMON_FIRST, FUNCTION, GENERIC, LEGAL, NICKNAMES, TITLES

_UNSEEN = "\u00ad\u034f\u200b-\u200f\u2060-\u2064\ufeff"
WORD = re.compile(rf"[^\W_](?:[^\W_]|[\u0300-\u036f{_UNSEEN}]|['’](?=[^\W_]))*")
_OWNER = re.compile(r"['’][sS]\Z")
_JOIN = re.compile(r"\s{1,3}|[ ]?[-‐‑_&+/][ ]?|[\u00b7.]\Z")
_INITIAL = re.compile(r"[.]?\s{0,2}|[-_]")
_COMMA = re.compile(r",\s{0,2}")
_BRACKET = re.compile(r"[(\[][^)\]]*[)\]]")
_AFFIX = re.compile(r"\s*[|@•~]|\s/|\s[-–—]+\s|\s(?:from|at|von|de chez)\s.*", re.IGNORECASE)
_PARTICLES = frozenset("van von de der den del della di da dos du la le al bin ibn el zu ter ten st".split())
_DOTTED = frozenset("us uk eu am pm ie eg ad bc dc la ny jr sr vs id no ps".split())
# Scripts that are written without spaces: a name is looked for anywhere.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a name.

    Attributes:
        words: Folded words in order.
        style: `full` stands for itself; `single` is one word of it; `capital` must be written with
            capitals; `upper` in capitals only; `initial` has an initial; `comma` is family name first.
    """

    words: tuple[str, ...]
    style: str = "full"


class Word(NamedTuple):
    """A word of a text: where it stands without a possessive 's, and how it is compared."""

    start: int
    end: int
    folded: str


@lru_cache(maxsize=200_000)
def folded(word: str) -> str:
    """A word without case, accents, apostrophes and what is not seen."""
    text = unicodedata.normalize("NFKD", word).casefold()
    return "".join(c for c in text if c.isalnum())


def words_in(text: str) -> list[Word]:
    """All words of a text."""
    found = []
    for match in WORD.finditer(text):
        surface = match.group()
        owner = _OWNER.search(surface) if surface[-1] in "sS" else None
        core = surface[: owner.start()] if owner else surface
        found.append(Word(match.start(), match.start() + len(core), folded(core)))
    return found


def person_name(label: str) -> str:
    """The name in a speaker's label, given name first, without company, role and title; empty for none."""
    name = _AFFIX.split(_BRACKET.sub(" ", label), maxsplit=1)[0].strip(" \t\"'.,;:*-")
    if name.count(",") == 1:
        family, given = name.split(",")
        role = len(given.split()) > 2 or folded(given) in ACRONYMS | {"md", "phd", "mba", "jr", "sr", "esq"}
        name = family if role else f"{given} {family}"
    words = [word.folded for word in words_in(name)]
    if not words or "@" in label or any(c.isdigit() for c in name) or all(w in GENERIC for w in words):
        return ""
    first = name.split()[0]
    if folded(first) in TITLES and len(name.split()) > 1:
        name = name[len(first) :]
    return "" if len(words) > 6 else " ".join(name.split())


def person_forms(name: str) -> Iterator[Form]:
    """Ways to write a person's name, the whole first."""
    parts = [words for part in name.split() if (words := tuple(w.folded for w in words_in(part)))]
    full = tuple(word for part in parts for word in part)
    yield Form(full, "full" if len(full) > 1 else "single")
    yield from _unspaced(name)
    if len(parts) < 2:
        return
    begin = len(parts) - 1
    while begin > 1 and parts[begin - 1][0] in _PARTICLES:
        begin -= 1
    given, family = parts[0], tuple(word for part in parts[begin:] for word in part)
    last = parts[-1]
    yield Form(given + family)
    for part in parts[1:]:
        yield Form(given + part)
    yield Form((*family, *given), "comma")
    yield Form(family, "single" if len(family) == 1 else "full")
    yield Form((given[0] + family[-1],))
    for word in {given, last, *((w,) for w in (*given, *last)), *parts[1:begin]}:
        if len(word) > 1 or len(word[0]) > 1:
            yield Form(word, "single" if len(word) == 1 else "full")
    yield Form((given[0][0], *last), "initial")
    yield Form((*given, last[0][0]), "initial")
    yield Form((given[0][0], last[0][0]), "initial")
    for nick in NICKNAMES.get(given[0], ()):
        yield Form((nick, *last))
        yield Form((nick,), "single")


def account_forms(name: str) -> Iterator[Form]:
    """Ways to write an account's name, the whole first: without its legal form, its first words, initials."""
    words = [word.folded for word in words_in(name)]
    while len(words) > 1 and words[-1] in LEGAL:
        words.pop()
    if len(words) > 1 and words[0] == "the":
        words.pop(0)
    yield Form(tuple(words), "full" if len(words) > 1 else "single")
    yield from _unspaced(name)
    if "&" in name or "+" in name or "and" in words:
        bare = [word for word in words if word != "and"]
        yield Form(tuple(bare))
        if len(bare) == 2:
            yield Form((bare[0], "and", bare[1]))
    if len(words) < 2:
        return
    yield Form(("".join(words),))
    for size in range(len(words) - 1, 1, -1):
        if words[size - 1] not in FUNCTION | {"and"}:
            plain = all(word in COMMON_FIRST | FUNCTION for word in words[:size])
            yield Form(tuple(words[:size]), "capital" if plain else "full")
            if len(joined := "".join(words[:size])) >= 7 and not plain:
                yield Form((joined,))
    if len(words[0]) >= 4 and words[0] not in COMMON_FIRST:
        yield Form((words[0],), "single")
    if words[1] == "of" and len(words[-1]) >= 4:
        yield Form((words[-1],), "capital")
    initials = "".join(word[0] for word in words if word not in ("and", "of", "the"))
    if len(initials) >= 3 and initials not in ACRONYMS:
        yield Form((initials,), "upper")


def _unspaced(name: str) -> Iterator[Form]:
    joined = "".join(name.split())
    if len(joined) > 1 and _UNSPACED.search(joined):
        yield Form((joined,), "anywhere")


def joins(text: str, words: Sequence[Word], form: Form) -> bool:
    """True if these words of a text stand together as the form writes them."""
    for i, (one, two) in enumerate(pairwise(words)):
        between = text[one.end : two.start]
        if form.style == "comma" and i == len(words) - 2 and _COMMA.fullmatch(between):
            continue
        pattern = _INITIAL if len(form.words[i]) == 1 else _JOIN
        if not pattern.fullmatch(between):
            return False
    if form.style == "comma":
        return "," in text[words[0].start : words[-1].end]
    return form.style != "initial" or _is_initial(text, words)


def _is_initial(text: str, words: Sequence[Word]) -> bool:
    """Initials are capitals; `A` and `I` need their dot, and two initials need both."""
    surfaces = [text[word.start : word.end] for word in words]
    if not all(surface[0].isupper() for surface in surfaces):
        return False
    dotted = text[words[-1].end : words[-1].end + 1] == "."
    if all(len(surface) == 1 for surface in surfaces):
        return dotted and text[words[0].end] == "." and "".join(surfaces).casefold() not in _DOTTED
    return len(surfaces[-1]) > 1 or dotted or surfaces[-1] not in "AI"
