"""How fast the pages are: first page usable, first marks on a pasted page, the answer to a click on a claim.

Run by hand, since a clock on a busy machine proves nothing:

    python -m tests.ui.bars [--calls 200] [--statements 5000] [--keep FOLDER]

A company is made of the calls of corpus/worlds, indexed, and served by `checker ui` in a process of its
own with the embedded judge; a real Chromium does what a person would. Bars: 4 s, 5 s, 0.5 s.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ui.browser import browsing
from tests.ui.serving import free_port

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
MARKED = "a.claim:is(.contradicted, .supported, .dismissed, .mixed)"
CLICKS = 20


def main() -> None:
    """Measures and prints one line for each bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--statements", type=int, default=5000)
    parser.add_argument("--keep", type=Path, help="folder to build the company in, and to take it from later")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="checker-bars-") as made:
        folder = chosen.keep or Path(made)
        said = build(folder, chosen.calls, chosen.statements)
        load = os.getloadavg()[0]
        print(f"{said}; {os.cpu_count()} cores, load {load:.1f} before")
        draft = (CORPUS / "campaign/landing.md").read_text(encoding="utf-8")
        with serving(folder) as (address, began):
            measure(address, began, draft)


def build(folder: Path, calls: int, statements: int) -> str:
    """Makes and indexes the company, unless it is there; says what is in it."""
    from checker.pipeline import index
    from checker.pipeline.searching import open_book
    from checker.settings import load_settings

    (folder / "calls").mkdir(parents=True, exist_ok=True)
    here = Path.cwd()
    os.chdir(folder)
    try:
        if not Path(".checker").exists():
            shutil.copy(CORPUS / "checker.toml", "checker.toml")
            settings = load_settings(Path("checker.toml"), environ={})
            sources = sorted(CORPUS.glob("worlds/*/calls/*")) + sorted(CORPUS.glob("calls/*"))
            took = time.perf_counter()
            for number in range(calls):
                source = sources[number % len(sources)]
                shutil.copy(source, f"calls/{number:03}-{source.parent.parent.name}-{source.name}")
            index([Path("calls")], settings)
            print(f"indexed in {time.perf_counter() - took:.1f} s")
        book = open_book(load_settings(Path("checker.toml"), environ={}))
        number = len(book.statements)
        if number < statements:
            print(f"! only {number} statements, {statements} asked for: give more --calls")
        return f"{len(book.calls)} calls, {number} statements"
    finally:
        os.chdir(here)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, float]]:
    """`checker ui` on the folder: its address, and when it was started."""
    port = free_port()
    command = [sys.executable, "-m", "checker", "ui", "--port", str(port)]
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            line = server.stdout.readline()
            yield line.split()[2], began
        finally:
            server.terminate()


def measure(address: str, began: float, draft: str) -> None:
    """Does what a person would and prints how long each took."""
    with browsing(address) as page:
        page.set_default_timeout(600_000)
        page.goto(address)
        page.get_by_role("button", name="Check this draft").wait_for()
        print(f"first page usable after {time.perf_counter() - began:.2f} s (bar 4 s; browser's start in it)")
        page.get_by_label("Draft", exact=True).fill(draft)
        clicked = time.perf_counter()
        page.get_by_role("button", name="Check this draft").click()
        page.locator(MARKED).first.wait_for()
        print(f"first mark after {time.perf_counter() - clicked:.2f} s (bar 5 s)")
        page.get_by_text("claims").first.wait_for()
        page.get_by_label("Contradicted").or_(page.get_by_label("Nothing found")).first.wait_for()
        print(f"whole page after {time.perf_counter() - clicked:.1f} s")
        took = []
        links = page.locator("a.claim")
        for number in range(CLICKS):
            link = links.nth(number % links.count())
            start = time.perf_counter()
            link.click()
            page.get_by_role("region", name="About this claim").wait_for()
            took.append(time.perf_counter() - start)
            page.keyboard.press("Escape")
            page.get_by_role("region", name="About this claim").wait_for(state="detached")
        print(
            f"click on a claim: median {statistics.median(took):.2f} s, worst {max(took):.2f} s (bar 0.5 s)"
        )


if __name__ == "__main__":
    main()
