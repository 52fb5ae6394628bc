"""Reports: a Run in, text out, one small file per format.

Every report is a pure function of the run: no clock, no environment, no model confidence; the same
run gives the same bytes. Text from copy and calls is hostile until the format has escaped it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final, cast, get_args

from checker.errors import InputError
from checker.model import Run
from checker.reports.formats import Format, Renderer

_RENDERERS: Final[dict[Format, tuple[str, str]]] = {
    "terminal": ("checker.reports.terminal", "to_terminal"),
    "markdown": ("checker.reports.markdown", "to_markdown"),
    "html": ("checker.reports.html", "to_html"),
    "json": ("checker.reports.json", "to_json"),
    "csv": ("checker.reports.csv", "to_csv"),
    "sarif": ("checker.reports.sarif", "to_sarif"),
    "github": ("checker.reports.github", "to_github"),
    "gitlab": ("checker.reports.gitlab", "to_gitlab"),
    "junit": ("checker.reports.junit", "to_junit"),
    "rdjson": ("checker.reports.rdjson", "to_rdjson"),
}

FORMATS: Final[tuple[Format, ...]] = get_args(Format)

__all__ = ["FORMATS", "Format", "render"]


def render(run: Run, format: str) -> str:
    """Renders a run in one of `FORMATS`.

    Raises:
        InputError: There is no such format.
    """
    if format not in _RENDERERS:
        raise InputError(f"There is no report format {format!r}", f"Choose one of {', '.join(FORMATS)}.")
    module, function = _RENDERERS[format]
    renderer = cast(Renderer, getattr(import_module(module), function))
    return renderer(run)
