"""Running things on one page: at its load, and a page without the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gradio.context import Context

if TYPE_CHECKING:
    from checker.ui.desk import Desk


def on_load(*args: Any, **kwargs: Any) -> Any:
    """An event at the load of the page that is being laid out."""
    assert Context.root_block is not None, "outside of a page"
    return Context.root_block.load(*args, **kwargs)


def run_alone(page: Callable[[Desk], None]) -> None:
    """Serves one page by itself, on what the working directory holds."""
    from checker.ui.app import build, serve

    serve(build(pages=((page.__module__.rpartition(".")[2], "", page),)))
