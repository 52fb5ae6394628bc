"""Errors that nobody foresaw: what the page says of them, and what goes to the terminal."""

from __future__ import annotations

import sys
import traceback


def told(error: BaseException, what: str) -> str:
    """What the page says, and what to do.

    Args:
        error: What went wrong.
        what: What was being done, such as `the review`.
    """
    if isinstance(error, MemoryError):
        return f"{what}: the memory is full. Close other programs, or take fewer files at once."
    return (
        f"{what}: a fault of the program ({type(error).__name__}); the terminal that it runs in says where. "
        "What was judged is kept; start it again."
    )


def log(error: BaseException, what: str) -> None:
    """Where it happened; the message of the error may quote calls, and stays out of the log."""
    lines = traceback.format_list(traceback.extract_tb(error.__traceback__))
    print(f"checker: {what}: {type(error).__name__}", *lines, sep="\n", file=sys.stderr, flush=True)
