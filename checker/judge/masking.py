"""Hides who is meant before a text leaves the machine, and puts it back in what the user sees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checker.model import Call

NOTE = (
    "Names, e-mail addresses, phone numbers and private links are replaced by placeholders such as "
    "[PERSON_1] or [ACCOUNT_2]; [PERSON_1.2] is another way to write [PERSON_1]. "
    "Copy placeholders exactly as they stand."
)
"""One line for every system prompt whose data is masked."""


class Masker:
    """Two-way table of placeholders for one run; safe to share between threads."""

    def __init__(
        self, people: Iterable[str] = (), accounts: Iterable[str] = (), keep: Iterable[str] = ()
    ) -> None:
        """Register people, then accounts, in order; `keep` (our company, products) is never masked."""

    @classmethod
    def for_calls(
        cls,
        calls: Sequence[Call],
        accounts: Iterable[str] = (),
        people: Iterable[str] = (),
        keep: Iterable[str] = (),
        texts: Iterable[str] = (),
    ) -> Masker:
        """From all speakers and accounts of calls; numbering is fixed by their texts (and `texts`)."""
        raise NotImplementedError

    def mask(self, text: str) -> str:
        """The text with placeholders. `unmask(mask(x)) == x` for every text. Numbers of what was
        never registered are given at first sight."""
        raise NotImplementedError

    def unmask(self, text: str) -> str:
        """The text with every placeholder of this masker put back; unknown ones stay as they are."""
        raise NotImplementedError
