"""A UI on a folder, served on a free port."""

import os
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from checker.settings import CompanySection, Settings, StoreSection
from checker.ui.app import Door, Ui, build, serve
from checker.ui.desk import Desk
from tests.pipeline.conftest import CALL_ONE, CALL_TWO, DEALS, LANDING, ScriptedJudge

SMALL = {
    "campaign/landing.md": LANDING,
    "calls/one.txt": CALL_ONE,
    "calls/two.vtt": CALL_TWO,
    "calls.csv": DEALS,
}
_TEMPS = {
    "one": "I need to show the agency temps were trained, and they have no employee number in payroll.",
    "two": "We have to train two hundred agency temps every fall, and temps don't have an employee number.",
    "three": "I need the agency temps trained on day one, and temps have no employee number at all.",
}
NEEDY = {"campaign/landing.md": LANDING} | {
    f"calls/{name}.txt": f"Rita Cole: What would you need?\nBo {name.title()}: {text}\n"
    for name, text in _TEMPS.items()
}
"""A company whose buyers ask for one thing."""


@dataclass
class Served:
    address: str
    desk: Desk
    folder: Path
    app: Ui


@contextmanager
def served(
    folder: Path,
    files: dict[str, str] | None = None,
    *,
    judge: object = None,
    auth: Path | None = None,
    port: int | None = None,
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
        address = serve(app, Door(port=port or free_port(), auth=auth), block=False)
        yield Served(address, desk, folder, app)
    finally:
        app.close()
        end(desk)
        os.chdir(before)


def end(desk: Desk) -> None:
    """Closes a desk and waits for what runs: it must not go on in the folder of the next test."""
    desk.close()
    wait_for(lambda: all(job.state != "running" for job in desk.jobs.all()))


def free_port() -> int:
    """A port that nothing uses; not one that the system gives to outgoing connections."""
    for port in random.sample(range(21_000, 29_000), 50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError("no free port")


def wait_for(condition, seconds: float = 240.0) -> None:
    """Until the condition holds."""
    import time

    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)
