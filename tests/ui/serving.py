"""A UI on a folder, served on a free port."""

import os
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from checker.settings import CompanySection, Settings, StoreSection
from checker.ui.app import Door, build, serve
from checker.ui.desk import Desk
from tests.pipeline.conftest import CALL_ONE, CALL_TWO, DEALS, LANDING, ScriptedJudge

SMALL = {
    "campaign/landing.md": LANDING,
    "calls/one.txt": CALL_ONE,
    "calls/two.vtt": CALL_TWO,
    "calls.csv": DEALS,
}


@dataclass
class Served:
    address: str
    desk: Desk
    folder: Path


@contextmanager
def served(
    folder: Path, files: dict[str, str] | None = None, *, judge: object = None, auth: Path | None = None
) -> Iterator[Served]:
    """Serves a small company until the block ends; the working directory is its folder meanwhile."""
    for name, text in (files or SMALL).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    before = Path.cwd()
    os.chdir(folder)
    settings = Settings(
        company=CompanySection(name="Paywell", people=("Rita Cole",)),
        store=StoreSection(path=".checker/store"),
    )
    desk = Desk(settings, Path("campaign"), judge=judge or ScriptedJudge())
    app = build(desk=desk)
    try:
        address = serve(app, Door(port=_free_port(), auth=auth), block=False)
        yield Served(address, desk, folder)
    finally:
        desk.jobs.close()
        app.close()
        os.chdir(before)


def _free_port() -> int:
    """A port that nothing uses; not one that the system gives to outgoing connections."""
    for port in random.sample(range(21_000, 29_000), 50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError("no free port")


def wait_for(condition, seconds: float = 60.0) -> None:
    """Until the condition holds."""
    import time

    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)
