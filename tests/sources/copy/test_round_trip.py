"""Every reader: the text found in the file at a quote's span is, decoded, the quote."""

import csv
import html
import io
import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.model import Asset, Block
from checker.sources.copy.registry import read_copy
from checker.sources.text import decode
from tests.sources.copy.conftest import standing_at

DATA = Path(__file__).parent / "data"
WORD = st.text(st.sampled_from("abcdefgzäßé0129$%'’“”—,.:;!?&<>\"|*_-🚀"), min_size=1, max_size=8)
WORDS = st.lists(WORD, min_size=2, max_size=12).map(lambda words: "We see " + " ".join(words))
STRETCH = st.tuples(st.floats(0, 1), st.floats(0, 1))
quick = settings(max_examples=40, deadline=None)


def collapsed(text: str) -> str:
    return " ".join(text.split())


def cut(block: Block, stretch: tuple[float, float]) -> tuple[int, int]:
    """A stretch of the block that neither starts nor ends in white space."""
    last = len(block.text) - 1
    first, second = sorted(min(int(x * len(block.text)), last) for x in stretch)
    end = max(second, first + 1)
    while block.text[first].isspace():
        first -= 1
    while block.text[end - 1].isspace():
        end += 1
    return min(first, end - 1), end


def pick(blocks: tuple[Block, ...], at: float) -> Block:
    return blocks[min(int(at * len(blocks)), len(blocks) - 1)]


def without_tags(text: str) -> str:
    return collapsed(html.unescape(re.sub(r"<[^>]*>", "", text)))


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


@quick
@given(WORDS, st.lists(WORDS, max_size=3), STRETCH)
def test_plain_text(first: str, more: list[str], stretch: tuple[float, float]) -> None:
    text = "\n\n".join([first, *more]) + "\n"
    for block in read_copy(text.encode(), "a.text").blocks:
        start, end = cut(block, stretch)
        assert collapsed(standing_at(text, block.source.span(start, end))) == block.text[start:end]


