"""How a person or an account is written, for taking the name out and for looking whether it is gone.

A name counts as a whole: all its words next to each other, in any case, with up to three marks between
them. Parts of it count only where a call shows whom they mean, see `forget_plan`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from checker.model import Call, Turn

BLOT = "█"
_BETWEEN = r"[\W_]{1,3}"
_LONG = 6  # letters; a shorter name in any case would be found in random bytes by chance


@dataclass(frozen=True, slots=True)
class Names:
    """Spellings of what is to be forgotten; empty where nothing but a call is.

    Attributes:
        spellings: Each as somebody wrote it, such as `Renata Cole` or an e-mail address.
    """

    spellings: tuple[str, ...] = ()

    def holds(self, text: str) -> bool:
        """Whether one of them stands in a text."""
        found = self._pattern()
        return bool(found and found.search(text))

    def mask(self, text: str) -> str:
        """The text with each of them blotted out letter by letter, so that all places stay what they are."""
        found = self._pattern()
        return found.sub(lambda m: re.sub(r"\S", BLOT, m[0]), text) if found else text

    def with_parts(self, fewest: int = 2) -> Names:
        """Also each word by itself, of two letters or more."""
        parts = (w for s in self.spellings if "@" not in s for w in _words(s) if len(w) >= fewest)
        return Names(tuple(dict.fromkeys((*self.spellings, *parts))))

    def in_bytes(self) -> re.Pattern[bytes] | None:
        """A pattern for files: UTF-8, or JSON in which other letters than English ones are escaped."""
        wanted = [_bytes_of(_words(s)) for s in self.spellings if _words(s)]
        return re.compile(b"(?<![A-Za-z0-9])(?:%s)(?![A-Za-z0-9])" % b"|".join(wanted)) if wanted else None

    def _pattern(self) -> re.Pattern[str] | None:
        wanted = [_BETWEEN.join(map(re.escape, words)) for s in self.spellings if (words := _words(s))]
        return re.compile(rf"(?<!\w)(?:{'|'.join(wanted)})(?!\w)", re.IGNORECASE) if wanted else None


def masked_call(call: Call, names: Names) -> Call:
    """The call with the names blotted out of whatever is text in it; the same object if there are none."""
    from dataclasses import replace

    changed = replace(
        call,
        title=names.mask(call.title),
        account=names.mask(call.account) if call.account else call.account,
        notes=tuple(map(names.mask, call.notes)),
        speakers=tuple(
            replace(s, name=names.mask(s.name), email=names.mask(s.email) if s.email else s.email)
            for s in call.speakers
        ),
        turns=tuple(_masked_turn(turn, names) for turn in call.turns),
    )
    return call if changed == call else changed


def _masked_turn(turn: Turn, names: Names) -> Turn:
    from dataclasses import replace

    return replace(turn, text=names.mask(turn.text))


def _words(spelling: str) -> list[str]:
    return re.findall(r"[^\W_]+", spelling)


def _bytes_of(words: Iterable[str]) -> bytes:
    return rb"[^A-Za-z0-9]{1,9}".join(map(_word_bytes, words))


def _word_bytes(word: str) -> bytes:
    cases = dict.fromkeys((word, word.lower(), word.upper(), word.title()))
    plain = [re.escape(c.encode("utf-8", "surrogatepass")) for c in cases]
    escaped = [re.escape(json.dumps(c)[1:-1].encode("ascii")) for c in cases]
    either = b"|".join(dict.fromkeys([*plain, *escaped]))
    return b"(?i:%s)" % either if len(word) >= _LONG else b"(?:%s)" % either
