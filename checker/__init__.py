"""Messaging consistency checker: where marketing copy and what buyers say on calls disagree.

Public API: `index`, `review`, `Settings`, `load_settings`, the types of `checker.model` and the
errors of `checker.errors`. Everything else is internal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.errors import CheckerError, InputError, JudgeError, SettingsError, StoreError
from checker.model import Claim, ClaimReport, Evidence, Finding, Run

if TYPE_CHECKING:
    from checker.pipeline import IndexResult, Progress, index, review
    from checker.settings import Settings, load_settings

__version__ = "0.1.0"

__all__ = [
    "CheckerError",
    "Claim",
    "ClaimReport",
    "Evidence",
    "Finding",
    "IndexResult",
    "InputError",
    "JudgeError",
    "Progress",
    "Run",
    "Settings",
    "SettingsError",
    "StoreError",
    "__version__",
    "index",
    "load_settings",
    "review",
]

_LAZY = {
    "index": "checker.pipeline",
    "review": "checker.pipeline",
    "IndexResult": "checker.pipeline",
    "Progress": "checker.pipeline",
    "Settings": "checker.settings",
    "load_settings": "checker.settings",
}


def __getattr__(name: str) -> Any:
    """The pipeline is imported at first use: `import checker` costs next to nothing."""
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'checker' has no attribute {name!r}")
