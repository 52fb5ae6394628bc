"""Whatever a text file holds: it is read or refused, and every span lies within the file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.errors import UnreadableFile
from checker.sources.copy.registry import read_copy
from tests.sources.copy.conftest import standing_at

BITS = {
    "md": "# |- |1. |> |* |**|*|_|`|```|[|](|)|![|<b>|</b>|<br>|<!--|-->|\\||\\*|&amp;|&|---|===|~~"
    "|<x@y.example>|\t|    |\n|\n\n|\r\n|a b|Word here.|| a | b |\n|--|--|\n|\u00a0|\u200b|é|🚀"
    "|title: x\n|https://x.example|[r]: /u",
    "html": "<p>|</p>|<br>|<div>|</div>|<li>|<td>|<tr>|<table>|</table>|<b>|</b>|<a href='x'>|</a>"
    "|<a class=btn>|<img alt='a b'>|<span hidden>|<p style='display:none'>|</span>|<!--|-->|<![if x]>"
    "|<style>|</style>|<title>|</title>|<h1>|&amp;|&nbsp;|&#x41;|&#0;|&bogus;|&|<|>|'|\"|\n|a b"
    "|Word here.|<button>|<head>|</head>|<q|\u200b",
    "csv": 'Headline|,|;|\t|"|""|\n|\r\n|\r|a b|Word here.|Status|https://x.example|1|é| ',
    "json": '{|}|[|]|"|":|,|"title"|"a b c"|"Word <b>here</b>."|\\n|\\u00e9|\\ud83d|1|null| |\n',
    "yaml": "title: |- |text: ||\n|>\n|\n|  |'|\"|''|\\n|\\x41|a b c|Word here.|# x|&a |*a|{|}|[|]|---\n"
    "|: |é|\t|%",
    "txt": 'Word here.|a b|\n|\n\n|  |- |1. |=====|-----|CAPS LINE|Subject: |,|\t|\r|\u2028|\x0c|é|\u200b|"',
}


@pytest.mark.parametrize("suffix", BITS)
def test_read_or_refused(suffix: str) -> None:
    pieces = [bit for bit in BITS[suffix].split("|") if bit] + ["|"]

    @settings(max_examples=50, deadline=None)
    @given(st.lists(st.sampled_from(pieces), min_size=1, max_size=30).map("".join))
    def check(text: str) -> None:
        try:
            asset = read_copy(text.encode(), f"a.{suffix}")
        except UnreadableFile:
            return
        for block in asset.blocks:
            for offset in range(len(block.text)):
                standing_at(text, block.source.span(offset, offset + 1))
            assert standing_at(text, block.source.span(0, len(block.text)))
            assert block.text == " ".join(block.text.split(" "))

    check()
