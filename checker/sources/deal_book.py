"""The deals of a file, and which call belongs to which.

A call is matched by its id, by the end of its path, or by the account that it names. All amounts that
are summed are in one currency; see `checker.model.deal_sums`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from checker.model import Call, Deal, SumCurrency, money_warnings, sum_currency
from checker.sources.names import Label, company_words, label_of


@dataclass(frozen=True)
class Deals:
    """The deals of a file.

    Attributes:
        deals: Each once; `Deal.calls` holds one name a call: its file, or else its id.
        warnings: What could not be read or is doubtful, each a line for the user.
    """

    deals: tuple[Deal, ...] = ()
    warnings: tuple[str, ...] = ()

    @cached_property
    def contacts(self) -> tuple[str, ...]:
        """Names of buyers' contacts, where the file has them."""
        return tuple(dict.fromkeys(name for deal in self.deals for name in deal.contacts))

    @cached_property
    def sums(self) -> SumCurrency:
        """The currency that amounts are added up in, and whose amounts these are."""
        return sum_currency(self.deals)

    def deal_of(self, call: Call) -> Deal | None:
        """The deal that a call belongs to: by the call's id, its file, or the account that it names.

        Its `date` is that of the row that names the call, if it has one: not of another call's row.

        A file is matched by the end of its path, so `calls/03.vtt` finds `/data/calls/03.vtt`. An account
        is matched by its name without the legal form, in the call's own field or else whole in its title,
        and only if a single deal fits.
        """
        named = self._by_name.get(call.id, []) + self._by_name.get(_parts(call.file)[-1], [])
        for name, deal in named:
            if name == call.id or _same_file(name, call.file):
                return replace(deal, date=_day(deal, name))
        words = company_words(call.account or call.title)
        if call.account:
            return _by_account_only(self._by_account.get(words, []))
        return _by_account_only([d for name in _stretches(words) for d in self._by_account.get(name, [])])

    def by_call(self, calls: Iterable[Call]) -> dict[str, Deal]:
        """The deal of each call that has one, by call id."""
        found = ((call.id, self.deal_of(call)) for call in calls)
        return {ident: deal for ident, deal in found if deal is not None}

    def account_of(self, call: Call) -> str | None:
        """The account of a call: its deal's, else its own."""
        deal = self.deal_of(call)
        return deal.account if deal and deal.account else call.account

    def has_contact(self, label: Label) -> bool:
        """True if a speaker's label is the full name of a contact."""
        return len(label.person) > 1 and label.person in self._people

    def has_account_in(self, label: Label) -> bool:
        """True if a speaker's label names an account: whole, or how it begins in brackets or behind a bar."""
        affixes = (company_words(" ".join(affix)) for affix in label.affixes)
        return any(affix in self._openings for affix in affixes) or any(
            len(words) > 1 and words in self._by_account for words in _stretches(label.words)
        )

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[str, Deal]]]:
        """Call ids and file names, by their last part."""
        found: dict[str, list[tuple[str, Deal]]] = {}
        for deal in self.deals:
            for name in deal.calls:
                found.setdefault(_parts(name)[-1], []).append((name, deal))
        return found

    @cached_property
    def _by_account(self) -> dict[tuple[str, ...], list[Deal]]:
        found: dict[tuple[str, ...], list[Deal]] = {}
        for deal in self.deals:
            if deal.account:
                found.setdefault(company_words(deal.account), []).append(deal)
        return found

    @cached_property
    def _openings(self) -> frozenset[tuple[str, ...]]:
        openings = (words[:i] for words in self._by_account for i in range(1, len(words) + 1))
        return frozenset(words for words in openings if len("".join(words)) >= 4)

    @cached_property
    def _people(self) -> frozenset[tuple[str, ...]]:
        return frozenset(label_of(contact).person for contact in self.contacts)


def deal_warnings(deals: Deals, calls: Sequence[Call]) -> tuple[str, ...]:
    """What does not fit together: sums without some money, calls without a deal, deals without their call."""
    if not deals.deals:
        return ()
    homeless = [call.file for call in calls if deals.deal_of(call) is None]
    known = {_parts(call.file)[-1] for call in calls} | {call.id for call in calls}
    missing = [name for deal in deals.deals for name in deal.calls if _parts(name)[-1] not in known]
    lines = list(money_warnings(deals.deals))
    if homeless:
        lines.append(f"{_some(homeless, 'call')} in no row of the deals file: no account, no amount")
    if missing:
        lines.append(f"{_some(missing, 'call')} of the deals file not among the calls read")
    return tuple(lines)


def _parts(path: str) -> list[str]:
    return path.replace("\\", "/").removeprefix("./").split("/")


def _same_file(a: str, b: str) -> bool:
    """True if one path is the end of the other."""
    x, y = _parts(a), _parts(b)
    n = min(len(x), len(y))
    return x[-n:] == y[-n:]


def _stretches(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """All runs of words that are long enough to be a company's name."""
    for i in range(len(words)):
        for j in range(i + 1, len(words) + 1):
            if len("".join(words[i:j])) >= 4:
                yield words[i:j]


def _day(deal: Deal, name: str) -> str | None:
    """The date of the call that a deal names so; deals of stores of before have it for an only call."""
    if not deal.days:
        return deal.date if len(deal.calls) == 1 else None
    return dict(zip(deal.calls, deal.days, strict=False)).get(name) or None


def _by_account_only(deals: Sequence[Deal]) -> Deal | None:
    """The only deal of an account; a date that a row gives to a call which it names is no other call's."""
    if len(deals) != 1:
        return None
    return replace(deals[0], date=None) if deals[0].calls else deals[0]


def _some(names: Sequence[str], noun: str) -> str:
    shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    return f"{len(names)} {noun}{'s' if len(names) > 1 else ''} ({shown})"
