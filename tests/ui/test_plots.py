"""Figures for Plotly as data: places, looks, and text that stays text."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from checker.model import Need, Reach
from checker.reports.safe import plain
from checker.ui.parts import drawn
from checker.ui.present_plots import COLOURS, SHAPES, course, label, look_of, palette, statement_map
from checker.ui.screen import resource
from tests.ui.conftest import evidence_of
from tests.ui.hostile import PAYLOADS

every_payload = pytest.mark.parametrize("payload", PAYLOADS, ids=range(30))


def need_of(ident: str, *quotes: str, title: str = "") -> Need:
    return Need(ident, title or ident, tuple(evidence_of(q) for q in quotes), Reach(1, 1))


def shown(text: str) -> str:
    """What Plotly makes of a text: some tags are markup, and entities are what they stand for."""
    return unescape(re.sub(r"<br>|</?b>", " ", text))


@every_payload
def test_a_label_has_no_markup_but_ours_and_reads_as_written(payload: str) -> None:
    made = label(f"{payload} {payload}")
    assert set(re.findall(r"<[^>]*>?", made)) <= {"<br>"} and "$" not in made and "\n" not in made
    assert "".join(shown(made).split()) == "".join(plain(f"{payload} {payload}").split())


def test_a_label_is_no_longer_than_a_screen_is_wide_and_high() -> None:
    lines = label("words " * 400 + "end").split("<br>")
    assert len(lines) <= 8 and max(map(len, lines)) <= 44 and lines[-1].endswith(" …")
    assert max(map(len, label("x" * 500).split("<br>"))) <= 44 and label("") == ""


def test_each_need_is_a_trace_with_a_look_of_its_own() -> None:
    looks = [look_of(number) for number in range(len(COLOURS) * len(SHAPES))]
    assert len(set(looks)) == len(looks) and look_of(len(looks)) == looks[0]
    needs = [need_of("n1", "one", "two"), need_of("n2", "three")]
    places = {("n1", 0): (0.123456, 1.0), ("n1", 1): (0.5, 0.25), ("n2", 0): (0.0, 0.0)}
    figure = statement_map(needs, places)
    assert figure is not None
    first, second = figure["data"]
    assert first["x"] == [0.1235, 0.5] and first["y"] == [1.0, 0.25] and second["x"] == [0.0]
    assert first["customdata"] == ["n1", "n1"] and second["customdata"] == ["n2"]
    assert first["hovertext"] == ["<b>n1</b><br>one", "<b>n1</b><br>two"]
    assert first["marker"]["color"] != second["marker"]["color"]
    assert first["uid"].startswith("ours-") and second["uid"].startswith("theirs-")
    # The row of a statement that has no place, and a need without any: the others stay what they are.
    del places["n1", 0]
    places["n3", 0] = (1.0, 1.0)
    figure = statement_map([*needs, need_of("n4", "none"), need_of("n3", "four")], places)
    assert [trace["x"] for trace in figure["data"]] == [[0.5], [0.0], [], [1.0]]
    assert figure["data"][0]["hovertext"] == ["<b>n1</b><br>two"]
    assert statement_map(needs, dict(list(places.items())[:2])) is None


def test_a_course_names_its_first_and_last_day() -> None:
    points = [(f"2026-01-{day:02}", day, "over 3 claims") for day in range(1, 20)]
    figure = course(points, 100)
    (trace,) = figure["data"]
    assert trace["x"][0] == "2026-01-01" and trace["y"] == list(range(1, 20))
    assert trace["hovertext"][2] == "2026-01-03: 3 over 3 claims"
    named = figure["layout"]["xaxis"]["tickvals"]
    assert named[0] == "2026-01-01" and named[-1] == "2026-01-19" and len(named) == 5
    assert course(points[:2], 100)["layout"]["xaxis"]["tickvals"] == ["2026-01-01", "2026-01-02"]
    low, high = figure["layout"]["yaxis"]["range"]
    assert low == 0 and high > 100
    assert course(points[:1], 100) is None


def test_the_same_data_is_the_same_figure_to_the_byte() -> None:
    needs = [need_of("n1", "one", "two", "three")]
    places = {("n1", row): (row / 3, row / 7) for row in range(3)}
    turned = dict(reversed(places.items()))
    told = [drawn(statement_map(needs, found))["value"].plot for found in (places, turned)]
    assert told[0] == told[1] and json.loads(told[0])["layout"]["showlegend"] is False
    assert drawn(None)["visible"] is False
    assert drawn(statement_map([replace(needs[0], title="other")], places))["value"].plot != told[0]


def test_colours_are_those_of_the_theme() -> None:
    css = resource("theme.css")
    dark = css[css.index(".dark {") :]
    for name in (*COLOURS, "card", "ink", "soft", "line", "edge"):
        assert re.fullmatch("#[0-9a-f]{6}", palette()[name])
        assert f"--{name}: {palette()[name]}" in css and f"--{name}: #" in dark
        assert f"--{name}: {palette()[name]}" not in dark, "light and dark are the same"
    for name in COLOURS:
        assert f".plot [class*=trace{name}-] .point" in css, "it would not follow the theme"


def test_nothing_in_a_figure_speaks_to_a_server() -> None:
    figures = [course([("2026-01-01", 1, ""), ("2026-01-02", 2, "")], 4)]
    figures.append(statement_map([need_of("n1", "a", "b", "c")], {("n1", n): (0, 0) for n in range(3)}))
    for figure in figures:
        assert {trace["type"] for trace in figure["data"]} == {"scatter"}, "others make code or ask a CDN"
        buttons = {button for group in figure["config"]["modeBarButtons"] for button in group}
        assert buttons <= {"zoomIn2d", "zoomOut2d", "pan2d", "resetScale2d", "toImage"}
        assert figure["config"]["displaylogo"] is False and "http" not in json.dumps(figure)
