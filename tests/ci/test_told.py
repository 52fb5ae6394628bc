"""What `checker ci --update-baseline` tells of the file that it wrote: people, not machines."""

import json

from typer.testing import CliRunner

from checker.cli.main import app
from tests.ci.conftest import Repository

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
