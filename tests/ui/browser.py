"""A browser that reaches nothing but our server, and says when it cannot be had."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import pytest

SHOTS = Path(__file__).parents[2] / ".pytest_cache" / "screenshots"
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


def need_browser() -> str:
    """Path of Chromium; where it or Playwright is missing: skips loudly, and on a build server fails."""
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    try:
        import playwright  # noqa: F401
    except ImportError:
        path = None
    if path is None:
        line = "BROWSER TESTS SKIPPED: `apt-get install chromium` and `pip install playwright` to run them"
        if os.environ.get("CI"):
            pytest.fail(line.replace("SKIPPED", "MUST RUN HERE"))
        warnings.warn(line, stacklevel=2)
        pytest.skip(line)
    return path


@contextmanager
def browsing(address: str, *, width: int = 1280, dark: bool = False) -> Iterator[object]:
    """A page in a fresh browser; fails if another server is asked for anything, or a script breaks in."""
    from playwright.sync_api import sync_playwright

    foreign: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need_browser(), args=_ARGUMENTS)
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        context.set_default_timeout(120_000)

        def asked(request: object) -> None:
            url = request.url
            if not url.startswith((address, "data:", "blob:", "about:")):
                foreign.append(url)

        context.on("request", asked)
        page = context.new_page()
        page.on("dialog", lambda dialog: foreign.append(f"dialog {dialog.message}"))
        try:
            yield page
            for each in context.pages:
                assert each.evaluate("window.pwned === undefined"), "a script of somebody else's has run"
        finally:
            browser.close()
    assert not foreign, f"asked for {foreign}"


def shoot(page: object, name: str) -> None:
    """Keeps a picture of the whole page."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"{name}.png"), full_page=True)


def violations(page: object) -> list[str]:
    """What axe-core calls serious or critical; nothing where axe is not installed."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        assert not os.environ.get("CI"), "axe-core is not installed: accessibility must be checked here"
        warnings.warn("axe-core is not installed: accessibility is not checked", stacklevel=2)
        return []
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['help']}: {[n['html'][:160] for n in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
