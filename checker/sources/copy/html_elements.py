"""What the elements of HTML mean for copy, and the stack of those that are open.

Follows the standard's implied end tags as far as they change what a reader sees. Nothing here
recurses and every look up the stack is bounded, so deep nesting costs linear time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from checker.model import BlockKind
from checker.sources.copy.html_tokens import Tag

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark meter nobr "
        "output q rp rt ruby s samp small span strike strong sub sup time tt u var wbr"
    ).split()
)
UNREAD = frozenset(
    (
        "script style template noscript iframe object svg math select datalist textarea audio video canvas "
        "nav map xmp noembed noframes dialog"
    ).split()
)
_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "legend"), "heading"),
    "li": "bullet",
    "blockquote": "quote",
    "button": "button",
    "title": "title",
}
_TABLE_PARTS = frozenset(("td", "th", "tr", "thead", "tbody", "tfoot", "table", "caption"))
_CELL_WALLS = frozenset(("td", "th", "caption", "table"))
_LOOK_UP = 30
_IMPLIED_END = {
    "li": (("li",), frozenset(("ul", "ol", "menu"))),
    "dt": (("dt", "dd"), frozenset(("dl",))),
    "dd": (("dt", "dd"), frozenset(("dl",))),
    "td": (("td", "th"), frozenset(("tr", "table"))),
    "th": (("td", "th"), frozenset(("tr", "table"))),
    "tr": (("tr",), frozenset(("table",))),
}
_P_WALLS = _CELL_WALLS | {"button", "object"}
_LAYOUT_MARKS = ("cellpadding", "cellspacing", "width", "align", "bgcolor")


@dataclass(slots=True)
class Table:
    """A table of data: its column heads and where its reader stands."""

    heads: dict[int, str]
    row: int = 0
    column: int = 0


@dataclass(slots=True)
class Element:
    """An open element with what it hands down to those inside it."""

    name: str
    kind: BlockKind | None
    hidden: bool
    table: Table | None
    fence: bool  # text inside is never joined with text around it


def is_layout(tag: Tag) -> bool:
    """True for a table that only arranges things, as e-mails have them."""
    if tag.get("role") in ("presentation", "none") or tag.get("border") == "0":
        return True
    return any(mark in tag.attributes for mark in _LAYOUT_MARKS)


def looks_like_button(tag: Tag) -> bool:
    """True for a link that is styled or named as a button."""
    if tag.name != "a":
        return False
    names = f"{tag.get('class')} {tag.get('role')} {tag.get('id')}".lower()
    style = "".join(tag.get("style").lower().split())
    filled = "background" in style and "padding" in style
    return filled or any(word in names for word in ("btn", "button", "cta"))


class OpenElements:
    """The stack of open elements."""

    def __init__(self) -> None:
        self._stack: list[Element] = [Element("", None, False, None, True)]
        self._count: Counter[str] = Counter()

    @property
    def top(self) -> Element:
        """The innermost open element; never fails."""
        return self._stack[-1]

    def is_open(self, name: str) -> bool:
        """True if an element of that name is open anywhere."""
        return self._count[name] > 0

    def push(self, tag: Tag, hidden: bool) -> Element:
        """Open an element; it inherits kind, table and hiding."""
        parent = self.top
        kind, table = _KINDS.get(tag.name, parent.kind), parent.table
        if tag.name == "table":
            kind, table = None, None if is_layout(tag) else Table({})
        elif tag.name in ("td", "th"):
            kind = "cell" if table else None
        elif looks_like_button(tag):
            kind = "button"
        fence = tag.name not in INLINE or hidden or looks_like_button(tag)
        element = Element(tag.name, kind, hidden or parent.hidden, table, fence)
        self._stack.append(element)
        self._count[tag.name] += 1
        return element

    def imply_ends(self, name: str) -> None:
        """Close what the standard closes when an element of that name starts."""
        if name in _IMPLIED_END:
            self._close_any(*_IMPLIED_END[name])
        elif name not in INLINE and self.is_open("p"):
            self._close_any(("p",), _P_WALLS)

    def close(self, name: str) -> None:
        """Close the nearest element of that name, if its end tag may reach it."""
        if not self.is_open(name):
            return
        walls = frozenset(("table",)) if name in _TABLE_PARTS else _CELL_WALLS
        self._close_any((name,), walls - {name}, stop_at_block=name in INLINE)

    def _close_any(self, names: tuple[str, ...], walls: frozenset[str], stop_at_block: bool = False) -> None:
        for depth in range(1, min(_LOOK_UP, len(self._stack) - 1) + 1):
            element = self._stack[-depth]
            if element.name in names:
                for gone in self._stack[-depth:]:
                    self._count[gone.name] -= 1
                del self._stack[-depth:]
                return
            if element.name in walls or (stop_at_block and element.name not in INLINE):
                return
