"""What every page is made of: its frame, its links, and text that no template engine can take up.

All HTML of the pages is made by `reports.markup`, which escapes by construction. `show` makes it safe
for the HTML component as well, whose templates would take up braces and dollars.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from urllib.parse import urlencode

from checker.reports.markup import Html, tag, text, trusted

PAGES: tuple[tuple[str, str], ...] = (
    ("Review", ""),
    ("Findings", "findings"),
    ("Needs", "needs"),
    ("Calls", "calls"),
    ("Numbers", "numbers"),
    ("Set-up", "set-up"),
)
_TEMPLATE_MARKS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;", "\\": "&#92;"})


def show(*parts: Html | None) -> str:
    """Fragments as the value of an HTML component."""
    inner = "".join(part for part in parts if part).translate(_TEMPLATE_MARKS)
    return f'<div class="cc">{inner}</div>'


def resource(name: str) -> str:
    """A file of ours that stands beside this one."""
    return files("checker.ui").joinpath(name).read_text(encoding="utf-8")


def link(page: str, **query: str) -> str:
    """Address of a page, relative to any other one."""
    asked = urlencode({key: value for key, value in query.items() if value})
    # The first page is the root itself: `./` from any page at the same level.
    return f"{page or './'}{'?' if asked else ''}{asked}"


def header(current: str, company: str, pages: Sequence[tuple[str, str]] = PAGES) -> Html:
    """Name of the program, the pages, whose they are."""
    items = [
        tag(
            "li",
            tag(
                "a",
                name,
                href=link(path),
                aria_current="page" if path == current else None,
                class_="nav-link",
            ),
        )
        for name, path in pages
    ]
    return tag(
        "header",
        tag("a", "Skip to content", href="#content", class_="skip"),
        tag("p", "Messaging check", tag("span", company, dir="auto") if company else None, class_="brand"),
        tag("nav", tag("ul", items), aria_label="Pages"),
        class_="mast",
    )


def title(name: str, lede: str = "") -> Html:
    """Heading of a page, and what it is for."""
    return tag(
        "div",
        tag("h1", name, id="content", tabindex="-1"),
        tag("p", lede, class_="lede") if lede else None,
        class_="title",
    )


def empty(what: str, then: str, page: str | None = None, name: str = "") -> Html:
    """An empty state: what is missing and what to do."""
    go = tag("p", tag("a", name, href=link(page), class_="go")) if page is not None else None
    return tag("div", tag("p", what, class_="what"), tag("p", then), go, class_="empty")


def waiting(words: str) -> str:
    """What stands on a page until its first answer comes."""
    return show(tag("p", words, class_="soft waiting", role="status"))


def notice(message: str, tone: str = "warn") -> Html:
    """A line that must not be missed; the sign says how bad, the colour repeats it."""
    sign = {"warn": "!", "bad": "✕", "good": "✓"}[tone]
    return tag("p", tag("span", sign, aria_hidden="true"), trusted(" "), message, class_=f"notice {tone}")


def unseen(words: str) -> Html:
    """Words for those who listen instead of look."""
    return tag("span", words, class_="unseen")


__all__ = [
    "PAGES",
    "empty",
    "header",
    "link",
    "notice",
    "resource",
    "show",
    "text",
    "title",
    "unseen",
    "waiting",
]
