"""Formats of a batch of drafts. As of all reports: the same batch gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from checker.errors import InputError
from checker.model.batch import Batch
from checker.reports.batch_html import batch_to_html
from checker.reports.batch_json import batch_to_json
from checker.reports.batch_text import batch_to_text

_RENDERERS: Final[dict[str, Callable[[Batch], str]]] = {
    "terminal": batch_to_text,
    "html": batch_to_html,
    "json": batch_to_json,
}
BATCH_FORMATS: Final = tuple(_RENDERERS)


def render_batch(batch: Batch, format: str) -> str:
    """Renders a batch in one of `BATCH_FORMATS`.

    Raises:
        InputError: There is no such format for batches.
    """
    if format not in _RENDERERS:
        raise InputError(
            f"{format}: no format for drafts that are compared", f"Choose one of {', '.join(BATCH_FORMATS)}."
        )
    return _RENDERERS[format](batch)
