"""HTML that is escaped by construction.

`tag` takes children and attributes; a plain `str` among them is text from outside and is cleaned
and escaped; only `Html`, which nothing but this module makes, passes as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

from checker.reports.safe import plain

_VOID = frozenset({"meta", "link", "br", "hr"})


class Html(str):
    """A fragment that is already escaped."""

    __slots__ = ()


Child: TypeAlias = "str | Iterable[str] | None"


def text(value: str) -> Html:
    """A string as text of a page: one line, no control characters, no markup."""
    return value if isinstance(value, Html) else Html(escape(plain(value), quote=True))


def join(*children: Child) -> Html:
    """Fragments one after the other; None and empty ones leave nothing behind."""
    parts: list[str] = []
    for child in children:
        if isinstance(child, str):
            parts.append(text(child))
        elif child is not None:
            parts.extend(text(item) for item in child)
    return Html("".join(parts))


def tag(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Html:
    """One element.

    Attributes are named as in HTML, `class_` for `class` and `_` for `-`; None and False leave an
    attribute out.
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        attribute = key.rstrip("_").replace("_", "-")
        parts.append(attribute if value is True else f'{attribute}="{text(str(value))}"')
    opening = f"<{' '.join(parts)}>"
    return Html(opening) if name in _VOID else Html(f"{opening}{join(*children)}</{name}>")


def trusted(source: str) -> Html:
    """Passes a constant of this program, such as a style sheet, as it is; never text from outside."""
    return Html(source)
