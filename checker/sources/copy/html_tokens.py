"""HTML to tags and text with offsets, in one pass over the source.

Written by hand because no library gives offsets in linear time: lxml and selectolax know lines at
most, html5lib none, and the standard library's html.parser takes 43 s for 60 kB of `<a <a <a`.
Follows the tokenization of the HTML standard where it matters for text: comments, raw text
elements, quoted attributes; an unclosed quote ends with its tag instead of swallowing the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from checker.sources.copy.flow import Flow

_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_SLACK = re.compile(r"[\s/]*")
_ATTRIBUTE = re.compile(r"=?[^\s/>=]*")
_EQUALS = re.compile(r"\s*=\s*")
_BARE = re.compile(r"[^\s>]*")
_REFERENCE = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,8};?|[A-Za-z][A-Za-z0-9]{1,31};?)")
_RAW = frozenset(("script", "style", "xmp", "iframe", "noembed", "noframes", "title", "textarea"))


@dataclass(frozen=True, slots=True)
class Attribute:
    """A value as it stands in source[start:end], entities decoded."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A start or end tag at source[start:end]; names are lower case."""

    name: str
    start: int
    end: int
    closing: bool = False
    attributes: dict[str, Attribute] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """Value of an attribute, or an empty string."""
        found = self.attributes.get(name)
        return found.value if found else ""


@dataclass(frozen=True, slots=True)
class Text:
    """Text at source[start:end], entities not decoded."""

    start: int
    end: int


def tokens(text: str, start: int, end: int) -> Iterator[Tag | Text]:
    """Tags and text of text[start:end] in order; comments and declarations are left out."""
    at = begun = start
    scanner = _Scanner(text, end)
    while (mark := text.find("<", at, end)) >= 0:
        following = text[mark + 1 : mark + 2]
        if not (following.isalpha() and following.isascii()) and following not in ("/", "!", "?"):
            at = mark + 1
            continue
        if begun < mark:
            yield Text(begun, mark)
        tag = scanner.tag(mark)
        at = begun = tag.end if tag else scanner.skip(mark)
        if tag:
            yield tag
        if tag and not tag.closing and tag.name in _RAW:
            close = re.compile(rf"</{re.escape(tag.name)}(?=[\s/>])", re.I).search(text, at, end)
            at = begun = close.start() if close else end
            if tag.end < at:
                yield Text(tag.end, at)
    if begun < end:
        yield Text(begun, end)


def flow_text(flow: Flow, text: str, start: int, end: int) -> None:
    """Append text[start:end] to the flow, its entities decoded."""
    at = start
    for reference in _REFERENCE.finditer(text, start, end):
        decoded = html.unescape(reference.group())
        if decoded == reference.group():
            continue
        flow.words(at, reference.start())
        flow.put(decoded, reference.start(), reference.end())
        at = reference.end()
    flow.words(at, end)


class _Scanner:
    """Reads one tag at a time; remembers which quotes do not occur any more."""

    def __init__(self, text: str, end: int) -> None:
        self._text = text
        self._end = end
        self._exhausted: set[str] = set()

    def skip(self, mark: int) -> int:
        """End of the comment or declaration that starts at mark."""
        comment = self._text.startswith("<!--", mark)
        close = "-->" if comment else ">"
        found = self._text.find(close, mark + 2, self._end)
        return self._end if found < 0 else found + len(close)

    def tag(self, mark: int) -> Tag | None:
        """The tag that starts at mark, if it is one and not a comment or declaration."""
        closing = self._text[mark + 1] == "/"
        name = _NAME.match(self._text, mark + 1 + closing, self._end)
        if name is None:
            return None
        if self._text.startswith(">", name.end()):
            return Tag(name.group().lower(), mark, name.end() + 1, closing)
        attributes: dict[str, Attribute] = {}
        at = name.end()
        while True:
            at = self._match_end(_SLACK, at)
            if at >= self._end:
                return Tag(name.group().lower(), mark, self._end, closing, attributes)
            if self._text[at] == ">":
                return Tag(name.group().lower(), mark, at + 1, closing, attributes)
            after = self._match_end(_ATTRIBUTE, at)
            key = self._text[at:after].lower()
            at, value = self._value(after)
            attributes.setdefault(key, value)

    def _value(self, at: int) -> tuple[int, Attribute]:
        equals = _EQUALS.match(self._text, at, self._end)
        if equals is None:
            return at, Attribute("", at, at)
        at = equals.end()
        quote = self._text[at : at + 1]
        if quote in ('"', "'") and quote not in self._exhausted:
            close = self._text.find(quote, at + 1, self._end)
            if close >= 0:
                return close + 1, self._attribute(at + 1, close)
            self._exhausted.add(quote)
        after = self._match_end(_BARE, at)
        return after, self._attribute(at, after)

    def _attribute(self, start: int, end: int) -> Attribute:
        return Attribute(html.unescape(self._text[start:end]), start, end)

    def _match_end(self, pattern: re.Pattern[str], at: int) -> int:
        found = pattern.match(self._text, at, self._end)
        return found.end() if found else at
