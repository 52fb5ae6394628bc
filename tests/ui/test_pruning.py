"""What browsers leave behind goes; what is in use and what was handed over stays."""

import os
import time
from pathlib import Path

from checker.ui.desk import Desk
from checker.ui.drafts import pasted_draft
from checker.ui.pruning import DAY, Bounds, children, prune

NOW = float(int(time.time()))
WIDE = Bounds(entries=100, age=100 * DAY, size=10_000)


def folder(home: Path, name: str, days: float, size: int = 10) -> Path:
    path = home / name
    path.mkdir(parents=True)
    (path / "a.md").write_bytes(b"x" * size)
    for one in (path / "a.md", path):
        os.utime(one, (NOW - days * DAY, NOW - days * DAY))
    return path


def names(paths: list[Path]) -> set[str]:
    return {path.name for path in paths}


def test_each_bound_takes_the_oldest_first(tmp_path: Path) -> None:
    for days in range(1, 6):
        folder(tmp_path, f"d{days}", days, 100)
    assert prune(children(tmp_path), WIDE, NOW) == []
    assert names(prune(children(tmp_path), Bounds(100, 4.5 * DAY, 10_000), NOW)) == {"d5"}
    assert names(prune(children(tmp_path), Bounds(3, 100 * DAY, 10_000), NOW)) == {"d4"}
    assert names(prune(children(tmp_path), Bounds(100, 100 * DAY, 250), NOW)) == {"d3"}
    assert names(children(tmp_path)) == {"d1", "d2"}


def test_what_is_in_use_stays_and_links_are_not_followed(tmp_path: Path) -> None:
    old = folder(tmp_path / "drafts", "old", 300)
    target = folder(tmp_path / "elsewhere", "kept", 300)
    (tmp_path / "drafts/link").symlink_to(target)
    gone = prune(children(tmp_path / "drafts"), Bounds(0, 0, 0), NOW, keep=[old])
    assert names(gone) == {"link"} and old.exists() and (target / "a.md").exists()
    assert prune(children(tmp_path / "nowhere"), WIDE, NOW) == []


def test_the_desk_removes_drafts_but_not_calls(desk: Desk) -> None:
    drafts = desk.home / "ui/drafts"
    for number in range(205):
        folder(drafts, f"old{number}", 0)
    calls = folder(desk.home / "uploads", "calls", 900)
    replaced = [desk.home / f"uploads/replaced-{n}-deals.csv" for n in range(8)]
    for path in replaced:
        path.write_text("x", encoding="utf-8")
    draft = pasted_draft("Live in ten days.", desk.home / "ui")
    desk.prune()
    assert len(children(drafts)) == 200 and draft.root.exists() and (calls / "a.md").exists()
    assert sum(path.exists() for path in replaced) == 5
    received = desk.received
    desk.close()
    assert not received.exists() and (calls / "a.md").exists()
