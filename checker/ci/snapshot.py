"""`checker snapshot`: the statements that matter, masked, for a build that has no index.

People, accounts, contact data and private links are masked; accounts, calls, deals and speakers get ids
that nobody can compute without the transcripts; dates are months, amounts have one significant digit. The
same index gives the same bytes. Somebody still reads it before it is committed: a first name that is only
mentioned, or a plant that everybody knows, is not known as a name (see checker/judge/masking.py).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from checker.ci.evidence import StoreEvidence
from checker.ci.snapshot_file import dump, encode_vector
from checker.errors import InputError
from checker.findings.reach import count_accounts
from checker.model import Call, Deal, Side, Statement, digest
from checker.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.judge.masking import Masker
    from checker.store.index import Store

LEAST_WORDS: Final = 4
"""A shorter statement says too little to be evidence, unless it holds a number."""

_NUMBERED: Final = re.compile(r"\[(PERSON|ACCOUNT|EMAIL|PHONE|URL|TEXT)_[0-9.]+\]", re.I)
_CAPITALISED: Final = re.compile(r"(?<=[\w,;] )[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*")
_RARE: Final = 20_000
_SIDES: Final[tuple[Side, ...]] = ("buyer", "ours")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot as text, and what is in it."""

    text: str
    calls: int
    accounts: int
    statements: int
    unsure: tuple[str, ...] = ()  # words that were left and may be names, most frequent first


def snapshot(
    store: Store, settings: Settings, *, buyers_only: bool = False, mask: Sequence[str] = ()
) -> Snapshot:
    """Everything of the index that a build needs, masked.

    Args:
        store: Open for reading.
        settings: Name the company, which is not masked.
        buyers_only: Leave out what our own side says; no `rep-drift` is found then.
        mask: More names to mask: of people who are only mentioned, of places.

    Raises:
        InputError: The index holds no calls.
    """
    calls = list(store.calls())
    if not calls:
        raise InputError(f"no calls in {store.place}", "Run `checker index CALLS` first.")
    deals = StoreEvidence(store).deals
    calls.sort(key=lambda c: (_day(c, deals), c.file, c.id))
    made = _Maker(_masker(settings, calls, store.deals(), mask), calls, deals)
    sides: tuple[Side, ...] = ("buyer",) if buyers_only else _SIDES
    kept = [s for side in sides for s in store.statements(side) if matters(s)]
    records = [*made.deals(), *made.calls(kept)]
    unsure = names_left((str(r["text"]) for r in records if "text" in r), settings)
    return Snapshot(
        dump(embedder_label(), records), len(calls), count_accounts(calls, deals), len(kept), unsure
    )


def matters(statement: Statement) -> bool:
    """Whether a statement says enough to be evidence."""
    return len(statement.text.split()) >= LEAST_WORDS or any(c.isdigit() for c in statement.text)


def embedder_label() -> str:
    """The embedder that a snapshot's vectors are of: always the local one, since a build has no key."""
    from checker.store.local_embedder import LocalEmbedder

    embedder = LocalEmbedder()
    return f"{embedder.name} {embedder.version}"


def call_id(call: Call) -> str:
    """What a call is called in a snapshot; nobody can compute it without the transcript."""
    return f"call-{digest('call', call.id, _secret_of(call), length=12)}"


def _secret_of(call: Call) -> str:
    return digest(*(t.text for t in call.turns), length=64)


def banded(amount: float) -> float:
    """An amount with one significant digit."""
    if amount == 0:
        return 0.0
    unit = 10.0 ** math.floor(math.log10(abs(amount)))
    return float(round(amount / unit) * unit)


def names_left(texts: Iterable[str], settings: Settings) -> tuple[str, ...]:
    """Words that may be names and were not masked, most frequent first: for whoever reads the snapshot.

    They are capitalised within a sentence and are no common English word.
    """
    from checker.pipeline.copying import word_rank

    rank = word_rank()
    own = {w.casefold() for w in re.findall(r"\w+", f"{settings.company.name} {settings.company.product}")}
    found: Counter[str] = Counter()
    for text in texts:
        for match in _CAPITALISED.finditer(text):
            words = [w for w in match[0].split() if w.casefold() not in own]
            if words and (len(words) > 1 or rank(words[0].casefold()) >= _RARE):
                found[" ".join(words)] += 1
    return tuple(sorted(found, key=lambda name: (-found[name], name)))


