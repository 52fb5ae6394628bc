"""Renders the outcome of a change: the formats of `checker ci`."""

from __future__ import annotations

from importlib import import_module
from typing import Final, Literal, get_args

from checker.errors import InputError
from checker.model.outcome import Outcome

OutcomeFormat = Literal["terminal", "json", "github", "comment", "sarif", "gitlab", "junit", "rdjson"]

_RENDERERS: Final[dict[str, tuple[str, str]]] = {
    "terminal": ("checker.reports.outcome_text", "to_text"),
    "json": ("checker.reports.outcome_json", "to_outcome_json"),
    "github": ("checker.reports.github", "to_github"),
    "comment": ("checker.reports.comment", "to_comment"),
    "sarif": ("checker.reports.sarif", "to_sarif"),
    "gitlab": ("checker.reports.gitlab", "to_gitlab"),
    "junit": ("checker.reports.junit", "to_junit"),
    "rdjson": ("checker.reports.rdjson", "to_rdjson"),
}

OUTCOME_FORMATS: Final[tuple[OutcomeFormat, ...]] = get_args(OutcomeFormat)


def render_outcome(outcome: Outcome, format: str, *, quote_calls: bool = False) -> str:
    """Renders the outcome of a change in one of `OUTCOME_FORMATS`.

    Raises:
        InputError: There is no such format.
    """
    if format not in _RENDERERS:
        raise InputError(
            f"There is no format {format!r} of `checker ci`", f"Choose one of {', '.join(OUTCOME_FORMATS)}."
        )
    module, function = _RENDERERS[format]
    return str(getattr(import_module(module), function)(outcome, quote_calls=quote_calls))
