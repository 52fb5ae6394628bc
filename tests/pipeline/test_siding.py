"""What was said once about who is on which side holds for every command."""

import threading
from pathlib import Path

import pytest
from filelock import FileLock

from checker.errors import SettingsError, StoreLocked
from checker.pipeline import index
from checker.pipeline.opening import open_store
from checker.pipeline.siding import say_side, sides_path
from checker.settings import Settings
from checker.sources.side_book import read_sides, write_side


def buyers(settings: Settings) -> set[str]:
    with open_store(settings, write=False) as store:
        return {s.speaker for s in store.statements("buyer")}


def test_a_correction_reaches_files_that_have_not_changed_and_stays(company: Path, settings: Settings):
    index([Path("calls")], settings)
    assert buyers(settings) == {"Bo Lind", "Ann Moe"}
    say_side(settings, "calls/one.txt", "Bo Lind", "ours")
    for _ in range(2):  # a later run does not fall back to what the file says
        index([Path("calls")], settings)
        assert buyers(settings) == {"Ann Moe"}


def test_it_lies_with_the_decisions_of_the_store(company: Path, settings: Settings, tmp_path: Path):
    elsewhere = settings.model_copy(
        update={"store": settings.store.model_copy(update={"path": str(tmp_path / "far/store")})}
    )
    say_side(elsewhere, "*", "Bo Lind", "ours")
    assert sides_path(elsewhere) == tmp_path / "far/sides.toml"
    index([Path("calls")], settings)
    index([Path("calls")], elsewhere)
    assert "Bo Lind" in buyers(settings) and "Bo Lind" not in buyers(elsewhere)


def test_a_damaged_file_stops_the_run_and_says_which(company: Path, settings: Settings):
    sides_path(settings).parent.mkdir(exist_ok=True)
    sides_path(settings).write_text("[sides", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"sides\.toml"):
        index([Path("calls")], settings)


def test_two_writers_lose_nothing(tmp_path: Path):
    path = tmp_path / "sides.toml"
    names = [f"Name {n}" for n in range(16)]
    writers = [threading.Thread(target=write_side, args=(path, "*", name, "buyer")) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert read_sides(path) == {"*": dict.fromkeys(names, "buyer")}
    with FileLock(f"{path}.lock"), pytest.raises(StoreLocked):
        write_side(path, "*", "Late", "buyer", wait=0)
