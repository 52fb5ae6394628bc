"""Who on a call is ours and who is the buyer, and how that was told.

In this order, the first that applies: `[sides]` of checker.toml; the export's own field; the domain of
the e-mail address; `[company] people`; a company's name in the label; the deals file; a name that is
on calls with several accounts. Where our side is known by one of the surer ways, the other named
people of the call are buyers. Nobody else is: a side is never guessed in silence, and `side_warnings`
says what is missing and how to say it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from checker.model import Call, Side, Speaker
from checker.sources.calls.labels import is_generic
from checker.sources.deals import Deals
from checker.sources.names import Label, company_words, label_of, names_company, same_person, words_of

_FREE_MAIL = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
    }
    | {"aol.com", "gmx.de", "gmx.net", "web.de", "proton.me", "protonmail.com", "mail.com"}
)
_OVERRIDE, _PEOPLE, _DOMAIN = "checker.toml: sides", "company people", "e-mail domain"
_ACROSS = "on calls with several accounts"
_OTHER = "other side of the call"
_TOLD = 3  # calls that a review names


@dataclass(frozen=True, slots=True)
class Company:
    """Us, as checker.toml says.

    Attributes:
        name: Company name, with or without its legal form.
        product: Product name; may be empty.
        domains: Our e-mail domains, such as `brightbadge.com`.
        people: Names or e-mail addresses of our people.
        sides: For the name of a call file (or `*`), the side of each speaker named: what a person
            knows better. `calls/03.vtt`, `03.vtt` and a pattern such as `2026-*.vtt` all name a file.
    """

    name: str = ""
    product: str = ""
    domains: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    sides: Mapping[str, Mapping[str, Side]] = field(default_factory=dict)


def tell_sides(calls: Sequence[Call], company: Company, deals: Deals | None = None) -> tuple[Call, ...]:
    """The calls with the side of every speaker, where it can be told, and how it was told.

    A pure function of its arguments: a side that it told itself in an earlier pass is told anew.

    Args:
        calls: All calls that are known; names are compared across them.
        company: Who we are.
        deals: The deals file, for accounts and contacts.
    """
    deals = deals or Deals()
    ours = _Ours(company)
    across = _across_accounts(calls, deals)
    return tuple(replace(call, speakers=_told(call, ours, deals, across)) for call in calls)


class _Ours:
    """The company's names and people, taken apart once."""

    def __init__(self, company: Company) -> None:
        self.sides = company.sides
        self.domains = tuple(domain.casefold().lstrip("@") for domain in company.domains if domain)
        self.addresses = frozenset(entry.casefold() for entry in company.people if "@" in entry)
        self.people = tuple(label_of(entry) for entry in company.people if "@" not in entry)
        hosts = (max(domain.split(".")[:-1] or [domain], key=len) for domain in self.domains)
        names = (company.name, company.product, *hosts)
        self.names = tuple(words for name in names if (words := company_words(name)))


def _told(
    call: Call, ours: _Ours, deals: Deals, across: Mapping[tuple[str, ...], int]
) -> tuple[Speaker, ...]:
    labels = [label_of(speaker.name) for speaker in call.speakers]
    speakers = [
        _by_override(call, speaker, ours)
        or _by_export(speaker)
        or _by_email(speaker, ours)
        or _by_people(i, labels, ours, speaker)
        or _by_company_name(labels[i], ours, speaker)
        or _by_deals(labels[i], deals, speaker)
        or _by_accounts(labels[i], across, speaker)
        or replace(speaker, side="unknown", told_by="")
        for i, speaker in enumerate(call.speakers)
    ]
    return tuple(_the_rest(speakers))


def _by_override(call: Call, speaker: Speaker, ours: _Ours) -> Speaker | None:
    name = words_of(speaker.name)
    path = PurePosixPath(call.file.replace("\\", "/"))
    for pattern, sides in sorted(ours.sides.items(), key=lambda item: item[0] == "*"):
        if pattern in ("*", call.file, call.id) or (pattern and path.match(pattern)):
            for other, side in sides.items():
                if words_of(other) == name:
                    return replace(speaker, side=side, told_by=_OVERRIDE)
    return None


def _by_export(speaker: Speaker) -> Speaker | None:
    return speaker if speaker.told_by.startswith("export:") and speaker.side != "unknown" else None


def _by_email(speaker: Speaker, ours: _Ours) -> Speaker | None:
    address = (speaker.email or "").casefold()
    domain = address.rpartition("@")[2]
    if address in ours.addresses:
        return replace(speaker, side="ours", told_by=_PEOPLE)
    if "@" not in address or not ours.domains or domain in _FREE_MAIL:
        return None
    is_ours = any(domain == own or domain.endswith(f".{own}") for own in ours.domains)
    return replace(speaker, side="ours" if is_ours else "buyer", told_by=f"{_DOMAIN} {domain}")


