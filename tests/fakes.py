"""Stand-ins at our own borders that behave, and record what was asked of them."""

import hashlib
import re

import numpy as np

from checker.model import Call, Piece, SourceMap, Speaker, Statement, Turn


class WordEmbedder:
    """Hashed bag of words: texts with the same words are near, and it never changes."""

    def __init__(self, name: str = "words", version: str = "1", dimension: int = 64) -> None:
        self.name, self.version, self.dimension = name, version, dimension
        self.asked: list[str] = []

    def embed(self, texts):
        self.asked.extend(texts)
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or ["-"]:
                out[row, int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dimension] += 1
        return out / np.linalg.norm(out, axis=1, keepdims=True)


def source_map(text: str, line: int = 1) -> SourceMap:
    """The map of a text that stands on one line of its file."""
    return SourceMap((Piece(0, line, 1, line, len(text) + 1),), len(text))


def call_of(file: str, *lines: tuple[str, str], ident: str = "", account: str | None = None):
    """A call and its statements, one a turn; a line is (`ours`, `buyer` or `unknown`, text)."""
    ident = ident or f"call-{file}"
    sides = list(dict.fromkeys(side for side, _ in lines))
    speakers = tuple(Speaker(f"Speaker {side}", side, "test") for side in sides)
    turns = tuple(
        Turn(i, sides.index(side), text, source_map(text, i + 1), float(i))
        for i, (side, text) in enumerate(lines)
    )
    call = Call(ident, file, "vtt", speakers, turns, account=account)
    statements = tuple(
        Statement(
            f"{ident}-{i}", ident, file, i, 0, len(text), text, lines[i - 1][1] if i else "",
            f"Speaker {side}", side, float(i), account,
        )
        for i, (side, text) in enumerate(lines)
    )  # fmt: skip
    return call, statements
