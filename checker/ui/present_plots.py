"""Figures as Plotly draws them, from data alone: the map of statements, and a figure by day.

Plotly takes some of HTML and of TeX in its texts for markup; `label` makes text from outside stay text.
Colours are those of `theme.css` in light, which also says what they are in dark.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeAlias

from checker.model import Need
from checker.reports.safe import plain
from checker.ui.screen import resource

Figure: TypeAlias = dict[str, Any]

COLOURS: Final = ("ours", "theirs", "high", "medium", "good", "violet", "low", "quiet")
SHAPES: Final = ("circle", "square", "triangle", "diamond")
_SYMBOLS = {"triangle": "triangle-up"}
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"})
_WIDE = 44
_TALL = 8
_DAYS_NAMED = 4
_FEWEST_PLACES = 3
_FEWEST_DAYS = 2


def label(text: str) -> str:
    """Text from outside for Plotly: in lines, without anything that it takes for markup."""
    lines = textwrap.wrap(plain(text), _WIDE, max_lines=_TALL, placeholder=" …")
    return "<br>".join(line.translate(_MARKUP) for line in lines)


def look_of(number: int) -> tuple[str, str]:
    """Colour and shape of the need of that number, the first being 0."""
    return COLOURS[number % len(COLOURS)], SHAPES[number // len(COLOURS) % len(SHAPES)]


def statement_map(
    needs: Sequence[Need], places: Mapping[tuple[str, int], tuple[float, float]]
) -> Figure | None:
    """Statements as points, one trace a need; nearer points were said in more alike words.

    Args:
        needs: In order of rank; a trace is its need's number.
        places: For the id of a need and the row of a statement, its place from 0 to 1 each way.

    Returns:
        The figure; None where there are too few places for a map.
    """
    if len(places) < _FEWEST_PLACES:
        return None
    axis = {"visible": False, "range": [-0.04, 1.04]}
    return {
        "data": [_statements(number, need, places) for number, need in enumerate(needs)],
        "layout": _layout(420, 8, xaxis=axis, yaxis=axis, hovermode="closest"),
        "config": _config("zoomIn2d", "zoomOut2d", "pan2d", "resetScale2d"),
    }


def _statements(number: int, need: Need, places: Mapping[tuple[str, int], tuple[float, float]]) -> Figure:
    colour, shape = look_of(number)
    said = [
        (places[need.id, row], item.quote)
        for row, item in enumerate(need.statements)
        if (need.id, row) in places
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "uid": f"{colour}-{number}",
        "x": [round(x, 4) for (x, _), _ in said],
        "y": [round(y, 4) for (_, y), _ in said],
        "customdata": [need.id] * len(said),
        "hovertext": [f"<b>{label(need.title)}</b><br>{label(quote)}" for _, quote in said],
        "hoverinfo": "text",
        "marker": {
            "color": _paint(colour),
            "symbol": _SYMBOLS.get(shape, shape),
            "size": 11,
            "opacity": 1,
            "line": {"color": _paint("card"), "width": 1},
        },
    }


def course(points: Sequence[tuple[str, int, str]], top: int) -> Figure | None:
    """A figure by day as a line.

    Args:
        points: ISO 8601 date, figure, and what it is over in words; in order of days.
        top: Highest value of the scale; the lowest is 0.

    Returns:
        The figure; None where there are not two days.
    """
    if len(points) < _FEWEST_DAYS:
        return None
    days = [day for day, _, _ in points]
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "uid": "ours-0",
        "x": days,
        "y": [value for _, value, _ in points],
        "hovertext": [label(f"{day}: {value} {over}") for day, value, over in points],
        "hoverinfo": "text",
        "line": {"color": _paint("ours"), "width": 2},
        "marker": {"color": _paint("ours"), "size": 8},
    }
    xaxis = {"type": "date", "tickvals": _some(days), "tickformat": "%-d %b\n%Y"}
    yaxis = {"range": [0, top * 1.06], "nticks": 5, "tickformat": "d", "fixedrange": True}
    shared = {"gridcolor": _paint("line"), "zeroline": False, "automargin": True}
    return {
        "data": [trace],
        "layout": _layout(240, 24, xaxis=xaxis | shared, yaxis=yaxis | shared, hovermode="x"),
        "config": _config("zoomIn2d", "zoomOut2d", "resetScale2d", "toImage"),
    }


def _some(days: Sequence[str]) -> list[str]:
    """The first day, the last, and a few evenly between them."""
    last = len(days) - 1
    steps = min(_DAYS_NAMED, last)
    return [days[round(number * last / steps)] for number in range(steps + 1)]


def _layout(height: int, margin: int, **more: Any) -> Figure:
    """What all figures have in common.

    Args:
        height: In pixels.
        margin: Around the figure, in pixels.
        more: What this one has beside it.
    """
    font = {"family": "system-ui, sans-serif", "size": 13, "color": _paint("soft")}
    words = {
        "bgcolor": _paint("card"),
        "bordercolor": _paint("edge"),
        "align": "left",
        "font": font | {"color": _paint("ink")},
    }
    return {
        "height": height,
        "margin": dict.fromkeys("lrbt", margin),
        "font": font,
        "hoverlabel": words,
        "paper_bgcolor": _paint("card"),
        "plot_bgcolor": _paint("card"),
        "showlegend": False,
        "dragmode": "zoom",
        **more,
    }


def _config(*buttons: str) -> Figure:
    """What a reader can do; nothing of it speaks to a server."""
    return {"displaylogo": False, "displayModeBar": True, "modeBarButtons": [list(buttons)]}


@cache
def palette() -> Mapping[str, str]:
    """Colours of the light theme by name."""
    light = resource("theme.css").partition(".dark")[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light))


def _paint(name: str) -> str:
    return palette()[name]
