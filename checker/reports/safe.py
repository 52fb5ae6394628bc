"""Text from copy and calls made safe to show: one line, nothing that moves a cursor or turns text round.

Takes any string; gives a string without control characters, terminal escapes, bidirectional
overrides and lone surrogates. Each format still escapes what is special in that format.
"""

from __future__ import annotations

import re

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # OSC: titles, links, clipboard
    r"|\x1b[@-Z\\^_]?"
)
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROLS = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff{_BIDI}]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_WORKFLOW_COMMAND = re.compile(r"(?<=:)(?=:[A-Za-z])|(?<=#)(?=#\w*\[)")


def plain(text: str) -> str:
    """One line of visible characters; runs of white space become one blank."""
    text = _ESCAPES.sub("", text)
    text = _CONTROLS.sub("", text)
    text = _SURROGATES.sub("\ufffd", text)
    return " ".join(text.split())


def plain_lines(text: str) -> list[str]:
    """The non-empty lines of a text, each as `plain` gives it."""
    return [line for raw in text.splitlines() if (line := plain(raw))]


def for_log(text: str) -> str:
    """Plain text in which no build server finds a command such as `::error` or `##vso[`.

    A build log may start a line anywhere in a wrapped quote, so the marker itself is split by a
    zero-width space rather than guarded at the start of the text.
    """
    return _WORKFLOW_COMMAND.sub("\u200b", plain(text))
