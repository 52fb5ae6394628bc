"""The look: Gradio's own parts drawn in the colours and fonts of `theme.css`."""

from __future__ import annotations

from typing import Any

import gradio as gr

_SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif"]
_MONO = ["ui-monospace", "SF Mono", "Menlo", "Consolas", "Liberation Mono", "monospace"]
_COLOURS = {
    "body_background_fill": "var(--paper)",
    "background_fill_primary": "var(--card)",
    "background_fill_secondary": "var(--wash)",
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--soft)",
    "block_background_fill": "var(--card)",
    "block_border_color": "var(--line)",
    "block_label_background_fill": "var(--card)",
    "block_label_text_color": "var(--soft)",
    "block_title_text_color": "var(--soft)",
    "block_info_text_color": "var(--soft)",
    "border_color_primary": "var(--line)",
    "border_color_accent": "var(--ours)",
    "color_accent": "var(--ours)",
    "color_accent_soft": "var(--wash)",
    "input_background_fill": "var(--card)",
    "input_border_color": "var(--edge)",
    "input_border_color_focus": "var(--ours)",
    "input_placeholder_color": "var(--soft)",
    "link_text_color": "var(--ours)",
    "panel_background_fill": "var(--paper)",
    "button_primary_background_fill": "var(--ours)",
    "button_primary_background_fill_hover": "var(--ours-strong)",
    "button_primary_text_color": "var(--on-ours)",
    "button_primary_text_color_hover": "var(--on-ours)",
    "button_primary_border_color": "var(--ours)",
    "button_secondary_background_fill": "var(--card)",
    "button_secondary_background_fill_hover": "var(--wash)",
    "button_secondary_text_color": "var(--ink)",
    "button_secondary_border_color": "var(--edge)",
    "button_cancel_background_fill": "var(--card)",
    "button_cancel_background_fill_hover": "var(--high-wash)",
    "button_cancel_text_color": "var(--high)",
    "button_cancel_border_color": "var(--high)",
    "checkbox_background_color": "var(--card)",
    "checkbox_background_color_selected": "var(--ours)",
    "checkbox_border_color": "var(--edge)",
    "checkbox_border_color_selected": "var(--ours)",
    "checkbox_label_background_fill": "var(--card)",
    "checkbox_label_background_fill_selected": "var(--wash)",
    "checkbox_label_text_color": "var(--ink)",
    "checkbox_label_text_color_selected": "var(--ink)",
    "checkbox_label_border_color": "var(--line)",
    "error_background_fill": "var(--high-wash)",
    "error_text_color": "var(--high)",
    "error_border_color": "var(--high)",
    "table_even_background_fill": "var(--card)",
    "table_odd_background_fill": "var(--wash)",
    "table_border_color": "var(--line)",
    "slider_color": "var(--ours)",
    "shadow_drop": "none",
    "shadow_drop_lg": "none",
    "block_shadow": "none",
    "button_primary_shadow": "none",
    "button_secondary_shadow": "none",
}


def look() -> Any:
    """The theme; light and dark differ only in the values that `theme.css` gives the colours."""
    theme = gr.themes.Base(font=_SANS, font_mono=_MONO, radius_size="sm", text_size="md")
    known = set(dir(theme))
    values: dict[str, str] = {}
    for name, value in _COLOURS.items():
        for key in (name, f"{name}_dark"):
            if key in known:
                values[key] = value
    return theme.set(**values)
