"""Which parts of an HTML page nobody sees.

Takes tags and style sheets, gives yes or no. A rule inside `@media` or with a compound selector
does not count: it hides a part on some screens or in some state only.
"""

from __future__ import annotations

import re

from checker.sources.copy.html_tokens import Tag

_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_BRACE = re.compile(r"[{}]")
_SIMPLE = re.compile(r"[A-Za-z]*[.#][\w-]+")


class HiddenParts:
    """Tells hidden elements; learns from each style sheet it is shown."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def learn(self, css: str) -> None:
        """Take in the text of a style element."""
        css = _COMMENT.sub("", css)
        depth, selector, at = 0, "", 0
        for brace in _BRACE.finditer(css):
            body, at = css[at : brace.start()], brace.end()
            if brace.group() == "{":
                depth += 1
                selector = body
                continue
            if depth == 1 and _HIDING.search(body):
                names = (name.strip() for name in selector.rpartition(";")[2].split(","))
                self._names.update(name for name in names if _SIMPLE.fullmatch(name))
            depth = max(0, depth - 1)

    def by_style(self, tag: Tag) -> bool:
        """True if its style or the class it wears hides it."""
        if not tag.attributes:
            return False
        if _HIDING.search(tag.get("style")):
            return True
        worn = [f".{name}" for name in tag.get("class").split()] + [f"#{tag.get('id')}"]
        return any(name in self._names or f"{tag.name}{name}" in self._names for name in worn)

    def by_attribute(self, tag: Tag) -> bool:
        """True if it is marked as hidden or as of no meaning to a reader."""
        return "hidden" in tag.attributes or tag.get("aria-hidden").lower() == "true"
