"""Front matter of a Markdown file: the values of it that are copy.

Titles, descriptions, subject lines and calls to action are shown to readers, slugs and audiences
are not; `keys.is_copy_key` knows which. YAML between `---` lines is parsed; TOML between `+++`
lines and YAML that does not parse are read line by line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checker.errors import UnreadableFile
from checker.model import Block
from checker.sources.copy.flow import block_of
from checker.sources.copy.keys import is_copy_key, kind_of_key
from checker.sources.copy.values import value_blocks
from checker.sources.copy.yaml_scan import scan_yaml
from checker.sources.text import SourceText

_FENCED = re.compile(
    r"\s*(---|\+\+\+)[ \t]*(?:\r\n?|\n)(.*?)^(?:\1|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", re.S | re.M
)
_ENTRY = re.compile(  # a run of spaces is taken whole, since each of its places would read all of it
    r"^[ \t]*([\w-]+)[ \t]*[:=][ \t]*([\"']?)((?:[^ \t\n]|[ \t]++(?!$))*?)\2[ \t]*+$", re.M
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file says before its body.

    Attributes:
        blocks: Copy in it.
        end: Offset where the body starts.
        lines: Lines before the body.
        title: The page's title, or an empty string.
        notes: What could not be read as meant.
    """

    blocks: tuple[Block, ...] = ()
    end: int = 0
    lines: int = 0
    title: str = ""
    notes: tuple[str, ...] = ()


def read_front_matter(source: SourceText) -> FrontMatter:
    """Front matter of a file, or an empty one."""
    found = _FENCED.match(source.text)
    if found is None or not _ENTRY.search(source.text, found.start(2), found.end(2)):
        return FrontMatter()
    notes: tuple[str, ...] = ()
    try:
        blocks = _parsed(source, found.start(2), found.end(2)) if found[1] == "---" else None
    except UnreadableFile as error:
        blocks = None
        notes = (f"front matter: {error.reason}; read line by line instead",)
    if blocks is None:
        blocks = _by_line(source, found.start(2), found.end(2))
    title = next((b.text for b in blocks if b.kind == "title"), "")
    return FrontMatter(tuple(blocks), found.end(), source.position(found.end())[0] - 1, title, notes)


def _parsed(source: SourceText, start: int, end: int) -> list[Block]:
    blocks: list[Block] = []
    for entry in scan_yaml(source, start, end, file="front matter"):
        if is_copy_key(entry.key):
            blocks += value_blocks(source, entry, kind_of_key(entry.key, "meta"), locator=None)
    return blocks


def _by_line(source: SourceText, start: int, end: int) -> list[Block]:
    blocks = []
    for entry in _ENTRY.finditer(source.text, start, end):
        if is_copy_key(entry[1]):
            block = block_of(source, entry.start(3), entry.end(3), kind_of_key(entry[1], "meta"), entry[1])
            blocks.append(block)
    return [block for block in blocks if block]
