"""What `checker ci --update-baseline` tells of the file that it wrote: people, not machines."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from checker.cli.main import app
from checker.pipeline import index
from tests.ci.conftest import DEALS, SETTINGS, Repository, run
from tests.ci.test_snapshot import FILE, make

_NOTED = ["ci", "campaign", "--update-baseline", "--format", "json"]


def test_the_baseline_that_was_written_is_told(repo: Repository) -> None:
    done = CliRunner().invoke(app, _NOTED)
    assert done.exit_code == 0, done.output
    entries = len(json.loads((repo.root / "checker-baseline.json").read_text(encoding="utf-8"))["findings"])
    noun = "entry" if entries == 1 else "entries"
    assert f"Wrote checker-baseline.json: {entries} {noun}." in done.stderr.splitlines()
    assert json.loads(done.stdout) and "Wrote" not in done.stdout


def test_quiet_and_a_plain_check_tell_nothing(repo: Repository) -> None:
    for arguments in ([*_NOTED, "--quiet"], ["ci", "campaign"]):
        assert "Wrote" not in CliRunner().invoke(app, arguments).output


def test_without_claims_no_file_is_told(repo: Repository) -> None:
    repo.put("empty/page.md", "")
    done = CliRunner().invoke(app, ["ci", "empty", "--update-baseline"])
    assert not (repo.root / "checker-baseline.json").exists()
    assert "was not written" in done.stderr and "Wrote" not in done.output


@pytest.mark.parametrize("source", ["snapshot", "index"])
def test_what_the_figures_leave_out_is_told(repo: Repository, source: str) -> None:
    repo.put("calls/who.txt", "Speaker 1: We need it in two days.\nSpeaker 2: Two days it is.\n")
    repo.put("calls/five.txt", "Rita Cole: How long?\nGus Orr: It has to be two days.\n")
    repo.put("calls.csv", f"{DEALS}calls/five.txt,Sky Ltd,2026-03-01,demo,EUR 5000,on ice\n")
    index([Path("calls")], SETTINGS, deals=Path("calls.csv"))
    request: dict[str, Path] = {}
    if source == "snapshot":
        FILE.write_text(make(), encoding="utf-8", newline="")
        request["evidence"] = FILE
    told = "\n".join(run(everything=True, **request).run.warnings)
    assert "1 deal with an unknown outcome ('on ice'): counted as open" in told
    assert "deals with an amount left out of sums of money (1 in EUR)" in told
    assert ("nobody could tell whose side" in told) == (source == "index"), told
