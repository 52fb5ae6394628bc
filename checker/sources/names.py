"""Names of people and companies as calendars, recorders and CRMs write them, compared.

One person may appear as `Renata Cole`, `Cole, Renata`, `Renata Cole (BrightBadge)`, `R. Cole`,
`Renata | BrightBadge` or `Renata`. Case, accents, dots and honorifics do not count.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_BRACKET = re.compile(r"[(\[](?P<inside>[^)\]]*)[)\]]")
_AFFIX = re.compile(r"\s*(?:[|/@•~]|\s[-–—]+\s|\bfrom\b|\bat\b)\s*", re.IGNORECASE)
_LONGEST_LABEL = 500
_HONORIFICS = frozenset({"mr", "mrs", "ms", "dr", "prof", "sir", "herr", "frau"})
_LEGAL = frozenset(
    {
        "inc",
        "llc",
        "ltd",
        "limited",
        "corp",
        "corporation",
        "co",
        "company",
        "gmbh",
        "ag",
        "sa",
        "sas",
        "bv",
        "plc",
    }
    | {"pty", "srl", "spa", "ab", "oy", "as", "kg", "lp", "llp", "incorporated", "the"}
)


@dataclass(frozen=True, slots=True)
class Label:
    """A speaker's label, taken apart.

    Attributes:
        person: Words of the person's name, given name first.
        affixes: What stands in brackets or behind a bar, a dash or an @, as words: a company, a role.
        words: All words in order.
    """

    person: tuple[str, ...]
    affixes: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]


def words_of(text: str) -> tuple[str, ...]:
    """Words in lower case without accents and punctuation, `&` as `and`."""
    text = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return tuple(re.findall(r"\w+", re.sub(r"['’]", "", text)))


def label_of(text: str) -> Label:
    """Take a speaker's label apart; of one without end, the start."""
    text = " ".join(
        text[:_LONGEST_LABEL].split()
    )  # what follows looks for brackets and dashes from each place
    inside = [match.group("inside") for match in _BRACKET.finditer(text)]
    parts = [part for part in _AFFIX.split(_BRACKET.sub(" ", text)) if part.strip()]
    name = parts[0] if parts else ""
    if name.count(",") == 1:
        family, given = name.split(",")
        if len(words_of(given)) <= 2:
            name = f"{given} {family}"
    person = tuple(word for word in words_of(name) if word not in _HONORIFICS)
    affixes = tuple(words for part in (*inside, *parts[1:]) if (words := words_of(part)))
    return Label(person, affixes, words_of(text))


def same_person(label: Label, name: Label) -> bool:
    """True if a label may well be the person of a full name; a given name alone will do."""
    a, b = label.person, name.person
    if not a or not b:
        return False
    if a == b:
        return True
    if len(a) == 1:
        return len(b) > 1 and a[0] == b[0] and len(a[0]) > 1
    if len(b) == 1:
        return False
    return _alike(a[0], b[0]) and _alike(a[-1], b[-1]) and (len(a[0]) > 1 or len(a[-1]) > 1)


def _alike(a: str, b: str) -> bool:
    """Equal, or one is the other's initial."""
    return a == b or (min(len(a), len(b)) == 1 and a[0] == b[0])


def company_words(name: str) -> tuple[str, ...]:
    """Words of a company's name without its legal form."""
    words = [word for word in words_of(name) if word not in _LEGAL]
    return tuple(words) or words_of(name)


def names_company(label: Label, company: tuple[str, ...]) -> bool:
    """True if a label holds a company's name (of 4 letters or more), or an affix is how it begins."""
    for affix in label.affixes:
        words = company_words(" ".join(affix))
        if words == company[: len(words)] and len("".join(words)) >= 4:
            return True
    last = len(label.words) - len(company) if len(company) > 1 else 0  # `Bill Close` is not of Close
    places = range(last + 1)
    return len("".join(company)) >= 4 and any(label.words[i : i + len(company)] == company for i in places)