def _day(call: Call, deals: Mapping[str, Deal]) -> str:
    deal = deals.get(call.id)
    return call.date or (deal.date if deal and deal.date else "") or "~"


def _masker(settings: Settings, calls: Sequence[Call], deals: Iterable[Deal], names: Sequence[str]) -> Masker:
    from checker.judge.masking import Masker

    company = settings.company
    keep = [name for name in (company.name, company.product) if name]
    return Masker.for_calls(calls, [deal.account for deal in deals], [*company.people, *names], keep)


class _Maker:
    def __init__(self, masker: Masker, calls: Sequence[Call], deals: Mapping[str, Deal]) -> None:
        self._masker, self._calls, self._deals = masker, calls, deals
        self._secrets = {(c.file, c.id): _secret_of(c) for c in calls}
        self._names: dict[str, str] = {}
        for call in calls:  # in order of date: the earliest call of an account makes its id
            secret = self._secrets[call.file, call.id]
            for name in (self._account(call), *(s.name for s in call.speakers)):
                if name:
                    self._names.setdefault(name.casefold(), digest("name", name.casefold(), secret, length=8))

    def deals(self) -> Iterator[dict[str, Any]]:
        """Deals that have a call, by id."""
        behind: dict[str, list[Call]] = {}
        for call in self._calls:
            if deal := self._deals.get(call.id):
                behind.setdefault(deal.id, []).append(call)
        records = []
        for group in behind.values():
            deal = self._deals[group[0].id]
            records.append(
                {
                    "deal": digest("deal", deal.id, self._secret(group[0]), length=8),
                    "account": self._opaque("account", deal.account),
                    "stage": self._masked(deal.stage, ()),
                    "amount": None if deal.amount is None else banded(deal.amount),
                    "currency": deal.currency,
                    "outcome": self._masked(deal.outcome, ()),
                    "calls": sorted(self._call_id(call) for call in group),
                }
            )
        yield from sorted(records, key=lambda record: str(record["deal"]))

    def calls(self, kept: Sequence[Statement]) -> Iterator[dict[str, Any]]:
        """Calls by id, each followed by its statements."""
        by_call: dict[tuple[str, str], list[Statement]] = {}
        for statement in kept:
            by_call.setdefault((statement.file, statement.call), []).append(statement)
        for call in sorted(self._calls, key=self._call_id):
            found = sorted(by_call.get((call.file, call.id), []), key=lambda s: (s.turn, s.start))
            account = self._account(call)
            yield {
                "call": self._call_id(call),
                "account": self._opaque("account", account) if account else None,
                "date": (call.date or "")[:7] or None,
            }
            yield from self._statements(call, found)

    def _statements(self, call: Call, found: Sequence[Statement]) -> Iterator[dict[str, Any]]:
        present = [speaker.name for speaker in call.speakers]
        masked = [
            replace(s, text=self._masked(s.text, present), context=self._masked(s.context, present))
            for s in found
        ]
        vectors = self._vectors(masked)
        for row, statement in enumerate(masked):
            yield {
                "statement": self._call_id(call),
                "turn": statement.turn,
                "side": statement.side,
                "speaker": self._opaque("speaker", statement.speaker),
                "text": statement.text,
                "context": statement.context,
                "vector": encode_vector(vectors[row]),
            }

    def _vectors(self, masked: Sequence[Statement]) -> NDArray[np.float32]:
        """Vectors of the masked words, so that no name can be read out of them."""
        from checker.store.embedding import embed_unique, embedding_text
        from checker.store.local_embedder import LocalEmbedder

        return embed_unique(LocalEmbedder(), [embedding_text(s) for s in masked])

    def _masked(self, text: str, present: Sequence[str]) -> str:
        """Masked text; placeholders have no numbers, which would change with every new call."""
        return _NUMBERED.sub(lambda m: f"[{m[1].lower()}]", self._masker.mask(text, present))

    def _account(self, call: Call) -> str:
        deal = self._deals.get(call.id)
        return (deal.account if deal else call.account) or ""

    def _opaque(self, what: str, name: str) -> str:
        return f"{what}-{self._names.get(name.casefold(), 'other')}"

    def _secret(self, call: Call) -> str:
        return self._secrets[call.file, call.id]

    def _call_id(self, call: Call) -> str:
        return call_id(call)
