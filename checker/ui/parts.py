"""Gradio's parts as every page uses them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.components.plot import PlotData

if TYPE_CHECKING:
    from checker.ui.present_plots import Figure


def area(value: str = "", **options: Any) -> Any:
    """A stretch of the page that we draw ourselves; `value` comes from `screen.show`, which made it safe."""
    return gr.HTML(value, apply_default_css=False, **options)


def plot(**options: Any) -> Any:
    """A place for a figure, not there until there is one.

    Browsers fetch Plotly, which Gradio serves itself, with the first figure: not on pages without, and not
    before the page can be used.
    """
    classes = ["plot", *options.pop("elem_classes", ())]
    return gr.Plot(visible=False, show_label=False, container=False, elem_classes=classes, **options)


def drawn(figure: Figure | None) -> Any:
    """A figure as what an event gives to its place; without one the place goes."""
    if figure is None:
        return gr.update(value=None, visible=False)
    told = json.dumps(figure, sort_keys=True, separators=(",", ":"))
    return gr.update(value=PlotData(type="plotly", plot=told), visible=True)
