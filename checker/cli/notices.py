"""Skipped files and warnings on standard error, one line each."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from checker.cli.printable import printable
from checker.model import Skipped


def print_notices(skipped: Sequence[Skipped], warnings: Sequence[str], *, quiet: bool) -> None:
    """Prints what was skipped (always) and what the user should know (unless quiet)."""
    for item in skipped:
        print(printable(f"skipped {item.file}: {item.reason}. {item.remedy}".strip()), file=sys.stderr)
    if not quiet:
        for warning in warnings:
            print(printable(f"warning: {warning}"), file=sys.stderr)
