"""The web UI: pages joined, and served with everything off that would let calls leak."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

# Before gradio is imported: nothing is told to anybody, whatever the environment says.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_RUN_HISTORY"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

import gradio as gr
from gradio.components.navbar import Navbar

from checker.errors import InputError
from checker.settings import Settings, load_settings
from checker.ui.desk import Desk
from checker.ui.drafts import MAX_MB
from checker.ui.guard import authenticator, check_address, is_loopback
from checker.ui.headers import SafeHeaders, allowed_hosts
from checker.ui.look import look
from checker.ui.screen import PAGES, resource

Page = Callable[[Desk], None]
_MODULES = {"": "review_page", "set-up": "setup_page"}
_FILES_AT_ONCE = 60


@dataclass(frozen=True, slots=True)
class Door:
    """Where the UI listens and who gets in."""

    host: str = "127.0.0.1"
    port: int | None = None
    auth: Path | None = None
    unprotected: bool = False
    browser: bool = False


_FIRST_PAGE = 1.5
"""Seconds that the first page has for itself before calls are taken in and the campaign is reviewed."""


def build(
    settings: Settings | None = None,
    campaign: Path | None = None,
    *,
    desk: Desk | None = None,
    pages: Sequence[tuple[str, str, Page]] | None = None,
) -> Ui:
    """The app.

    Args:
        settings: Of the session; those of the working directory if None.
        campaign: Folder of copy that is offered; `campaign` of the working directory if None.
        desk: Serves the pages, instead of one made of the settings.
        pages: Name, path and layout of each; all of ours if None.
    """
    desk = desk or Desk(settings or load_settings(), campaign or Path("campaign"))
    # Uploads and downloads go to a folder of this desk alone.
    os.environ["GRADIO_TEMP_DIR"] = str(desk.received)
    blocks = Ui(title="Messaging check", analytics_enabled=False, fill_width=True)
    with blocks:
        listed = list(pages or _pages())
        Navbar(visible=False)
        listed[0][2](desk)
    for name, path, layout in listed[1:]:
        with blocks.route(name, path):
            Navbar(visible=False)
            layout(desk)
    blocks.desk = desk
    return blocks


class Ui(gr.Blocks):
    """The app with the desk that serves it."""

    desk: Desk


def serve(blocks: Ui, door: Door | None = None, *, block: bool = True) -> str:
    """Serves the app; returns its address where it does not block.

    Raises:
        InputError: The address is open to others and nothing guards it.
    """
    door = door or Door()
    check_address(door.host, authenticated=door.auth is not None, unprotected=door.unprotected)
    blocks.desk.served.clear()
    blocks.desk.open()
    blocks.queue(default_concurrency_limit=4, max_size=200, status_update_rate="auto")
    try:
        _, address, _ = blocks.launch(**_launching(door), prevent_thread_lock=True)
        print(f"Messaging check: {address}  (Ctrl+C stops it)", flush=True)
        later = threading.Timer(_FIRST_PAGE, blocks.desk.served.set)
        later.daemon = True
        later.start()
        if block:
            blocks.block_thread()
    except OSError as error:
        raise InputError(
            f"cannot listen on {door.host}:{door.port or 'any port'}", "Take another by --port."
        ) from error
    finally:
        if block:
            blocks.desk.close()
    return str(address)


def _launching(door: Door) -> dict[str, Any]:
    hosts = allowed_hosts() if is_loopback(door.host) else None
    return {
        "server_name": door.host,
        "server_port": door.port,
        "auth": authenticator(door.auth) if door.auth else None,
        "auth_message": "This page shows what was said on sales calls." if door.auth else None,
        "inbrowser": door.browser,
        "share": False,
        "show_error": False,
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,
        "mcp_server": False,
        "ssr_mode": False,
        "pwa": False,
        "max_file_size": MAX_MB * 1_000_000,
        "allowed_paths": [],
        "app_kwargs": {
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
            "middleware": SafeHeaders.middleware(hosts),
        },
        "theme": look(),
        # Not as `css`: Gradio rewrites selectors there and takes those with commas in brackets apart.
        "head": f"<style>{resource('theme.css')}</style>",
        "js": resource("script.js"),
        "quiet": True,
    }


def _pages() -> list[tuple[str, str, Page]]:
    """Every page of ours that is there."""
    out: list[tuple[str, str, Page]] = []
    for name, path in PAGES:
        module = import_module(f"checker.ui.{_MODULES.get(path, f'{path}_page')}")
        out.append((name, path, module.page))
    return out