def _by_people(i: int, labels: list[Label], ours: _Ours, speaker: Speaker) -> Speaker | None:
    """One of our people; a given name alone counts only if its bearer is not on the call by full name."""
    label = labels[i]
    for person in ours.people:
        if not same_person(label, person):
            continue
        short = len(label.person) == 1 and label.person != person.person
        others = labels[:i] + labels[i + 1 :]
        if not (short and any(len(other.person) > 1 and same_person(other, person) for other in others)):
            return replace(speaker, side="ours", told_by=_PEOPLE)
    return None


def _by_company_name(label: Label, ours: _Ours, speaker: Speaker) -> Speaker | None:
    if any(names_company(label, name) for name in ours.names):
        return replace(speaker, side="ours", told_by="our name in the label")
    return None


def _by_deals(label: Label, deals: Deals, speaker: Speaker) -> Speaker | None:
    """A contact of the deals file, or somebody whose label names one of its accounts."""
    if deals.has_contact(label):
        return replace(speaker, side="buyer", told_by="contact in the deals file")
    if deals.has_account_in(label):
        return replace(speaker, side="buyer", told_by="account of the deals file in the label")
    return None


def _by_accounts(label: Label, across: Mapping[tuple[str, ...], int], speaker: Speaker) -> Speaker | None:
    count = across.get(label.person, 0)
    if count < 2:
        return None
    return replace(speaker, side="ours", told_by=f"{_ACROSS} ({count})")


def _across_accounts(calls: Sequence[Call], deals: Deals) -> dict[tuple[str, ...], int]:
    """For each full name, on calls with how many accounts it appears."""
    accounts: dict[tuple[str, ...], set[str]] = {}
    for call in calls:
        account = deals.account_of(call)
        for speaker in call.speakers:
            person = label_of(speaker.name).person
            if account and len(person) > 1 and not is_generic(speaker.name):
                accounts.setdefault(person, set()).add(" ".join(company_words(account)))
    return {person: len(found) for person, found in accounts.items()}


def _the_rest(speakers: list[Speaker]) -> list[Speaker]:
    """Whoever is left: the other side of a call where ours is sure, or the other one of two speakers."""
    sure = any(s.side == "ours" and not s.told_by.startswith(_ACROSS) for s in speakers)
    if len(speakers) == 2 and {s.side for s in speakers} - {"unknown"}:
        opposite: dict[Side, Side] = {"ours": "buyer", "buyer": "ours", "unknown": "unknown"}
        return [
            replace(s, side=opposite[other.side], told_by="the other one of two speakers")
            if s.side == "unknown"
            else s
            for s, other in zip(speakers, reversed(speakers), strict=True)
        ]
    if not sure:
        return speakers
    return [
        replace(s, side="buyer", told_by=_OTHER) if s.side == "unknown" and not is_generic(s.name) else s
        for s in speakers
    ]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What a review could not use.

    Attributes:
        statements: Said by speakers of unknown side.
        warnings: How many on how many calls, and how to settle the first of them; empty where none is.
    """

    statements: int = 0
    warnings: tuple[str, ...] = ()


def unplaced_of(calls: Sequence[Call], statements: int) -> Unplaced:
    """What speakers of unknown side, or a call without a buyer, keep out of a review.

    Args:
        calls: All calls; their turns are not looked at.
        statements: How many were said by speakers of unknown side.
    """
    unknown = [call for call in calls if any(speaker.side == "unknown" for speaker in call.speakers)]
    lines = [*side_warnings(unknown)]
    placed = {id(call) for call in unknown}
    lines += side_warnings([call for call in calls if id(call) not in placed])
    if not lines:
        return Unplaced()
    told = lines[:_TOLD]
    if statements:
        told.insert(
            0,
            f"{statements:,} statement{'s' * (statements != 1)} on {len(unknown):,} "
            f"call{'s' * (len(unknown) != 1)} {'were' if statements != 1 else 'was'} not used: nobody could "
            "tell whose side the speaker is on. Say it as below, then run `checker index CALLS` again.",
        )
    if len(lines) > _TOLD:
        more = len(lines) - _TOLD
        told.append(
            f"On {more:,} more call{'s' * (more != 1)} a side is in question; "
            "`checker index CALLS` names each."
        )
    return Unplaced(statements, tuple(told))


def side_warnings(calls: Sequence[Call]) -> tuple[str, ...]:
    """One line for each call that has speakers of unknown side or no buyer, saying how to fix it."""
    return tuple(line for call in calls if (line := _warning(call)))


def _warning(call: Call) -> str:
    unknown = [speaker.name for speaker in call.speakers if speaker.side == "unknown"]
    name = unknown[0] if unknown else call.speakers[0].name
    remedy = f'[sides] "{call.file}" = {{"{name}" = "buyer"}}'
    if unknown:
        names = ", ".join(f'"{name}"' for name in unknown[:5]) + (", …" if len(unknown) > 5 else "")
        return (
            f"{call.file}: side of {names} unknown, their words do not count; list our people under "
            f"[company] people in checker.toml, or say it there: {remedy}"
        )
    if any(speaker.side == "buyer" for speaker in call.speakers):
        return ""
    return (
        f"{call.file}: nobody on the call is a buyer ({name} is ours: {call.speakers[0].told_by}); "
        f"if that is wrong, say it in checker.toml: {remedy}"
    )
