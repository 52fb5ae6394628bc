"""Hides who is meant before a text leaves the machine, and puts it back in what the user sees.

Masked are the people on the calls and the company's own, accounts, e-mail addresses, phone numbers, links
that carry data, and whoever is introduced by a title, a role or `my name is`. Amounts, dates, products and
the company's own name stay. Where a name is also a word (Will, May, Price), the words around it decide,
and for people on the call in doubt it is masked.

Known limits: somebody who is only mentioned, by a bare first name, is not known as a name; a name spelled
otherwise than on the participants' list (a recorder's mishearing) is not found; a family name that is an
everyday word (Price, Hall) stays at the start of a sentence; names inside longer words stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import RLock

from checker.judge.mask_context import introduced, is_name
from checker.judge.mask_names import (
    Form,
    Word,
    account_forms,
    joins,
    person_forms,
    person_name,
    words_in,
)
from checker.judge.mask_patterns import contacts
from checker.model import Call

NOTE = (
    "Names, e-mail addresses, phone numbers and private links are replaced by placeholders such as "
    "[PERSON_1] or [ACCOUNT_2]; [PERSON_1.2] is another way to write [PERSON_1]. "
    "Copy placeholders exactly as they stand."
)
"""One line for every system prompt whose data is masked."""

_PLACEHOLDER = re.compile(r"\[(PERSON|ACCOUNT|EMAIL|PHONE|URL|TEXT)_([0-9]+)(?:\.([0-9]+))?\]", re.IGNORECASE)
_KEEP = ("KEEP", "")
_Entity = tuple[str, str]  # kind and what makes it the same


@dataclass(slots=True)
class _Table:
    """Placeholders both ways. A number for each entity of a kind, and one for each way it was written."""

    numbers: dict[_Entity, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    surfaces: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    known: dict[tuple[str, int, str], str] = field(default_factory=dict)

    def placeholder(self, entity: _Entity, surface: str) -> str:
        kind = entity[0]
        number = self.numbers.get(entity)
        if number is None:
            number = self.numbers[entity] = self.counts[kind] = self.counts.get(kind, 0) + 1
        key = (kind, number, surface)
        if key not in self.known:
            ways = self.surfaces.setdefault((kind, number), [])
            ways.append(surface)
            self.known[key] = f"[{kind}_{number}]" if len(ways) == 1 else f"[{kind}_{number}.{len(ways)}]"
        return self.known[key]

    def surface(self, match: re.Match[str]) -> str:
        ways = self.surfaces.get((match.group(1).upper(), int(match.group(2)[:9])), [])
        way = int((match.group(3) or "1")[:9])
        if not ways or match.group(2)[:1] == "0":
            return match.group()
        return ways[way - 1] if 1 <= way <= len(ways) else ways[0]


class Masker:
    """Two-way table of placeholders for one run; safe to share between threads.

    The same entity has the same number for the whole run. People and accounts are numbered in the order in
    which they are registered; what is found by its shape when it is first seen, so give the texts to
    `for_calls` where numbers must not depend on which thread comes first.

    Args:
        people: Names as recorders and calendars write them; labels such as `Speaker 1` are left out.
        accounts: Names of companies that we sell to.
        keep: What is never masked: our company, product, and words like a person's name that mean no person.
    """

    def __init__(
        self, people: Iterable[str] = (), accounts: Iterable[str] = (), keep: Iterable[str] = ()
    ) -> None:
        self._lock = RLock()
        self._table = _Table()
        self._forms: dict[str, dict[Form, list[_Entity]]] = {}
        self._anywhere: dict[str, _Entity] = {}
        self._keep: set[str] = set()
        for name in keep:
            for form in list(account_forms(name))[:1] if words_in(name) else ():
                self._keep.add(" ".join(form.words))
                self._add(Form(form.words), _KEEP)
        names = [name for label in people if (name := person_name(label))]
        for name in sorted(names, key=lambda name: " " not in name):  # a lone given name after full ones
            self._person(name)
        for name in accounts:
            self._account(name)

    @classmethod
    def for_calls(
        cls,
        calls: Sequence[Call],
        accounts: Iterable[str] = (),
        people: Iterable[str] = (),
        keep: Iterable[str] = (),
        texts: Iterable[str] = (),
    ) -> Masker:
        """A masker that knows everybody on the calls.

        Args:
            calls: Their speakers and accounts are registered, and their texts are read once, so that the
                number of whatever is in them is the same in every run over the same calls.
            accounts: More accounts, such as those of the deals file.
            people: More people, such as `[company] people`.
            keep: See the class.
            texts: More texts to be read, such as the copy under review.
        """
        speakers = [speaker.name for call in calls for speaker in call.speakers]
        own = [call.account for call in calls if call.account]
        masker = cls([*people, *speakers], [*own, *accounts], keep)
        read = [*(turn.text for call in calls for turn in call.turns), *texts]
        for text in read:
            masker._learn(text)
        for call in calls:
            for speaker in call.speakers:
                masker.mask(speaker.email or "")
        for text in read:
            masker.mask(text)
        return masker

    def mask(self, text: str, present: Sequence[str] = ()) -> str:
        """The text with placeholders; `unmask(mask(x)) == x` for every text.

        A placeholder that the text itself holds becomes one, so nobody can speak as somebody else.

        Args:
            text: Anything; after `neutralised`, or what that removes may part a name.
            present: Speakers of the call it comes from: of several people called Mark the one who is there
                is meant. Without, a first name that several people share is a person of its own.
        """
        with self._lock:
            parts, at = [], 0
            for start, end, entity in sorted(self._found(text, present)):
                parts += [text[at:start], self._table.placeholder(entity, text[start:end])]
                at = end
            return "".join([*parts, text[at:]])

    def unmask(self, text: str) -> str:
        """The text with this masker's placeholders put back; a number it never gave stays as it stands."""
        with self._lock:
            return _PLACEHOLDER.sub(self._table.surface, text)

    def _found(self, text: str, present: Sequence[str]) -> list[tuple[int, int, _Entity]]:
        """Stretches to replace, none over another: what is surest first."""
        taken, found = bytearray(len(text)), []

        def take(start: int, end: int, entity: _Entity) -> None:
            if start < end and not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                if entity != _KEEP:
                    found.append((start, end, entity))

        for match in _PLACEHOLDER.finditer(text):
            take(*match.span(), ("TEXT", match.group()))
        for start, end, kind, key in contacts(text):
            take(start, end, (kind, key))
        for start, end, entity in self._names(text, present):
            take(start, end, entity)
        for name, entity in self._anywhere.items():
            for match in re.finditer(re.escape(name), text) if name in text else ():
                take(*match.span(), entity)
        for start, end, name in introduced(text, frozenset(self._keep)):
            take(start, end, ("PERSON", " ".join(word.folded for word in words_in(name))))
        return found

    def _names(self, text: str, present: Sequence[str]) -> Iterable[tuple[int, int, _Entity]]:
        words, i = words_in(text), 0
        while i < len(words):
            word = words[i].folded
            near = word in self._forms or word[-1:] == "s"
            if near and (best := self._best(text, words, i, present)):
                size, entity = best
                yield words[i].start, words[i + size - 1].end, entity
                i += size
            else:
                i += 1

    def _best(
        self, text: str, words: Sequence[Word], i: int, present: Sequence[str]
    ) -> tuple[int, _Entity] | None:
        """The longest form that begins at a word, as its length and whom it means."""
        for stem in _stems(words[i].folded):
            forms = self._forms.get(stem)
            for form, entities in (
                sorted(forms.items(), key=lambda item: -len(item[0].words)) if forms else ()
            ):
                size = len(form.words)
                part = words[i : i + size]
                if len(part) < size or any(
                    form.words[j] not in _stems(part[j].folded) for j in range(1, size)
                ):
                    continue
                if stem != part[0].folded and size > 1:
                    continue
                if part[-1].folded != form.words[-1] and len(form.words[-1]) < 3:
                    continue
                if not joins(text, part, form):
                    continue
                entity = self._meant(form, entities, present)
                if entity == _KEEP or is_name(text, words, i, i + size - 1, form, entity[0] == "PERSON"):
                    return size, entity
        return None

    def _meant(self, form: Form, entities: list[_Entity], present: Sequence[str]) -> _Entity:
        if len(entities) == 1 or _KEEP in entities:
            return entities[0] if len(entities) == 1 else _KEEP
        here = {" ".join(w.folded for w in words_in(person_name(label))) for label in present}
        there = [entity for entity in entities if entity[1] in here]
        return there[0] if len(there) == 1 else (entities[0][0], "shared " + " ".join(form.words))

    def _person(self, name: str) -> None:
        forms = list(person_forms(name))
        key = " ".join(forms[0].words)
        if key in self._keep:
            return
        entity = ("PERSON", key)
        if len(forms[0].words) == 1:
            known = self._forms.get(key, {}).get(Form((key,), "single"), [])
            entity = known[0] if len(known) == 1 else entity
        if entity not in self._table.numbers:
            self._table.placeholder(entity, name)
        for form in forms:
            self._add(form, entity, name)

    def _account(self, name: str) -> None:
        forms = list(account_forms(name)) if words_in(name) else []
        if not forms or " ".join(forms[0].words) in self._keep:
            return
        entity = ("ACCOUNT", " ".join(forms[0].words))
        if entity not in self._table.numbers:
            self._table.placeholder(entity, name)
        for form in forms:
            self._add(form, entity, name)

    def _add(self, form: Form, entity: _Entity, name: str = "") -> None:
        if form.style == "anywhere":
            self._anywhere.setdefault("".join(name.split()), entity)
            return
        entities = self._forms.setdefault(form.words[0], {}).setdefault(form, [])
        if entity not in entities:
            entities.append(entity)

    def _learn(self, text: str) -> None:
        """Register who is introduced in a text."""
        for _, _, name in introduced(text, frozenset(self._keep)):
            if name := person_name(name):
                self._person(name)


def _stems(word: str) -> tuple[str, ...]:
    """A word and what it may be a plural or genitive of: the Brunners, the Joneses, Gails."""
    if len(word) < 4 or word[-1] != "s":
        return (word,)
    return (word, word[:-1], word[:-2]) if word.endswith("es") and len(word) > 5 else (word, word[:-1])
