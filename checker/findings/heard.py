"""What was heard on all calls, word by word: where a word stands, and where buyers use a term.

It depends on the calls only, so that it can be kept; statements are read only where their own words are asked
for.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from checker.findings.naming import Term, spaced, terms
from checker.model import Side, Statement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RECIPE: Final = "1"
"""Of what is kept: raise it when terms or words are told otherwise."""

LEAST_CALLS: Final = 2
"""Calls that a term must be heard on: one that one call has is nobody's usual word."""

_SIDES: Final[tuple[Side, ...]] = ("unknown", "buyer", "ours")
Reader = Callable[[Sequence[int]], Sequence[Statement]]


@dataclass(slots=True)
class Usage:
    """How buyers use a term; `places` are rows of the statements."""

    calls: set[str] = field(default_factory=set)
    forms: Counter[str] = field(default_factory=Counter)
    places: list[int] = field(default_factory=list)


class Heard:
    """Words and terms of all statements.

    Args:
        arrays: Of `heard_arrays`.
        read: Gives statements by their rows.

    Raises:
        KeyError: An array is missing.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]], read: Reader) -> None:
        self._sides, self._calls, self._begins = arrays["sides"], arrays["calls"], arrays["begins"]
        self._call_ids = _lines(arrays["call_ids"])
        self._words = _Places(arrays, "word")
        self._terms = _Places(arrays, "term")
        self._forms = _lines(arrays["forms"])
        self._read = read
        self._known: dict[int, Statement] = {}

    @classmethod
    def of(cls, statements: Sequence[Statement]) -> Heard:
        """Of statements in memory, those of a call in order of speaking."""
        return cls(heard_arrays(statements), lambda rows: [statements[row] for row in rows])

    def said(self, rows: Iterable[int]) -> list[Statement]:
        """The statements of some rows."""
        rows = list(rows)
        missing = [row for row in dict.fromkeys(rows) if row not in self._known]
        if missing:
            self._known.update(zip(missing, self._read(missing), strict=True))
        return [self._known[row] for row in rows]

    def __len__(self) -> int:
        """How many statements there are."""
        return len(self._sides)

    def side(self, row: int) -> Side:
        """Whose statement it is."""
        return _SIDES[int(self._sides[row])]

    def same_call(self, row: int, other: int) -> bool:
        """Whether two statements are of one call."""
        return bool(self._calls[row] == self._calls[other])

    def rows_with(self, phrase: str) -> list[int]:
        """Rows whose words, as `spaced` has them, hold the words of a phrase next to each other."""
        import numpy as np

        found: NDArray[Any] | None = None
        for place, word in enumerate(phrase.split()):
            here = self._words.of(word) - place
            found = here if found is None else found[np.isin(found, here, assume_unique=True)]
            if not len(found):
                return []
        if found is None:
            return []
        rows = np.searchsorted(self._begins, found, side="right") - 1
        return [int(row) for row in np.unique(rows)]

    def count(self, phrase: str, side: Side) -> int:
        """In how many statements of a side a phrase stands."""
        return sum(self.side(row) == side for row in self.rows_with(phrase))

    def terms(self) -> list[Term]:
        """Terms of buyers that are heard on two calls or more."""
        return [tuple(spelled.split(" ")) for spelled in self._terms.names]

    def usage(self, term: Term) -> Usage | None:
        """How buyers use a term; None if fewer than two calls have it."""
        number = self._terms.number(" ".join(term))
        if number is None:
            return None
        places = [int(row) for row in self._terms.of(" ".join(term))]
        forms: Counter[str] = Counter()
        for form in self._forms[number].split("\t"):
            words, _, count = form.rpartition(":")
            forms[words] = int(count)
        return Usage({self._call_ids[self._calls[row]] for row in places}, forms, places)


class _Places:
    """Where each of some names stands."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], kind: str) -> None:
        self.names = _lines(arrays[f"{kind}s"])
        self._number = {name: number for number, name in enumerate(self.names)}
        self._places, self._starts = arrays[f"{kind}_places"], arrays[f"{kind}_starts"]

    def number(self, name: str) -> int | None:
        return self._number.get(name)

    def of(self, name: str) -> NDArray[Any]:
        number = self._number.get(name)
        if number is None:
            return self._places[:0]
        return self._places[self._starts[number] : self._starts[number + 1]]


def heard_arrays(statements: Iterable[Statement]) -> dict[str, NDArray[Any]]:
    """All that `Heard` is made of.

    Args:
        statements: Of all sides, those of a call in order of speaking.
    """
    import numpy as np

    sides, calls, begins = bytearray(), array("i"), array("i")
    call_numbers: dict[str, int] = {}
    words: defaultdict[str, array[int]] = defaultdict(lambda: array("i"))
    used: dict[str, array[int]] = {}
    forms: dict[str, dict[str, int]] = {}
    at = 0
    for row, statement in enumerate(statements):
        sides.append(_SIDES.index(statement.side))
        calls.append(call_numbers.setdefault(statement.call, len(call_numbers)))
        begins.append(at)
        for word in spaced(statement.text).split():
            words[word].append(at)
            at += 1
        at += 1  # so that no phrase runs from one statement into the next
        if statement.side == "buyer":
            _count(statement.text, row, used, forms)
    kept = [term for term in sorted(used) if len({calls[row] for row in used[term]}) >= LEAST_CALLS]
    spelled = ["\t".join(f"{form}:{count}" for form, count in forms[term].items()) for term in kept]
    return {
        "sides": np.frombuffer(bytes(sides), dtype=np.uint8),
        "calls": np.array(calls, dtype=np.int32),
        "begins": np.array(begins, dtype=np.int32),
        "call_ids": _text(call_numbers),
        "forms": _text(spelled),
        **_placed("word", {word: words[word] for word in sorted(words)}),
        **_placed("term", {term: used[term] for term in kept}),
    }


def _count(text: str, row: int, used: dict[str, array[int]], forms: dict[str, dict[str, int]]) -> None:
    """Adds the terms of a buyer's statement."""
    for term, form in terms(text, 2):
        name = " ".join(term)
        if name not in used:
            used[name], forms[name] = array("i"), {}
        forms[name][form] = forms[name].get(form, 0) + 1
        if not used[name] or used[name][-1] != row:
            used[name].append(row)


def _placed(kind: str, places: Mapping[str, array[int]]) -> dict[str, NDArray[Any]]:
    import numpy as np

    parts = [np.frombuffer(found, dtype=np.int32) for found in places.values()]
    starts = np.cumsum([0, *map(len, parts)])
    joined = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
    return {f"{kind}s": _text(places), f"{kind}_places": joined, f"{kind}_starts": starts}


def _text(lines: Iterable[str]) -> NDArray[np.uint8]:
    import numpy as np

    return np.frombuffer("\n".join(lines).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def _lines(text: NDArray[Any]) -> list[str]:
    found = text.tobytes().decode("utf-8", "surrogatepass")
    return found.split("\n") if found else []