@quick
@given(
    st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]), STRETCH
)
def test_table_cells(values: list[str], delimiter: str, line_end: str, stretch: tuple[float, float]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([["Headline 1", "Description", "Status"], *([v, f"Call us, {v}", "on"] for v in values)])
    blocks = read_copy(out.getvalue().encode(), "a.csv").blocks
    assert [block.text for block in blocks] == [x for v in values for x in (v, f"Call us, {v}")]
    for block in blocks:
        start, end = cut(block, stretch)
        found = standing_at(out.getvalue(), block.source.span(start, end))
        assert found.replace('""', '"') == block.text[start:end]


@quick
@given(st.lists(WORDS, min_size=1, max_size=4), STRETCH)
def test_html_entities_and_tags(values: list[str], stretch: tuple[float, float]) -> None:
    body = "".join(f"<p>{html.escape(v)} &rsquo;til <b>noon</b>\n  &amp; later</p><br>" for v in values)
    text = f"<html><body>{body}</body></html>"
    blocks = read_copy(text.encode(), "a.html").blocks
    assert [b.text for b in blocks] == [f"{v} ’til noon & later" for v in values]
    for block in blocks:
        start, end = cut(block, stretch)
        assert without_tags(standing_at(text, block.source.span(start, end))) == block.text[start:end]


PLAIN_WORDS = st.lists(st.text("abcxyzäé0129,.", min_size=1, max_size=8), min_size=2, max_size=12).map(
    lambda words: "We see " + " ".join(words)
)


@quick
@given(PLAIN_WORDS, PLAIN_WORDS, STRETCH)
def test_markdown_without_markup(first: str, second: str, stretch: tuple[float, float]) -> None:
    text = f"# {first}\n\n- {second}\n- {first}\n\n> {second}\n> and {first}\n"
    for block in read_copy(text.encode(), "a.md").blocks:
        start, end = cut(block, stretch)
        found = collapsed(standing_at(text, block.source.span(start, end)).replace("\n> ", "\n"))
        assert found == block.text[start:end]


@quick
@given(PLAIN_WORDS, PLAIN_WORDS, PLAIN_WORDS)
def test_markdown_with_markup(a: str, b: str, c: str) -> None:
    text = f'{a} **{b}** [{c} *x*](https://x.example/q "t") &amp; \\*{a}\\* `{b}`<br>{c}\n'
    first, second = read_copy(text.encode(), "a.md").blocks
    assert first.text == collapsed(f"{a} {b} {c} x & *{a}* {b}")
    assert second.text == c
    for part in (a, b, c):
        at = first.text.index(part)
        assert standing_at(text, first.source.span(at, at + len(part))) == part


@quick
@given(WORDS, WORDS, st.booleans(), STRETCH)
def test_json_values(first: str, second: str, ascii_only: bool, stretch: tuple[float, float]) -> None:
    first, second = (collapsed(re.sub("[<&]", "", v)) for v in (first, second))
    text = json.dumps(
        {"hero": {"title": first}, "list": [{"text": second}]}, ensure_ascii=ascii_only, indent=1
    )
    blocks = read_copy(text.encode(), "a.json").blocks
    assert [b.text for b in blocks] == [first, second]
    assert [b.source.locator for b in blocks] == ["hero.title", "list[0].text"]
    for block in blocks:
        start, end = cut(block, stretch)
        found = standing_at(text, block.source.span(start, end))
        assert json.loads(f'"{found}"') == block.text[start:end]


@quick
@given(WORDS, WORDS, st.sampled_from([None, "'", '"', "|", ">"]), STRETCH)
def test_yaml_values(first: str, second: str, style: str | None, stretch: tuple[float, float]) -> None:
    first, second = (collapsed(re.sub("[<&]", "", v)) for v in (first, second))
    text = yaml.dump(
        {"hero": {"title": first}, "list": [{"text": second}]},
        default_style=style,
        allow_unicode=True,
        width=30,
    )
    shown = [collapsed(b.text) for b in read_copy(text.encode(), "a.yaml").blocks]
    assert letters(" ".join(shown)) == letters(first + second)
    for block in read_copy(text.encode(), "a.yaml").blocks:
        start, end = cut(block, stretch)
        found = standing_at(text, block.source.span(start, end))
        assert letters(block.text[start:end]) in letters(_unescaped(found))


def _unescaped(text: str) -> str:
    return re.sub(r"\\U([0-9A-F]{8})|\\\n\s*", lambda m: chr(int(m[1], 16)) if m[1] else "", text)


@quick
@given(
    st.sampled_from(sorted(p.name for p in DATA.iterdir() if p.suffix != ".blocks")),
    st.floats(0, 1),
    STRETCH,
)
def test_samples(name: str, which: float, stretch: tuple[float, float]) -> None:
    """The words of a quote stand in the file in its order, from the first character to the last."""
    data = (DATA / name).read_bytes()
    text = decode(data, name)
    block = pick(read_copy(data, name).blocks, which)
    start, end = cut(block, stretch)
    found = standing_at(text, block.source.span(start, end))
    plain = without_tags(found) if name.endswith((".html", ".json", ".md")) else found
    plain = _json_decoded(plain) if name.endswith((".json", ".yaml")) else plain
    plain = re.sub(r"\]\([^)]*\)", "", plain)
    assert letters(block.text[start:end]) in letters(plain)


def _json_decoded(text: str) -> str:
    escapes = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\.")
    return escapes.sub(lambda m: json.loads(f'"{m[0]}"'), text)


@pytest.mark.parametrize("name", sorted(p.name for p in DATA.iterdir() if p.suffix != ".blocks"))
def test_every_block_lies_within_its_file(name: str) -> None:
    data = (DATA / name).read_bytes()
    asset: Asset = read_copy(data, name)
    for block in asset.blocks:
        span = block.source.span(0, len(block.text))
        assert letters(block.text)[:1] in standing_at(decode(data, name), span)
        assert "\n" not in block.text and "  " not in block.text and block.text == block.text.strip()
