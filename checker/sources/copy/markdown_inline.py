"""Places of inline Markdown: which characters of a paragraph a reader sees, and where they stand.

markdown-it-py gives no offsets for inline tokens, so they are followed through the content: the
text of a token stands in it as it is, or its markup says what stands there instead. Only links
hide text between tokens; their rule is wrapped to note where each one starts and ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from checker.model import Block, BlockKind
from checker.sources.copy.flow import Flow, Traced
from checker.sources.text import SourceText

_BREAK = re.compile(r"[ \t\\]*\n[ \t]*")
_HTML_BREAK = re.compile(r"<br\b", re.I)
_Rule = Callable[[StateInline, bool], bool]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of visible text, or a line break."""

    source: SourceText
    pieces: tuple[Traced, ...]
    strong: bool = False
    link: bool = False
    breaks: Literal["", "soft", "hard"] = ""

    @property
    def text(self) -> str:
        """What a reader sees."""
        return "".join(piece.text for piece in self.pieces)

    def block(self, kind: BlockKind, label: str, locator: str | None = None) -> Block | None:
        """This stretch as a block, or None if it has no words."""
        flow = Flow(self.source)
        for piece in self.pieces:
            flow.traced(piece)
        return flow.block(kind, label, locator)


def keep_link_places(parser: MarkdownIt) -> None:
    """Make the parser note in `meta` where links and images stand in the content."""
    for name, rule in zip(
        parser.inline.ruler.get_active_rules(), parser.inline.ruler.getRules(""), strict=True
    ):
        if name in ("link", "image", "autolink"):
            parser.inline.ruler.at(name, _noting(rule))


def _noting(rule: _Rule) -> _Rule:
    def noted(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            made = state.tokens[count:]
            opener = next(t for t in made if t.type in ("link_open", "image"))
            opener.meta["start"] = start
            made[-1].meta["end"] = state.pos
        return True

    return noted


class InlineReader:
    """Follows the inline tokens of one file."""

    def __init__(self, source: SourceText) -> None:
        self._source = source

    def read(self, content: Traced, tokens: list[Token]) -> list[Part]:
        """Visible stretches in order, links and line breaks apart."""
        parts: list[Part] = []
        at = 0
        strong = linked = 0
        for token in tokens:
            piece, at = _follow(content, token, at)
            strong += token.nesting if token.type.startswith("strong") else 0
            linked += token.nesting if token.type.startswith("link") else 0
            if token.type == "link_open":
                parts.append(Part(self._source, (), link=True))
            kind = _break_of(token)
            if piece is None and not kind:
                continue
            pieces = (piece,) if piece else ()
            last = parts[-1] if parts else None
            if last and not kind and linked and last.link and not last.breaks:
                pieces = (*last.pieces, *pieces)
                parts[-1] = Part(self._source, pieces, last.strong or bool(strong), link=True)
            else:
                parts.append(Part(self._source, pieces, bool(strong), bool(linked) and not kind, kind))
        return [part for part in parts if part.pieces or part.breaks]

    def join(self, parts: list[Part]) -> Part:
        """One stretch of several; a line break in it is white space of the source."""
        return Part(self._source, tuple(piece for part in parts for piece in part.pieces))

    def alts(self, content: Traced, tokens: list[Token]) -> Iterator[Part]:
        """Alternative texts of the pictures."""
        for token in tokens:
            if token.type == "image" and token.content:
                start = content.text.find(token.content, token.meta.get("start", 0))
                inner = content.part(start, start + len(token.content))
                yield self.join(self.read(inner, token.children or []))


def _break_of(token: Token) -> Literal["", "soft", "hard"]:
    if token.type == "softbreak":
        return "soft"
    tagged = token.type == "html_inline" and _HTML_BREAK.match(token.content)
    return "hard" if token.type == "hardbreak" or tagged else ""


def _follow(content: Traced, token: Token, at: int) -> tuple[Traced | None, int]:
    """What a reader sees of a token whose text starts at or after `at`, and where it ends."""
    text = content.text
    if token.type == "text":
        return _literal(content, token.content, at)
    if token.type == "text_special":
        return _standing_for(content, token.content, at, at + len(token.markup))
    if token.type in ("softbreak", "hardbreak"):
        found = _BREAK.search(text, at)
        stop = found.end() if found else at
        return (content.part(at, stop) if stop > at else None), stop
    if token.type == "code_inline":
        start = text.find(token.markup, at) + len(token.markup)
        stop = start + len(token.content)
        stop += 0 if text.startswith(token.markup, stop) else 2  # one space at each end was cut off
        return content.part(start, stop), stop + len(token.markup)
    if token.type == "html_inline":
        return None, at + len(token.content)
    if token.type == "link_open":
        return None, token.meta.get("start", at) + 1
    if token.type in ("link_close", "image"):
        return None, token.meta.get("end", at)
    return None, at + len(token.markup)


def _literal(content: Traced, wanted: str, at: int) -> tuple[Traced | None, int]:
    if not wanted:
        return None, at
    found = content.text.find(wanted, at)
    if found < 0:
        return _standing_for(content, wanted, at, min(at + len(wanted), len(content.text)))
    return content.part(found, found + len(wanted)), found + len(wanted)


def _standing_for(content: Traced, shown: str, start: int, end: int) -> tuple[Traced | None, int]:
    """A text that content[start:end] is written for."""
    if start >= end:
        return None, end
    first, last = content.starts[start], content.ends[end - 1]
    return Traced(shown, (first,) * len(shown), (last,) * len(shown)), end
