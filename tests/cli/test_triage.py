"""`checker triage` and `checker ignore` as a user types them, on a run that is stored."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from checker.model import ClaimReport, Run
from checker.runs.store import RunStore
from tests.cli.test_cli import checker
from tests.triage.sample import finding, said

LATE = finding(evidence=[said("It took us twenty weeks.")])
DRIFT = finding("Free set-up \x1b[31mfor all", [said("We charge for it.")], kind="rep-drift", severity="low")


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    reports = tuple(ClaimReport(f.claim, "contradicted") for f in (LATE, DRIFT) if f.claim)
    run = Run("embedded", "pairs-1", (LATE, DRIFT), reports)
    RunStore(tmp_path / ".checker/runs").add(run, ["campaign"], "2026-11-25T10:00:00+00:00")
    return tmp_path


def test_decide_list_undo(reviewed: Path) -> None:
    done = checker("triage", LATE.id, "dismiss", "--reason", "sarcasm", "--who", "ana", cwd=reviewed)
    assert done.returncode == 0, done.stderr
    assert f"{LATE.id}: dismiss by ana" in done.stdout
    again = checker("triage", LATE.id[:8], "confirm", "--who", "bo", cwd=reviewed)
    assert "Before: dismiss by ana" in again.stdout
    listed = checker("triage", "list", cwd=reviewed).stdout
    assert f"✓ {LATE.id}" in listed
    assert "Confirmed by bo" in listed
    assert "Right so far: 1 of 1" in listed
    assert f"  {DRIFT.id}" in listed
    assert "\x1b" not in listed
    undone = checker("triage", "undo", LATE.id, "--who", "bo", cwd=reviewed)
    assert "taken back: confirm by bo" in undone.stdout
    history = checker("triage", "history", LATE.id, cwd=reviewed).stdout.splitlines()
    assert [line.split()[0] for line in history] == ["dismiss", "confirm", "taken"]


def test_until_and_owner(reviewed: Path) -> None:
    until = (date.today() + timedelta(days=40)).isoformat()  # noqa: DTZ011
    checker(
        "triage", LATE.id, "accept", "--reason", "x", "--owner", "cy", "--until", until, "--who", "ana",
        cwd=reviewed,
    )  # fmt: skip
    listed = checker("triage", "list", cwd=reviewed).stdout
    assert f"until {until}, cy sees to it" in listed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["0000", "confirm"], "no such finding"),
        ([LATE.id], "what about it?"),
        ([LATE.id, "dismiss"], "takes a reason"),
        ([LATE.id, "ban"], "'ban' is no decision"),
        ([LATE.id, "accept", "--reason", "x", "--until", "soon"], "no date"),
        (["undo", LATE.id], "no decision on it"),
    ],
)
def test_mistakes_are_one_line(reviewed: Path, arguments: list[str], words: str) -> None:
    done = checker("triage", *arguments, cwd=reviewed)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_run(tmp_path: Path) -> None:
    assert "No findings" in checker("triage", "list", cwd=tmp_path).stdout
    assert "Run `checker review COPY` first" in checker("triage", "abcd", "confirm", cwd=tmp_path).stderr


def test_ignore_writes_the_side_file(reviewed: Path) -> None:
    done = checker("ignore", LATE.id, "--reason", "legal approved", cwd=reviewed)
    assert done.returncode == 0, done.stderr
    text = (reviewed / "checker-ignore.yaml").read_text(encoding="utf-8")
    assert f"fingerprint: {LATE.id}" in text
    assert checker("ignore", LATE.id, "--reason", "again", cwd=reviewed).returncode == 2


def test_review_follows_decisions(tmp_path: Path) -> None:
    """The whole way: review, dismiss, review again; the bar and the JSON know."""
    (tmp_path / "campaign").mkdir()
    (tmp_path / "campaign/a.md").write_text("# Plans start at $29 a month.\n", encoding="utf-8")
    (tmp_path / "campaign/b.md").write_text("# Plans start at $49 a month.\n", encoding="utf-8")
    (tmp_path / "call.txt").write_text("Rita Cole: Hello.\nBo Lind: Hello there.\n", encoding="utf-8")
    (tmp_path / "checker.toml").write_text('[company]\npeople = ["Rita Cole"]\n', encoding="utf-8")
    review = ["review", "campaign", "--calls", "call.txt", "--format", "json", "--fail-on", "low", "-q"]
    first = checker(*review, cwd=tmp_path)
    assert first.returncode == 1, first.stderr
    report = json.loads(first.stdout)
    (found,) = [f for f in report["findings"] if f["kind"] != "unheard-claim"]
    assert found["kind"] == "conflicting-copy"
    assert report["changes"] is None
    checker("triage", found["id"], "dismiss", "--reason", "old file", "--who", "ana", cwd=tmp_path)
    second = checker(*review, cwd=tmp_path)
    assert second.returncode == 0, second.stderr
    (again,) = [f for f in json.loads(second.stdout)["findings"] if f["id"] == found["id"]]
    assert again["triage"]["state"] == "dismissed"
    (tmp_path / "campaign/b.md").write_text("# Plans start at $29 a month.\n", encoding="utf-8")
    third = json.loads(checker(*review, cwd=tmp_path).stdout)
    assert [f["kind"] for f in third["findings"] if f["kind"] != "unheard-claim"] == []
    assert (third["changes"]["fixed"], third["changes"]["new"]) == (1, 0)
