"""Gradio's parts as every page uses them."""

from __future__ import annotations

from typing import Any

import gradio as gr


def area(value: str = "", **options: Any) -> Any:
    """A stretch of the page that we draw ourselves; `value` comes from `screen.show`, which made it safe."""
    return gr.HTML(value, apply_default_css=False, **options)
