"""What is to go: which calls whole, which in part, and what no file may hold afterwards.

Of a person, the own turns go and the name is blotted out of what others say; the calls stay, since they
are other people's too. Of an account, all its calls and deals go.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from checker.errors import InputError
from checker.model import Call, Deal
from checker.pipeline.forget_names import Names, masked_call
from checker.sources.names import company_words, label_of

if TYPE_CHECKING:
    from checker.store.index import Store

_LEAST_LETTERS = 4  # a shorter account name is no name by itself in other calls
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks to have forgotten; exactly one of the three is not empty."""

    call: str = ""
    account: str = ""
    person: str = ""

    def __str__(self) -> str:
        """As a person reads it."""
        kind = "call" if self.call else "account" if self.account else "person"
        return f"{kind} {self.call or self.account or self.person}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What forgetting takes.

    Attributes:
        gone: Calls that go whole.
        changed: Calls that stay without somebody's words or name: before and after.
        names: What is blotted out everywhere.
        deals: The deals that stay; None if they are as before.
        near: Names like the one that was given, for the user.
    """

    gone: tuple[Call, ...] = ()
    changed: tuple[tuple[Call, Call], ...] = ()
    names: Names = field(default_factory=Names)
    deals: tuple[Deal, ...] | None = None
    near: tuple[str, ...] = ()

    @property
    def touched(self) -> tuple[Call, ...]:
        """All calls that are not as they were, as they were."""
        return (*self.gone, *(before for before, _ in self.changed))

    @property
    def spoken(self) -> tuple[Call, ...]:
        """Those in which words went, not only a name that somebody else said."""
        return (*self.gone, *(b for b, after in self.changed if len(b.turns) != len(after.turns)))

    @property
    def files(self) -> tuple[str, ...]:
        """Their files."""
        return tuple(sorted({call.file for call in self.touched}))

    @property
    def empty(self) -> bool:
        """Whether the store has nothing of it."""
        return not self.touched and self.deals is None

    def words(self) -> list[str]:
        """What was said in them and is no more."""
        stays = {turn.text for _, after in self.changed for turn in after.turns}
        return [t.text for call in self.touched for t in call.turns if t.text not in stays]


def plan_of(store: Store, wanted: Wanted, ours: Sequence[str]) -> Plan:
    """The plan.

    Args:
        store: Open.
        wanted: What to forget.
        ours: Files in folders of ours: a call in one of them goes whole, for its file has to go.

    Raises:
        InputError: No call has that id.
    """
    from checker.pipeline.reviewing import deals_by_call

    if wanted.call:
        return _call(store, wanted.call)
    if wanted.account:
        return _account(store, wanted.account, deals_by_call(store))
    return _person(store, wanted.person, set(ours))


def _call(store: Store, ident: str) -> Plan:
    found = [c for c in store.calls() if ident in (c.id, c.file, PurePosixPath(c.file).name)]
    if not found:
        raise InputError(
            f"no call {ident} in {store.place}", "Give its id or the file it came from, as reports show it."
        )
    named = {name for call in found for name in _names_of(call)}
    before = store.deals()
    after = [deal.without_calls(named) for deal in before]
    return Plan(tuple(found), deals=None if after == before else tuple(after))


def _names_of(call: Call) -> set[str]:
    path = PurePosixPath(call.file)
    return {call.id, call.file, path.name, path.stem}


def _account(store: Store, name: str, deals: dict[str, Deal]) -> Plan:
    words = company_words(name)
    accounts = {c.id: (deals[c.id].account if c.id in deals else c.account) or "" for c in store.calls()}
    gone = [
        c for c in store.calls() if words in (company_words(accounts[c.id]), company_words(c.account or ""))
    ]
    kept = [d for d in store.deals() if company_words(d.account) != words]
    spelled = [name, *(accounts[c.id] for c in gone), *(c.account or "" for c in gone)]
    spelled += [d.account for d in store.deals() if d not in kept]
    short = [" ".join(company_words(s)) for s in spelled]
    names = Names(_unique(s for s in (*spelled, *short) if len("".join(company_words(s))) >= _LEAST_LETTERS))
    ids = {(c.file, c.id) for c in gone}
    changed = _masked((c for c in store.calls() if (c.file, c.id) not in ids), names)
    return Plan(tuple(gone), changed, names, tuple(kept) if len(kept) < len(store.deals()) else None)


def _person(store: Store, name: str, ours: set[str]) -> Plan:
    person = label_of(name).person
    gone: list[Call] = []
    changed: list[tuple[Call, Call]] = []
    spelled, near = [name], set()
    for call in store.calls():
        mine = {i for i, s in enumerate(call.speakers) if label_of(s.name).person == person}
        near |= {s.name for i, s in enumerate(call.speakers) if i not in mine and _near(s.name, person)}
        spelled += [s.name for i, s in enumerate(call.speakers) if i in mine]
        spelled += [s.email for i, s in enumerate(call.speakers) if i in mine and s.email]
    # One word is many people's name: it is blotted out only of calls that the person is on.
    names = Names(_unique(s for s in spelled if len(person) > 1 or "@" in s))
    for call in store.calls():
        mine = {i for i, s in enumerate(call.speakers) if label_of(s.name).person == person}
        on_call = Names((name, *names.spellings)).with_parts() if mine else names
        after = masked_call(_without(call, mine), on_call)
        if mine and (call.file in ours or not after.turns):
            gone.append(call)
        elif after != call:
            changed.append((call, after))
    deals = [
        replace(d, contacts=tuple(c for c in d.contacts if label_of(c).person != person))
        for d in store.deals()
    ]
    kept = None if deals == store.deals() else tuple(deals)
    return Plan(tuple(gone), tuple(changed), names, kept, tuple(sorted(near)))


def _near(label: str, person: tuple[str, ...]) -> bool:
    """Whether a label shares a word with the name: it may be the same person in another spelling."""
    return bool(set(label_of(label).person) & set(person))


def _without(call: Call, speakers: set[int]) -> Call:
    """The call without some of its speakers; the turns of others keep their places in the file."""
    if not speakers:
        return call
    stay = [i for i in range(len(call.speakers)) if i not in speakers]
    turns = [turn for turn in call.turns if turn.speaker not in speakers]
    return replace(
        call,
        speakers=tuple(call.speakers[i] for i in stay),
        turns=tuple(replace(t, index=n, speaker=stay.index(t.speaker)) for n, t in enumerate(turns)),
    )


def _masked(calls: Iterable[Call], names: Names) -> tuple[tuple[Call, Call], ...]:
    pairs = ((call, masked_call(call, names)) for call in calls)
    return tuple((before, after) for before, after in pairs if after is not before)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name.strip()))
