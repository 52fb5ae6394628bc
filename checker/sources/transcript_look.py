"""Whether a file that was given as copy is plainly the transcript of a call.

Only what is sure counts: captions, and texts most lines of which begin with the name of one of at
least two people who speak again and again, or stand under such a name with a time. `Headline:` and
`Q:` are copy.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from checker.errors import UnreadableFile
from checker.sources.calls.labels import clean_label, speakers_among
from checker.sources.copy.keys import is_copy_key
from checker.sources.text import decode

NOTE = "looks like a transcript; calls are given with --calls or `checker index`"
_CAPTIONS = (".vtt", ".srt", ".sbv")
_TEXTS = (".txt", ".text", ".md", ".markdown", "")
_NAME = r"[^\W\d_][^:*\[\]]{1,60}"
_NAMED = re.compile(
    rf"\s*(?:\*\*)?(?:[\[(]?\d[\d:.,]+[\])]?\s+)?(?:\*\*)?({_NAME})(?:\*\*)?:(?:\*\*)?\s"
)  # `Name: words`, with a time before it or not
_TIMED = re.compile(rf"\s*({_NAME}?)\s+[\[(]?\d{{1,2}}:\d{{2}}(?::\d{{2}})?[\])]?\s*$")  # words are under it
_OPENING = 160  # characters of a line that are looked at
_SHARE = 0.75
_TURNS = 3  # of each of two speakers at least


def note_of_transcript(data: bytes, file: str) -> str:
    """What the user should know; empty for copy.

    Args:
        data: The bytes of the file.
        file: Its path; the suffix tells what is looked for.
    """
    suffix = PurePath(file).suffix.lower()
    if suffix in _CAPTIONS:
        return NOTE
    return NOTE if suffix in _TEXTS and _is_dialogue(data, file) else ""


def _is_dialogue(data: bytes, file: str) -> bool:
    try:
        lines = [line[:_OPENING] for line in decode(data, file).splitlines() if line.strip()]
    except UnreadableFile:  # the suffix belies it: a reader of another format took it
        return False
    return _many_speak(lines, _NAMED, _SHARE) or _many_speak(lines, _TIMED, _SHARE / 2)


def _many_speak(lines: Sequence[str], opening: re.Pattern[str], share: float) -> bool:
    """True if at least that share of the lines opens a turn, and two speakers have several each."""
    labels = Counter(clean_label(match.group(1)) for line in lines if (match := opening.match(line)))
    speakers = {name for name in speakers_among(labels) if name[:1].isupper() and not is_copy_key(name)}
    often = [name for name in speakers if labels[name] >= _TURNS]
    return len(often) >= 2 and sum(labels[name] for name in speakers) >= share * len(lines)
