"""HTML pages and e-mails to blocks.

A block never joins text across a block-level tag or a `<br>`; inline tags vanish with nothing in
their place. Hidden parts are left out, except the first one of an e-mail's body, which is its
preheader. Navigation, scripts, styles and forms' choices are not copy.
"""

from __future__ import annotations

from checker.model import Asset, Block, BlockKind
from checker.sources.copy.flow import Flow
from checker.sources.copy.html_elements import INLINE, UNREAD, VOID, Element, OpenElements, looks_like_button
from checker.sources.copy.html_hidden import HiddenParts
from checker.sources.copy.html_tokens import Tag, Text, flow_text, tokens
from checker.sources.text import SourceText

_META = frozenset(
    ("description", "og:title", "og:description", "twitter:title", "twitter:description", "headline")
)
_LONGEST_BUTTON = 60


def read_html(text: str, file: str) -> Asset:
    """Read a page, an e-mail or a fragment.

    Args:
        text: The file's text.
        file: Path as the user knows it.
    """
    reader = _Reader(SourceText(text))
    reader.read(0, len(text))
    return Asset(file, "html", tuple(reader.blocks), reader.title)


def read_fragment(source: SourceText, start: int, end: int, label: str) -> list[Block]:
    """Blocks of a stretch of HTML inside another format; it has no preheader."""
    reader = _Reader(source, label=label, preheader=False)
    reader.read(start, end)
    return reader.blocks


class _Reader:
    def __init__(self, source: SourceText, label: str = "", preheader: bool = True) -> None:
        self.blocks: list[Block] = []
        self.title = ""
        self._source = source
        self._label = label
        self._awaits_preheader = preheader
        self._open = OpenElements()
        self._hidden = HiddenParts()
        self._begin()

    def read(self, start: int, end: int) -> None:
        for token in tokens(self._source.text, start, end):
            if isinstance(token, Text):
                self._take_text(token)
            elif token.closing:
                self._end_tag(token)
            else:
                self._start_tag(token)
        self._flush()

    def _begin(self) -> None:
        self._flow = Flow(self._source)
        self._linked = 0
        self._links = 0

    def _take_text(self, token: Text) -> None:
        top = self._open.top
        if top.name == "style":
            self._hidden.learn(self._source.text[token.start : token.end])
        if top.hidden:
            return
        before = self._flow.visible
        flow_text(self._flow, self._source.text, token.start, token.end)
        if self._open.is_open("a"):
            self._linked += self._flow.visible - before

    def _start_tag(self, tag: Tag) -> None:
        if tag.name not in INLINE or looks_like_button(tag):
            self._flush()
        self._open.imply_ends(tag.name)
        if tag.name in VOID:
            self._void(tag)
            return
        hidden = tag.name in UNREAD or self._hidden.by_attribute(tag) or tag.get("role") == "navigation"
        preheader = False
        if not hidden and self._hidden.by_style(tag):
            preheader = self._awaits_preheader and not self._open.top.hidden
            hidden = not preheader
        if hidden or preheader:
            self._flush()
        element = self._open.push(tag, hidden)
        if preheader:
            element.kind, element.fence = "meta", True
        self._links += tag.name == "a" and not element.hidden
        if element.table and tag.name == "tr":
            element.table.row += 1
            element.table.column = 0
        elif element.table and tag.name in ("td", "th"):
            element.table.column += 1

    def _end_tag(self, tag: Tag) -> None:
        top = self._open.top
        if tag.name not in INLINE or (tag.name == top.name and top.fence):
            self._flush()
        self._open.close(tag.name)

    def _void(self, tag: Tag) -> None:
        if self._open.top.hidden or self._hidden.by_attribute(tag) or self._hidden.by_style(tag):
            return
        if tag.name == "img" or (tag.name in ("area", "input") and tag.get("type").lower() == "image"):
            self._attribute(tag, "alt", "alt")
        elif tag.name == "input" and tag.get("type").lower() in ("submit", "button"):
            self._attribute(tag, "value", "button")
        elif tag.name == "meta" and (tag.get("name") or tag.get("property")).lower() in _META:
            self._attribute(tag, "content", "meta")

    def _attribute(self, tag: Tag, name: str, kind: BlockKind) -> None:
        found = tag.attributes.get(name)
        if found and found.value:
            flow = Flow(self._source)
            flow_text(flow, self._source.text, found.start, found.end)
            self._keep(flow.block(kind, self._label))

    def _flush(self) -> None:
        flow, element = self._flow, self._open.top
        if not flow.visible:
            self._links = 0
            return
        kind: BlockKind = element.kind or "paragraph"
        alone = self._links == 1 and self._linked == flow.visible
        block = flow.block(kind, self._label_for(element))
        if block and kind in ("paragraph", "cell") and alone and len(block.text) <= _LONGEST_BUTTON:
            block = Block("button", block.text, block.source, block.label)
        self._keep(block)
        self._begin()

    def _label_for(self, element: Element) -> str:
        if element.table and element.kind == "cell":
            return element.table.heads.get(element.table.column) or self._label
        return "" if element.kind in ("title", "meta", "heading") else self._label

    def _keep(self, block: Block | None) -> None:
        if block is None:
            return
        self.blocks.append(block)
        element = self._open.top
        if block.kind == "title":
            self.title = self.title or block.text
            return
        if element.name != "head" and not self._open.is_open("head"):
            self._awaits_preheader = False
        if block.kind == "heading":
            self._label = block.text
            self.title = self.title or block.text
        elif element.table and self._open.is_open("th") and element.table.row == 1:
            element.table.heads[element.table.column] = block.text
