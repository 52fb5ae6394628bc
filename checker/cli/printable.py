"""Text from files made safe for a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    """Text without control and direction characters: names and contents may try to steer the terminal."""
    return "".join(c if c.isprintable() else "?" for c in text)
