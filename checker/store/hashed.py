"""Byte strings that are known by salted hashes only, and the search for them in files.

A file is gone through by a sum over each window of as many bytes as they begin with, which numpy makes of all
windows at once. Where some bits of it are among those looked for, the salted hash of the whole decides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mmap import mmap

    import numpy as np
    from numpy.typing import NDArray

_WINDOW = 24  # bytes
_LEAST = 5  # bytes; shorter ones are found everywhere
_BITS = 20
_FACTOR = 0x9E3779B97F4A7C15
_PART = 1 << 20


Mark = tuple[int, int, int, str, bool]
"""Length of the window, some bits of its sum, length of the whole, its salted hash, whether it is a word."""
_Whole = tuple[int, str, bool]


@dataclass(frozen=True, slots=True)
class Hashed:
    """What is looked for.

    Attributes:
        salt: Goes into every hash.
        marks: By length of the window and bits of its sum, what may begin with such a window.
    """

    salt: str
    marks: Mapping[int, Mapping[int, frozenset[_Whole]]]

    @classmethod
    def of(cls, salt: str, marks: Iterable[Sequence[Any]]) -> Hashed:
        """From what `hashed` makes, also after a way through JSON.

        Raises:
            ValueError: It is nothing of that kind.
        """
        found: dict[int, dict[int, set[_Whole]]] = {}
        for window, bits, length, mark, word in marks:
            if not (0 < int(window) <= _WINDOW and 0 <= int(bits) < 1 << _BITS):
                raise ValueError("no mark of a window")
            found.setdefault(int(window), {}).setdefault(int(bits), set()).add(
                (int(length), str(mark), bool(word))
            )
        return cls(salt, {n: {b: frozenset(m) for b, m in by.items()} for n, by in found.items()})

    def stands_in(self, data: bytes | mmap) -> bool:
        """Whether one of them stands in the data."""
        return any(
            self._is_at(data, start + offset, whole)
            for window, by in self.marks.items()
            for start in range(0, len(data), _PART)
            for offset, bits in _places(data[start : start + _PART + window - 1], window, list(by))
            for whole in by[bits]
        )

    def _is_at(self, data: bytes | mmap, at: int, whole: _Whole) -> bool:
        length, mark, word = whole
        edges = data[max(at - 1, 0) : at] + data[at + length : at + length + 1]
        return not (word and any(map(_is_letter, edges))) and _mark(self.salt, data[at : at + length]) == mark


def hashed(salt: str, texts: Iterable[bytes], words: Iterable[bytes] = ()) -> list[Mark]:
    """Marks of byte strings, to be kept in their place.

    Args:
        salt: Goes into every hash; ASCII, at most 64 letters.
        texts: What may stand anywhere.
        words: What counts only as a whole word. Any of fewer than five bytes is left out.
    """
    wanted = {(text, False) for text in texts} | {(text, True) for text in words}
    return sorted(_mark_of(salt, text, word) for text, word in wanted if len(text) >= _LEAST)


def _mark_of(salt: str, text: bytes, word: bool) -> Mark:
    window = text[:_WINDOW]
    return len(window), int(_sums(window, len(window))[0]), len(text), _mark(salt, text), word


def _places(part: bytes, window: int, bits: list[int]) -> list[tuple[int, int]]:
    """Where a window has one of the sums, and which."""
    import numpy as np

    if len(part) < window:
        return []
    wanted = np.zeros(1 << _BITS, dtype=bool)
    wanted[bits] = True
    sums = _sums(part, window)
    return [(at, int(sums[at])) for at in np.flatnonzero(wanted[sums]).tolist()]


def _is_letter(byte: int) -> bool:
    return byte > 127 or chr(byte).isalnum()


def _mark(salt: str, window: bytes) -> str:
    return hashlib.blake2b(window, digest_size=16, key=salt.encode("ascii")).hexdigest()


def _sums(data: bytes, length: int) -> NDArray[np.int64]:
    """Some bits of a weighted sum over each window of `length` bytes."""
    import numpy as np

    values = np.frombuffer(data, dtype=np.uint8)
    total = np.zeros(len(values) - length + 1, dtype=np.uint64)
    for start in range(length):
        total *= np.uint64(_FACTOR)
        total += values[start : start + len(total)]
    return (total >> np.uint64(64 - _BITS)).astype(np.int64)
