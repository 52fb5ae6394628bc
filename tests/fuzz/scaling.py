"""Looks for readers whose time grows faster than their file: `python -m tests.fuzz.scaling`.

A file is one short piece over and over, in the frame of some format. It is read at one size and at four
times that size: what is linear takes four times as long, what is quadratic sixteen times. Only time of
this process counts, so that a busy machine makes nothing slow.
"""

from __future__ import annotations

import argparse
import itertools
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from checker.errors import UnreadableFile
from tests.fuzz.fuzzing import READERS, Hangs, read_asset, read_call, read_deals

SIZE = 10_000  # characters; the larger file has four times as many
SLOW = 0.4  # seconds for 40,000 characters that nobody minds
WORST = 9.0  # times as long for four times as much: between linear (4) and quadratic (16)
SECONDS = 20.0

Reader = Callable[[bytes, str], None]


class Frame(NamedTuple):
    """A file's name, what stands around the repeated pieces, and who reads it."""

    name: str
    before: str
    after: str
    readers: tuple[Reader, ...]


FRAMES: tuple[Frame, ...] = (
    Frame("a.txt", "", " Live in ten days.\n", (read_call, read_asset)),
    Frame("a.txt", "Bo Lind: ", "\nRita Cole: Good.\nBo Lind: Yes, we do.\n", (read_call,)),
    Frame("a.txt", "Bo Lind  0:03\n", "\n\nRita Cole  0:05\nGood.\n", (read_call,)),
    Frame("a.txt", "[00:03:12] ", "Bo Lind: Yes, we do.\nRita Cole: Good.\n", (read_call,)),
    Frame("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Bo Lind>", "\n", (read_call,)),
    Frame("a.vtt", "WEBVTT\n\nNOTE ", "\n\n00:01.000 --> 00:02.000\nBo Lind: Good.\n", (read_call,)),
    Frame("a.csv", 'speaker,text\nBo,"', '"\n', (read_call,)),
    Frame("a.csv", "speaker,text\nBo,", "\n", (read_call,)),
    Frame("a.csv", "speaker,text\n", ",Good morning.\n", (read_call,)),
    Frame("a.csv", "Headline,Url\n", "\n", (read_asset, read_deals)),
    Frame("a.csv", "account,amount,close date,stage\nAcme,", ",2026-01-01,Won\n", (read_deals,)),
    Frame("a.csv", "account,amount,close date,stage\nAcme,5,", ",Won\n", (read_deals,)),
    Frame("a.csv", "account,amount ", ",close date,stage\nAcme,5,2026-01-01,Won\n", (read_deals,)),
    Frame("a.yaml", "say: ", "\n", (read_asset,)),
    Frame("a.yaml", 'say: "', '"\n', (read_asset,)),
    Frame("a.yaml", "say: |\n  ", "\n", (read_asset,)),
    Frame("a.yaml", "say: [", "]\n", (read_asset,)),
    Frame("a.md", "", "\n\nLive in ten days.\n", (read_asset,)),
    Frame("a.md", "---\ntitle: ", "x\n---\nLive in ten days.\n", (read_asset,)),
    Frame("a.md", "| a | b |\n|---|---|\n| ", " | c |\n", (read_asset,)),
    Frame("a.html", "<body>", "</body>", (read_asset,)),
    Frame("a.html", "<style>", "</style><p>Live in ten days.</p>", (read_asset,)),
    Frame("a.html", "<p style='", "'>Live in ten days.</p>", (read_asset,)),
    Frame("a.html", "<p ", ">Live in ten days.</p>", (read_asset,)),
)
JSON_FRAMES: tuple[Frame, ...] = (
    Frame("a.json", '{"say": "', '"}', (read_asset,)),
    Frame("a.json", '{"', '": {"title": "Live in ten days"}}', (read_asset,)),
    Frame("a.json", '{"turns": [{"speaker": "Bo", "text": "', '"}]}', (read_call,)),
    Frame("a.json", '{"turns": [{"speaker": "', '", "text": "Good."}]}', (read_call,)),
    Frame("a.json", '{"turns": [{"time": "', '", "speaker": "Bo", "text": "Good."}]}', (read_call,)),
    Frame("a.json", '{"date": "', '", "turns": [{"speaker": "Bo", "text": "Good."}]}', (read_call,)),
)
PIECES: tuple[str, ...] = (
    " ", "\t", "\n", "\r\n", "a", "A", "1", "0", ".", ",", ";", ":", "!", "?", "-", "_", "/", "\\\\",
    "'", "*", "#", "@", "&", "%", "$", "€", "(", ")", "[", "]", "{", "}", "<", ">", "|", "+", "=", "~",
    "`", "^", "…", "—", "“", "’", "é", "\u0301", "\u200b", "\u202e", "\u2028", "\u0085", "&amp;",
    "&nbsp;", "&#9;", "<p>", "</p>", "<b", "<a b", "<!--", "-->", "<v.", "<td>", "<br>", "{\\\\", "](",
    "[a](b", "![", "**", "__a", "a_", "``", "> ", "- ", "1. ", "# ", "USD ", "a: ", "a:\n", "- a\n",
    "a,", "a, ", "A b. ", "Yes. ", "No? ", "ten days ", "10 ", "1,", "1.", "/*", "a{", "http://",
    "www.", "a@", "a.b", "a-\nb", "Jan ", "2026-", "00:00 ", "0:01 --> ", "Bo Lind: ", "Bo Lind: a\n",
    "Bo  0:01\nHi.\n", "|a", "|-", "a|b\n", "*a* ", "~~", "---\n", "===\n", "\n\na", "  \n", "\na: b",
    "{{a}}", "not ", "A. ", "a.\n", "“a”",
)  # fmt: skip


