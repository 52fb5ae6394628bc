"""The names of the report formats and what a renderer is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from checker.model import Run

Format = Literal[
    "terminal", "markdown", "html", "json", "csv", "sarif", "github", "gitlab", "junit", "rdjson"
]
Renderer: TypeAlias = Callable[[Run], str]
