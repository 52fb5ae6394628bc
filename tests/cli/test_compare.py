"""`checker review --compare` as it is typed: what is printed where, what is written, exit codes."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from checker.cli.main import app
from checker.errors import InputError
from tests.pipeline.conftest import ScriptedJudge, company, settings

__all__ = ["company", "settings"]  # fixtures

RUN = ["review", "drafts", "--compare"]


@pytest.fixture
def drafts(company: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("checker.pipeline.reviewing.judge_of", lambda _: ScriptedJudge())
    monkeypatch.setenv("COLUMNS", "80")
    folder = company / "drafts"
    folder.mkdir()
    (folder / "late.md").write_text("# Live in ten business days.\n", encoding="utf-8")
    (folder / "good.md").write_text("A person answers in under 60 seconds.\n", encoding="utf-8")
    (company / "checker.toml").write_text(
        '[company]\nname = "Paywell"\npeople = ["Rita Cole"]\n', encoding="utf-8"
    )
    made = CliRunner().invoke(app, ["index", "calls", "--deals", "calls.csv"])
    assert made.exit_code == 0, made.output
    return folder


def test_a_table_on_stdout_and_progress_on_stderr(drafts: Path) -> None:
    done = CliRunner().invoke(app, RUN)
    assert done.exit_code == 0, done.output
    rows = [line.split()[:3] for line in done.stdout.splitlines() if line[:1].isdigit() and "drafts/" in line]
    assert ["1", "drafts/good.md", "100"] in rows
    assert ["2", "drafts/late.md", "0"] in rows
    assert "Reviewing drafts" in done.stderr
    assert "Reviewing drafts" not in done.stdout
    again = CliRunner().invoke(app, RUN)
    assert again.stdout == done.stdout
    assert "2 of 2 drafts were reviewed before" in again.stderr


def test_page_and_json_are_written(drafts: Path) -> None:
    done = CliRunner().invoke(app, [*RUN, "-q", "-o", "out/batch.html", "-o", "batch.json", "--jobs", "2"])
    assert done.exit_code == 0, done.output
    assert 'id="draft-2"' in Path("out/batch.html").read_text(encoding="utf-8")
    assert len(json.loads(Path("batch.json").read_text(encoding="utf-8"))["drafts"]) == 2
    piped = CliRunner().invoke(app, [*RUN, "-q", "--format", "json"])
    assert piped.stdout == Path("batch.json").read_text(encoding="utf-8")


def test_exit_codes(drafts: Path) -> None:
    assert CliRunner().invoke(app, [*RUN, "-q", "--fail-on", "high"]).exit_code == 1
    assert (
        CliRunner().invoke(app, ["review", "drafts/good.md", "--compare", "-q", "--fail-on", "low"]).exit_code
        == 0
    )
    (drafts / "broken.docx").write_bytes(b"PK\x03\x04 cut off")
    done = CliRunner().invoke(app, [*RUN, "--fail-on", "high"])
    assert done.exit_code == 2
    assert "drafts/broken.docx" in done.stdout
    assert "drafts/good.md" in done.stdout


def test_a_format_that_batches_do_not_have_is_told_before_anything_is_done(drafts: Path) -> None:
    for more in (["--format", "sarif"], ["-o", "batch.csv"]):
        done = CliRunner().invoke(app, [*RUN, *more])
        assert isinstance(done.exception, InputError)
        assert "terminal, html, json" in str(done.exception)
    assert not Path(".checker/batch").exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--compare", "--engine", "ray"], "several machines cannot read a folder"),
        (["--compare", "--engine", "ray", "--jobs", "2", "--store", "http://127.0.0.1:1"], "--jobs 2"),
        (["--engine", "ray"], "Add --compare"),
        (["--compare", "--engine", "spark"], "unknown engine. Take one of local, ray"),
    ],
)
def test_an_engine_that_cannot_do_it_is_told_before_anything_is_done(
    drafts: Path, more: list[str], told: str
) -> None:
    done = CliRunner().invoke(app, ["review", "drafts", *more])
    assert isinstance(done.exception, InputError)
    assert told in str(done.exception)
    assert not Path(".checker/batch").exists()


def test_the_documentation_names_only_options_that_exist() -> None:
    root = Path(__file__).parent.parent.parent
    used = set(re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*", (root / "docs/drafts.md").read_text("utf-8")))
    files = ("checker/cli/review.py", "checker/cli/options.py")
    known = {
        name for file in files for name in re.findall(r'"(--[a-z-]+)"', (root / file).read_text("utf-8"))
    }
    assert {"--compare", "--jobs"} <= used <= known
