"""Calls read whole by the language model, once: at index time, and for those that are new at review time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from checker.model import Call, Usage
from checker.pipeline.llm_opening import LlmParts, llm_parts
from checker.pipeline.opening import home_of
from checker.pipeline.progress import Reporter, Stage
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.judge.points import Point
    from checker.store.index import Store


@dataclass(frozen=True, slots=True)
class Digest:
    """What all calls say.

    Attributes:
        points: In order of files and calls.
        dropped: Quotes of the model that are not where it said.
        failed: Calls that could not be read.
        before: What those calls cost that were known before.
        warnings: One for each call that could not be read.
        spent: What reading cost now.
    """

    points: tuple[Point, ...]
    dropped: int
    failed: int
    before: Usage
    warnings: tuple[str, ...]
    spent: Usage = field(default_factory=Usage)


def distil(parts: LlmParts, calls: Sequence[Call], tell: Reporter) -> Digest:
    """Points of the calls; those known cost nothing.

    Raises:
        BudgetError: Reading them takes more than what is allowed; raised before the first call.
        JudgeError: The model cannot be asked at all; what is answered is kept.
    """
    from checker.judge.distil import Distiller

    distiller = Distiller(parts.llm, parts.desk, parts.points, parts.context_tokens)
    known = [distiller.known(call) for call in calls]
    fresh = [call for call, made in zip(calls, known, strict=True) if made is None]
    parts.llm.budget.check(parts.llm.estimate([q for c in fresh for q in distiller.questions(c)]))
    stage = Stage(tell, "Reading calls with the model", len(calls))
    found = distiller.distil(calls, stage.step)
    # A call that lies there twice was read, and paid for, once.
    paid = {distiller.key(c): made.usage for c, made in zip(calls, known, strict=True) if made is not None}
    before = list(paid.values())
    return Digest(
        points=tuple(point for made in found for point in made.points),
        dropped=sum(made.dropped for made in found),
        failed=sum(bool(made.failure) for made in found),
        before=Usage(
            sum(u.llm_calls for u in before),
            sum(u.input_tokens for u in before),
            sum(u.output_tokens for u in before),
        ),
        warnings=tuple(
            f"{call.file}: could not be read by the model: {made.failure}"
            for call, made in zip(calls, found, strict=True)
            if made.failure
        ),
    )


def forget_points(parts: LlmParts, calls: Sequence[Call]) -> int:
    """Removes the points of calls that are no more; of those that come back, the answers are still known."""
    from checker.judge.distil import Distiller

    distiller = Distiller(parts.llm, parts.desk, parts.points, parts.context_tokens)
    keys = {distiller.key(call) for call in calls}
    if all(key in keys for key, *_ in parts.points.rows()):
        return 0
    return parts.points.keep(keys, lambda _: True)


def distil_store(store: Store, settings: Settings, tell: Reporter) -> Digest:
    """Points of all calls of a store, for `index` where a model is configured.

    Raises:
        SettingsError: No model, no key, or a wrong prompt.
        BudgetError: See `distil`.
        JudgeError: See `distil`.
    """
    calls = list(store.calls())
    accounts = [deal.account for deal in store.deals()]
    parts = llm_parts(settings, home_of(settings), calls, accounts)
    try:
        found = distil(parts, calls, tell)
        forget_points(parts, calls)
        store.put_points([point.text for point in found.points])
        return replace(found, spent=parts.llm.budget.usage)
    finally:
        parts.close()
