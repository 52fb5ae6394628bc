"""CSV and Markdown: no formula, no markup out of quoted text."""

import csv
import re
from io import StringIO

import pytest
from markdown_it import MarkdownIt

from checker.reports.csv import COLUMNS, cell, to_csv
from checker.reports.markdown import escape, to_markdown
from tests.reports import sample
from tests.reports.sample import RUN


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(to_csv(RUN))))


def test_one_row_a_finding_and_quote() -> None:
    assert len(rows()) == sum(max(1, len(f.evidence)) for f in RUN.findings)
    assert list(rows()[0]) == list(COLUMNS)
    assert {None} not in [set(r) for r in rows()]


def test_no_cell_starts_a_formula() -> None:
    assert not [v for row in rows() for v in row.values() if v.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "\x1b[0m=", " ="])
def test_formulas_get_an_apostrophe(start: str) -> None:
    assert cell(f"{start}cmd()").startswith("'")


@pytest.mark.parametrize("text", ["fine", "a=b", "5 - 3", ""])
def test_other_text_gets_none(text: str) -> None:
    assert cell(text) == text


HOSTILE = [
    "SCRIPT",
    "IMAGE",
    "MARKUP",
    "COMMAND",
    "FORMULA",
    "CLOSING",
    "LINK",
    "OVERRIDE",
    "SURROGATE",
    "ESCAPE",
]
TRICKY = [
    "# heading", "1. item", "1) item", "- item", "+ item", "* item", "=== rule", "--- rule", "> quote",
    "    code", "~~~", "```", "[a]: b", "www.evil.example", "a@evil.example", "a_b_c", "&lt;", "$x$",
    "~~gone~~", "\\", "![x](y)", "<https://evil.example>", "https://evil.example", ":::",
]  # fmt: skip


@pytest.mark.parametrize("text", [*(getattr(sample, name) for name in HOSTILE), *TRICKY])
def test_markdown_shows_text_as_it_is(text: str) -> None:
    markdown = MarkdownIt("js-default", {"html": True})
    for source in (escape(text), f"> {escape(text)}"):
        kinds = {t.type for t in markdown.parse(source)}
        inline = {c.type for t in markdown.parse(source) for c in t.children or ()}
        assert kinds <= {"paragraph_open", "inline", "paragraph_close", "blockquote_open", "blockquote_close"}
        assert inline <= {"text", "text_special"}


@pytest.mark.parametrize(
    "text", ["https://evil.example", "see HTTP://x.example", "www.x.example", "a@x.example", "@all #12"]
)
def test_markdown_breaks_what_github_would_link_by_itself(text: str) -> None:
    assert not re.search(r"(?i)https?:|www\.|@\w|(?<!&)#\d", escape(text))


def test_markdown_table_rows_keep_their_columns() -> None:
    lines = [line for line in to_markdown(RUN).splitlines() if line.startswith("| ")]
    assert len(lines) == 1 + len(RUN.needs)
    assert {line.replace("\\|", "").count("|") for line in lines} == {6}
