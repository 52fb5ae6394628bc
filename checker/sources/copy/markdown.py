"""Markdown to blocks, with front matter, tables, raw HTML and buttons.

markdown-it-py tells the structure and the lines; `markdown_inline` finds the place of each
character. List items, table cells and quoted paragraphs are blocks of their own; code blocks and
comments are not copy. Indented text counts as a paragraph: in copy it is never code.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from checker.model import Asset, Block, BlockKind
from checker.sources.copy.flow import Traced
from checker.sources.copy.front_matter import read_front_matter
from checker.sources.copy.html import read_fragment
from checker.sources.copy.markdown_inline import InlineReader, Part, keep_link_places
from checker.sources.text import SourceText

_PIPE = re.compile(r"\\.|\|", re.S)
_BETWEEN_BUTTONS = re.compile(r"[\s|·•/,.:;→»>–—-]*|\s+or\s+")
_FIELD = re.compile(r"[A-Z][\w /-]{1,30}: ")
_LONGEST_RUN_IN = 100
_DEEPEST = 100  # lists and quotes inside one another, in the parser's count


def read_markdown(text: str, file: str) -> Asset:
    """Read a Markdown file.

    Args:
        text: The file's text.
        file: Path as the user knows it.
    """
    source = SourceText(text)
    front = read_front_matter(source)
    reader = _Reader(source)
    body = "\n" * (front.lines) + text[front.end :]
    reader.read(_parser().parse(body))
    title = front.title or next((b.text for b in reader.blocks if b.kind == "heading"), "")
    return Asset(file, "markdown", (*front.blocks, *reader.blocks), title, front.notes)


def _parser() -> MarkdownIt:
    parser = (
        MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"]).disable("code")
    )
    parser.core.ruler.disable("text_join")  # it would hide which characters are entities and escapes
    keep_link_places(parser)
    return parser


class _Reader:
    def __init__(self, source: SourceText) -> None:
        self.blocks: list[Block] = []
        self._source = source
        self._inline = InlineReader(source)
        self._label = ""
        self._around: list[str] = []
        self._heads: list[str] = []
        self._row_head = ""
        self._row = self._column = 0
        self._walls: tuple[int, list[int]] = (-1, [])  # of the line that the last cell stood in

    def read(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token.type == "html_block" and token.map:
                start, end = self._line_range(token.map)
                for block in read_fragment(self._source, start, end, self._label):
                    self._keep(block)
            elif token.type == "inline" and token.map:
                if self._around[-1] in ("th", "td"):
                    self._cell(token, token.map[0])
                else:
                    self._paragraph(token, token.map)
            elif token.nesting:
                self._enter_or_leave(token)

    def _enter_or_leave(self, token: Token) -> None:
        name = token.type.rsplit("_", 1)[0]
        if token.nesting < 0:
            self._around.pop()
            return
        self._around.append(name)
        if name == "table":
            self._heads, self._row = [], 0
        elif name == "tr":
            self._row, self._column, self._row_head = self._row + 1, 0, ""

    def _line_range(self, lines: list[int]) -> tuple[int, int]:
        start = self._source.offset(lines[0] + 1)
        last = lines[1] < self._source.line_count
        return start, self._source.offset(lines[1] + 1) if last else len(self._source.text)

    def _paragraph(self, token: Token, lines: list[int]) -> None:
        kind: BlockKind = "paragraph"
        if self._around[-1] == "heading":
            kind = "heading"
        else:
            container = next((n for n in reversed(self._around) if n in ("blockquote", "list_item")), "")
            kind = {"blockquote": "quote", "list_item": "bullet"}.get(container, kind)  # type: ignore[assignment]
        content = _trace_lines(self._source, token.content, lines)
        parts = self._inline.read(content, token.children or [])
        if buttons := _buttons(parts):
            for part in buttons:
                self._keep(part.block("button", self._label))
            return
        for paragraph in _paragraphs(parts, kind):
            joined, its_kind = paragraph
            label = "" if its_kind == "heading" else self._label
            self._keep(self._inline.join(joined).block(its_kind, label))
        for alt in self._inline.alts(content, token.children or []):
            self._keep(alt.block("alt", self._label))

    def _cell(self, token: Token, line: int) -> None:
        self._column += 1
        if self._walls[0] != line:
            self._walls = line, _walls_of(self._source, line)
        content = _trace_cell(self._source, self._walls[1], self._column - 1, token.content)
        head = self._heads[self._column - 1] if self._column <= len(self._heads) else ""
        locator = f"row {self._row}, {head or f'column {self._column}'}"
        label = head or self._row_head or self._label
        parts = self._inline.read(content, token.children or [])
        lines = [self._inline.join(p).block("cell", label, locator) for p, _ in _paragraphs(parts, "cell")]
        blocks = [block for block in lines if block]
        if self._around[-1] == "th":
            self._heads.append(" ".join(block.text for block in blocks))
        elif self._column == 1 and blocks:
            self._row_head = blocks[0].text
        self.blocks += blocks

    def _keep(self, block: Block | None) -> None:
        if block is None:
            return
        self.blocks.append(block)
        if block.kind == "heading":
            self._label = block.text


def _buttons(parts: list[Part]) -> list[Part]:
    """The links of a paragraph that has nothing else."""
    links = [part for part in parts if part.link]
    between = (part for part in parts if not part.link)
    return links if all(_BETWEEN_BUTTONS.fullmatch(part.text) for part in between) else []


def _paragraphs(parts: list[Part], kind: BlockKind) -> list[tuple[list[Part], BlockKind]]:
    """Parts between hard line breaks; a bold line of its own above a text is its heading."""
    result: list[tuple[list[Part], BlockKind]] = []
    current: list[Part] = []
    for i, part in enumerate(parts):
        following = parts[i + 1].text if i + 1 < len(parts) else ""
        if part.breaks == "hard" or (part.breaks == "soft" and _FIELD.match(following)):
            result.append((current, kind))
            current = []
            continue
        if part.breaks == "soft" and not result and _is_run_in(current):
            result.append((current, "heading" if kind == "paragraph" else kind))
            current = []
            continue
        current.append(part)
        if len(parts) == 1 and kind == "paragraph" and _is_run_in(current) and not _ends(part.text):
            kind = "heading"
    result.append((current, kind))
    return result


def _is_run_in(parts: list[Part]) -> bool:
    """Whether all of it is bold and short; stops where it is not, for it is asked at each line."""
    text = ""
    for part in parts:
        said = part.text
        text += said
        if len(text) >= _LONGEST_RUN_IN or (said.strip() and not part.strong):
            return False
    return bool(text.strip())


def _ends(text: str) -> bool:
    return text.rstrip().endswith((".", "!", "…"))


def _trace_lines(source: SourceText, content: str, lines: list[int]) -> Traced:
    """The content of a paragraph or heading with its places: each line is the end of a source line."""
    starts: list[int] = []
    ends: list[int] = []
    number = lines[0] + 1
    found = content.split("\n")
    for i, line in enumerate(found):
        begin = source.offset(number)
        stop = source.offset(number + 1) if number < source.line_count else len(source.text)
        at = source.text.rfind(line, begin, stop)
        if at < 0:
            at = begin  # tabs that the parser has widened: the line as a whole is the place
            starts += [begin] * len(line)
            ends += [stop] * len(line)
        else:
            starts += range(at, at + len(line))
            ends += range(at + 1, at + len(line) + 1)
        if i < len(found) - 1:
            starts.append(at + len(line))
            ends.append(stop)
        number += 1
    return Traced(content, tuple(starts), tuple(ends))


def _walls_of(source: SourceText, line: int) -> list[int]:
    """Offsets before and behind each cell of a table's line."""
    begin = source.offset(line + 1)
    stop = source.offset(line + 2) if line + 2 <= source.line_count else len(source.text)
    bars = [m.start() for m in _PIPE.finditer(source.text, begin, stop) if m.group() == "|"]
    row = source.text[begin:stop]
    first = begin + len(row) - len(row.lstrip(" \t>"))
    return [*bars, stop] if bars and bars[0] == first else [first - 1, *bars, stop]


def _trace_cell(source: SourceText, walls: list[int], column: int, content: str) -> Traced:
    """The content of one table cell with its places; an escaped bar stands for a bar."""
    inside = column + 1 < len(walls)
    start, end = (walls[column] + 1, walls[column + 1]) if inside else (walls[0] + 1, walls[-1])
    starts: list[int] = []
    ends: list[int] = []
    at = start
    while at < end and source.text[at].isspace():
        at += 1
    for character in content:
        width = 2 if character == "|" and source.text.startswith("\\|", at) else 1
        starts.append(at)
        ends.append(at + width)
        at += width
    return Traced(content, tuple(starts), tuple(ends))
