"""What must be said before copy and calls go to a language model: what goes where, and what it may cost."""

from __future__ import annotations

from checker.errors import SettingsError
from checker.judge.budget import Estimate
from checker.model import Claim
from checker.reports.markup import Html, tag
from checker.reports.words import count
from checker.settings import Settings


def asks_first(settings: Settings) -> bool:
    """Whether a review sends anything off this machine."""
    from checker.pipeline.llm_opening import wants_llm

    return wants_llm(settings) and not settings.judge.model.startswith("gguf:")


def estimated(settings: Settings, claims: list[Claim]) -> Estimate:
    """Calls, tokens and money that a review will take; makes no call itself.

    Raises:
        CheckerError: No model, no key, no index, or a limit in money where the price is not known.
    """
    from checker.pipeline.llm_estimate import estimate_by_llm
    from checker.pipeline.opening import open_store

    with open_store(settings, write=False) as store:
        found = estimate_by_llm(store, settings, claims)
    if found.cost is None and settings.judge.max_cost is not None:
        raise SettingsError(
            "the price of this model is not known, so [judge] max_cost cannot be kept",
            "Set [judge] max_tokens in checker.toml in place of max_cost.",
        )
    return found


def question(settings: Settings, estimate: Estimate) -> Html:
    """What is asked before the first call."""
    judge = settings.judge
    where = judge.base_url or "its provider"
    names = "with names masked" if settings.privacy.mask else "with names as they are"
    money = f"about ${estimate.cost:.2f}" if estimate.cost is not None else "a price that is not known here"
    tokens = f"{estimate.input_tokens:,} tokens in and {estimate.output_tokens:,} out"
    limits = [
        f"${judge.max_cost:g}" if judge.max_cost is not None else "",
        f"{judge.max_tokens:,} tokens" if judge.max_tokens is not None else "",
    ]
    limit = " and ".join(part for part in limits if part)
    stop = f"It stops at {limit}." if limit else "No limit is set; [judge] max_cost in checker.toml sets one."
    return tag(
        "div",
        tag("p", f"This sends the draft and what was said on calls, {names}, to {judge.model} at {where}."),
        tag("p", f"Estimate: {count(estimate.calls, 'request')}, {tokens}, {money}. {stop}"),
    )