def files(pairs: bool) -> Iterator[tuple[Frame, str]]:
    """Frames and the piece to fill each with; pairs of pieces too if asked."""
    pieces = list(PIECES)
    if pairs:
        single = [piece for piece in PIECES if len(piece) == 1]
        pieces += [a + b for a, b in itertools.permutations(single, 2)]
    for piece in pieces:
        for frame in FRAMES:
            yield frame, piece
        if piece.isprintable():
            for frame in JSON_FRAMES:
                yield frame, piece.replace('"', '\\"')


def grows(frame: Frame, piece: str, reader: Reader, size: int = SIZE) -> str:
    """What is wrong with how the time of a file grows; empty if nothing is."""
    large = seconds(frame, piece, reader, 4 * size)
    if large < SLOW:
        return ""
    if large >= SECONDS:
        return f"longer than {SECONDS:g} s for {4 * size} characters"
    small = seconds(frame, piece, reader, size)
    if large < WORST * small:
        return ""
    return f"{small:.2f} s, then {large:.2f} s for four times as much"


def seconds(frame: Frame, piece: str, reader: Reader, size: int) -> float:
    """Time of this process that a reader takes for a file of about `size` characters."""
    data = (frame.before + piece * (size // len(piece)) + frame.after).encode()
    signal.signal(signal.SIGPROF, _too_long)
    start = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        reader(data, frame.name)
    except (UnreadableFile, Hangs):
        pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - start


def _too_long(number: int, frame: object) -> None:
    raise Hangs


def main() -> int:
    """The script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", action="store_true", help="pairs of characters too (hours)")
    asked = parser.parse_args()
    found = count = 0
    for frame, piece in files(asked.pairs):
        for reader in frame.readers:
            assert reader in READERS
            count += 1
            if problem := grows(frame, piece, reader):
                found += 1
                print(f"{reader.__name__} {frame.name} {frame.before!r} {piece!r}: {problem}", flush=True)
    print(f"{count} files, {found} that grow too fast")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
