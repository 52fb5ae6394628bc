"""Plain text to blocks: headings, bullets and paragraphs told from how the lines are laid out.

A line break inside a paragraph is taken as a hard wrap (joined) where the next word would not have
fitted, or where the sentence plainly goes on; as a new block otherwise. The PDF reader uses the
same rules within a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.model import Asset, Block, BlockKind
from checker.sources.copy.flow import Flow
from checker.sources.text import SourceText

_RULE = re.compile(r"\s*([-=_*~#+.–—])(?:\s*\1){2,}\s*$")
_BULLET = re.compile(r"\s*(?:[-*+•‣◦▪●○·–—]|✓|✔|✅|\(?\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_FIELD = re.compile(
    r"\s*(subject(?: line)?|title|headline|preheader|preview(?: text)?|description|primary text|body|cta"
    r"|button)"
    r"(?: \d{1,2})?\s*:\s+(?=\S)",
    re.I,
)
_FIELD_KINDS: dict[str, BlockKind] = {
    "subject": "title",
    "title": "title",
    "headline": "heading",
    "preheader": "meta",
    "preview": "meta",
    "description": "meta",
    "cta": "button",
    "button": "button",
}
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)*\]]*$")
_SENTENCE_INSIDE = re.compile(r"[.!?] [A-Z]")
_WIDEST_WRAP = 100
_SPLIT_WORD = re.compile(r"([^\W\d_]{2,})[-\u2010]\s*\n\s*([a-zß-öø-ÿ]+)")
_FULL = 0.75  # share of the width from which a line without an end mark counts as wrapped
_LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str  # without white space at both ends

    @property
    def bullet(self) -> bool:
        return bool(_BULLET.match(self.text))


def read_plain(text: str, file: str) -> Asset:
    """Read a plain text file.

    Args:
        text: The file's text.
        file: Path as the user knows it.
    """
    blocks = plain_blocks(SourceText(text))
    heading = next((b.text for b in blocks if b.kind in ("title", "heading")), "")
    return Asset(file, "text", tuple(blocks), heading)


def plain_blocks(source: SourceText, locator: str | None = None, hyphens: bool = False) -> list[Block]:
    """Blocks of a text.

    Args:
        source: The text.
        locator: Name of the place for formats without lines.
        hyphens: Rejoin words that a typesetter has split at the end of a line.
    """
    lines = list(_lines(source))
    width = max((len(x.text) for x in lines if len(x.text) <= _WIDEST_WRAP), default=0)
    blocks: list[Block] = []
    lowered = source.text.lower() if hyphens else None
    label = ""
    for group in _groups(lines, width):
        block = _block(source, group, label, locator, lowered)
        if block is None:
            continue
        blocks.append(block)
        if block.kind == "heading":
            label = block.text
    return blocks


def _lines(source: SourceText) -> Iterator[_Line]:
    for number in range(1, source.line_count + 1):
        start = source.offset(number)
        end = source.offset(number + 1) if number < source.line_count else len(source.text)
        raw = source.text[start:end]
        text = raw.strip()
        lead = len(raw) - len(raw.lstrip()) if text else 0
        yield _Line(start + lead, start + lead + len(text), text)


def _groups(lines: list[_Line], width: int) -> Iterator[tuple[list[_Line], bool]]:
    """Lines of one block each, and whether it is a heading."""
    group: list[_Line] = []
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else _Line(0, 0, "")
        if not line.text or _RULE.match(line.text):
            if group:
                yield group, False
            group = []
            continue
        group.append(line)
        if len(group) == 1 and _is_heading(line, following, width):
            yield group, True
            group = []
        elif not _goes_on(line, following, width, bulleted=group[0].bullet):
            yield group, False
            group = []
    if group:
        yield group, False


def _is_heading(line: _Line, following: _Line, width: int) -> bool:
    if line.bullet or _FIELD.match(line.text) or len(line.text) > _LONGEST_HEADING:
        return False
    if _RULE.match(following.text) and following.text[0] in "=-~":
        return True
    if _in_capitals(line.text):
        return True
    if _SENTENCE_END.search(line.text) or not following.text or following.bullet:
        return False
    if not _fits(line, following, width):
        return False
    return line.text[0].isupper() and following.text[0].isupper() and len(line.text) < len(following.text)


def _in_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 2 and all(c.isupper() for c in letters)


def _goes_on(line: _Line, following: _Line, width: int, bulleted: bool) -> bool:
    if not following.text or following.bullet or _RULE.match(following.text) or _FIELD.match(following.text):
        return False
    if following.text.startswith(("http://", "https://")):
        return False
    if _in_capitals(following.text) and not _in_capitals(line.text):
        return False
    if not _fits(line, following, width):
        return True
    if _SENTENCE_END.search(line.text):
        return False
    inside = _SENTENCE_INSIDE.search(line.text) or len(line.text) > _FULL * width
    return bool(inside) or following.text[0].islower()


def _fits(line: _Line, following: _Line, width: int) -> bool:
    """True if the next word would have had room on the line, so that its break is meant."""
    room = width - len(line.text) - 1
    return len(line.text) > _WIDEST_WRAP or len(following.text.split()[0]) <= room


def _block(
    source: SourceText,
    found: tuple[list[_Line], bool],
    label: str,
    locator: str | None,
    lowered: str | None,
) -> Block | None:
    """One block; words split by hyphens are rejoined if the text is given in lower case too."""
    group, heading = found
    kind: BlockKind = "heading" if heading else "paragraph"
    text = group[0].text
    start = group[0].start
    if bullet := _BULLET.match(text):
        kind = "bullet"
        start += bullet.end()
    elif (named := _FIELD.match(text)) and not heading:
        kind = _FIELD_KINDS.get(named[1].lower().split()[0], "paragraph")
        label = named[0].strip().rstrip(":").strip()
        start += named.end()
    flow = Flow(source)
    for i, line in enumerate(group):
        begin = start if i == 0 else line.start
        last = i == len(group) - 1
        if last:
            flow.words(begin, line.end)
            break
        following = group[i + 1].start
        word = _split_word(source.text, line.end) if lowered is not None else None
        flow.words(begin, line.end - 1 if word and not _is_compound(word, lowered or "") else line.end)
        if not word:
            flow.white(line.end, following)
    return flow.block(kind, "" if heading else label, locator)


def _split_word(text: str, end: int) -> re.Match[str] | None:
    """The word that a line ends and the next one starts with, if a hyphen splits it."""
    found = _SPLIT_WORD.finditer(text, max(0, end - 40), end + 40)
    return next((word for word in found if word.end(1) + 1 == end), None)


def _is_compound(word: re.Match[str], lowered: str) -> bool:
    """True if a word split at its hyphen stands in the text with the hyphen elsewhere."""
    return f"{word[1]}-{word[2]}".lower() in lowered
