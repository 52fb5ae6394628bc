"""HTML: one page, no script, no request, every hostile string shown as text."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from checker.model import Finding, Reach
from checker.reports.html import to_html
from checker.reports.markup import Html, join, tag, text
from checker.reports.safe import plain
from tests.reports import sample
from tests.reports.sample import RUN

VOID = {"meta", "br", "hr", "link"}
URL_ATTRIBUTES = {"href", "src", "srcset", "action", "formaction", "poster", "data", "background", "ping"}


class Page(HTMLParser):
    """Collects elements and text, and insists that tags are balanced."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.css = ""
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "style":
            self.css += data
        else:
            self.words.append(data)


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(to_html(RUN))


def test_no_script_and_nothing_that_runs(page: Page) -> None:
    names = {name for name, _ in page.elements}
    assert not names & {"script", "iframe", "object", "embed", "img", "form", "base", "link"}
    assert not [
        key for _, attributes in page.elements for key in attributes if key.startswith("on") or key == "style"
    ]


def test_nothing_is_requested(page: Page) -> None:
    urls = [v for _, attributes in page.elements for k, v in attributes.items() if k in URL_ATTRIBUTES]
    assert urls
    assert all(url and url.startswith("#") for url in urls)
    assert not re.search(r"url\(|@import|https?:", page.css)


def test_policy_allows_only_the_page_s_own_style(page: Page) -> None:
    policy = next(a["content"] for n, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(page.css.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@pytest.mark.parametrize("name", ["SCRIPT", "IMAGE", "MARKUP", "FORMULA", "CLOSING", "LINK", "COMMAND"])
def test_hostile_text_is_shown_as_text(page: Page, name: str) -> None:
    assert plain(getattr(sample, name)) in " ".join(page.words)


def test_no_control_or_override_characters() -> None:
    assert not set(to_html(RUN)) & set("\x1b\x9b\x07\u202e\u202c\ud83d")


def test_every_link_leads_to_an_element(page: Page) -> None:
    ids = [a["id"] for _, a in page.elements if "id" in a]
    targets = {a["href"] for n, a in page.elements if n == "a"}
    assert len(ids) == len(set(ids))
    assert targets == {f"#{name}" for name in ids}
    assert set(ids) == {f.id for f in RUN.findings if f.kind != "unheard-claim"} | {"to-check"}


def test_turns_around_a_quote_are_in_a_details(page: Page) -> None:
    assert any(n == "details" and a.get("class") == "around" for n, a in page.elements)
    assert "Rep: Oh. I see." in page.words


def test_markup_escapes_text_and_attributes_but_not_its_own_fragments() -> None:
    assert text("<b>&\"'") == "&lt;b&gt;&amp;&quot;&#x27;"
    assert tag("p", "<i>", tag("b", "x"), class_='a"b') == '<p class="a&quot;b">&lt;i&gt;<b>x</b></p>'
    assert join(None, "<", [Html("<b>"), "<"]) == "&lt;<b>&lt;"


def _colours(css: str, dark: bool) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\}", css, re.S)
    light = dict(re.findall(r"--([\w-]+): (#\w+);", blocks[0]))
    return light | dict(re.findall(r"--([\w-]+): (#\w+);", blocks[1])) if dark else light


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PAIRS = [
    *((ink, ground) for ink in ("ink", "soft", "high", "medium", "good") for ground in ("paper", "card")),
    *((ink, "card") for ink in ("ours", "theirs")),
    *((ink, "wash") for ink in ("ink", "soft")),
    *((ink, f"{ink}-wash") for ink in ("high", "medium", "low", "good")),
    ("ink", "good-wash"),
    ("ink", "mark"),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_has_contrast(page: Page, dark: bool, ink: str, ground: str) -> None:
    colours = _colours(page.css, dark)
    brighter, darker = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)
    assert (brighter + 0.05) / (darker + 0.05) >= 4.5


def test_no_findings_still_says_so() -> None:
    page = Page(to_html(replace(RUN, findings=())))
    assert "Nothing was found in 11 calls that contradicts any of the 6 claims." in page.words


def test_of_very_many_quotes_the_first_are_in_view_and_the_others_can_be_opened() -> None:
    quotes = tuple(sample.said(f"quote {number:02}", number, f"call {number:02}") for number in range(20))
    need = Finding("n", "unmet-need", "low", "m", None, quotes[::-1], Reach(20, 20), need="a need")
    shown, _, folded = to_html(replace(RUN, findings=(need,))).partition("… and 8 more quotes")
    assert [n for n in range(20) if f">quote {n:02}</blockquote>" in shown] == list(range(8, 20))
    assert [n for n in range(20) if f">quote {n:02}</blockquote>" in folded] == list(range(8))


def test_a_quote_has_the_day_of_its_call() -> None:
    finding = next(f for f in RUN.findings if f.kind == "contradicted-claim")
    dated = tuple(replace(item, date="2026-01-14<b>") for item in finding.evidence)
    assert "2026-01-14&lt;b&gt;" in to_html(replace(RUN, findings=(replace(finding, evidence=dated),)))
