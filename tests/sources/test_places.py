"""The positional JSON and CSV scanners, held against the standard library."""

import csv
import io
import json

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from checker.sources.csv_places import read_rows
from checker.sources.json_places import JsonDocument, Path, locator, read_json
from checker.sources.stretches import plain

QUICK = settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
text = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=8)
json_values = st.recursive(
    text | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=12,
)


def strings(value: object, path: Path = ()) -> dict[Path, str]:
    if isinstance(value, str):
        return {path: value}
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {p: s for key, item in items for p, s in strings(item, (*path, key)).items()}


def said(document: JsonDocument, path: Path) -> str:
    return plain(document.source.text, document.stretches(path))


@QUICK
@given(value=json_values, ascii_only=st.booleans(), indent=st.none() | st.integers(0, 2))
def test_every_string_of_json_has_its_place(value: object, ascii_only: bool, indent: int | None) -> None:
    document = read_json(json.dumps(value, ensure_ascii=ascii_only, indent=indent), "x.json")
    assert {path: said(document, path) for path in document.strings} == strings(value)


def test_escapes_and_paths() -> None:
    document = read_json(
        r'{"a b": [{"t": "x\ty \"q\" \/ \\ \u00e9 \ud83d\ude00 \ud800 \u0000."}], "n": 1.5}', "x.json"
    )
    path: Path = ("a b", 0, "t")
    assert said(document, path) == 'x y "q" / \\ é \U0001f600 \ufffd .'
    assert locator(path) == '["a b"][0].t'
    assert locator(("calls", 3, "text")) == "calls[3].text"
    assert document.stretches(("n",)) == document.stretches(("no", "such")) == ()


def test_of_two_equal_keys_the_last_counts() -> None:
    assert said(read_json('{"a": "one", "a": "two"}', "x.json"), ("a",)) == "two"


@QUICK
@given(
    rows=st.lists(
        st.lists(st.text(st.sampled_from('ab ",;\n\r\té'), max_size=6), min_size=2, max_size=4), max_size=5
    )
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_are_those_of_the_csv_module(rows: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    expected = [
        row for row in csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=delimiter) if row
    ]
    assert [[cell.value for cell in row] for row in read_rows(out.getvalue(), delimiter)] == expected


@pytest.mark.parametrize("table", ['a,"b', 'a"b,c"d', '"a"b,c', "a,\nb,c\n", "a,b\n\n\nc,d", '""'])
def test_broken_tables_are_read_as_the_csv_module_reads_them(table: str) -> None:
    expected = [row for row in csv.reader(io.StringIO(table, newline="")) if any(row)]
    assert [[c.value for c in row] for row in read_rows(table, ",") if any(c.value for c in row)] == expected
