"""The command line as a user meets it: exit codes, one line for mistakes, pipes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CALL = """Rita Cole: How did the start go?
Bo Lind: We signed in February, and we were still typing things in on the Fourth of July.
Bo Lind: It took your people six months to set us up, not ten days.
"""


def checker(
    *arguments: str, cwd: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI", "CHECKER"))}
    return subprocess.run(
        [sys.executable, "-m", "checker", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        env=clean | {"NO_COLOR": "1"} | (env or {}),
        timeout=300,
        check=False,
    )


@pytest.fixture
def company(tmp_path: Path) -> Path:
    (tmp_path / "campaign").mkdir()
    (tmp_path / "calls").mkdir()
    (tmp_path / "campaign/landing.md").write_text("# Live in ten business days.\n", encoding="utf-8")
    (tmp_path / "calls/one.txt").write_text(CALL, encoding="utf-8")
    (tmp_path / "checker.toml").write_text(
        '[company]\nname = "Paywell"\npeople = ["Rita Cole"]\n', encoding="utf-8"
    )
    return tmp_path


def test_help_and_version(tmp_path: Path) -> None:
    assert "review" in checker("--help", cwd=tmp_path).stdout
    assert checker("--version", cwd=tmp_path).stdout.startswith("checker ")


def test_index_then_review(company: Path) -> None:
    indexed = checker("index", "calls", cwd=company)
    assert indexed.returncode == 0, indexed.stderr
    assert indexed.stdout.startswith("1 call of 1 account in ")
    reviewed = checker("review", "campaign", "--format", "json", cwd=company)
    assert reviewed.returncode == 0, reviewed.stderr
    report = json.loads(reviewed.stdout)
    assert report["schema"] == 1
    assert [c["quote"] for c in report["claims"]] == ["Live in ten business days."]


def test_the_same_review_twice_is_byte_equal(company: Path) -> None:
    first = checker("review", "campaign", "--calls", "calls", "--format", "json", cwd=company)
    again = checker("review", "campaign", "--calls", "calls", "--format", "json", cwd=company)
    assert first.stdout == again.stdout
    assert first.stdout


def test_outputs_by_suffix(company: Path) -> None:
    done = checker(
        "review", "campaign", "--calls", "calls", "-o", "out/r.html", "-o", "r.md", "-q", cwd=company
    )
    assert done.returncode == 0, done.stderr
    assert (company / "out/r.html").read_text(encoding="utf-8").startswith("<!")
    assert (company / "r.md").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["review", "nowhere"], "nowhere: no such file or folder"),
        (["review", "campaign"], "checker index"),
        (["review", "campaign", "--format", "docx"], "unknown format"),
        (["review", "campaign", "-o", "r.docx"], "the suffix tells no format"),
        (["review", "campaign", "--config", "none.toml"], "none.toml: no such file"),
        (["review", "campaign", "--calls", "calls", "--deals", "none.csv"], "none.csv"),
        (["index", "nowhere"], "nowhere: no such file or folder"),
        (["review", "campaign", "--fail-on", "hihg", "--calls", "calls"], "fail_on"),
    ],
)
def test_mistakes_are_one_line_and_exit_code_2(company: Path, arguments: list[str], words: str) -> None:
    done = checker(*arguments, cwd=company)
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_unknown_key_names_the_nearest(company: Path) -> None:
    (company / "checker.toml").write_text('[company]\npeopl = ["x"]\n', encoding="utf-8")
    done = checker("review", "campaign", cwd=company)
    assert done.returncode == 2
    assert "`people`" in done.stderr


def test_doctor_says_what_to_do(company: Path) -> None:
    done = checker("doctor", cwd=company)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "checker index" in done.stdout


def test_an_empty_folder_of_calls_is_told(company: Path) -> None:
    (company / "empty").mkdir()
    done = checker("index", "empty", cwd=company)
    assert done.returncode == 0 and done.stdout.startswith("0 calls of 0 accounts in ")
    assert "warning: empty: no transcript found there; read are .csv, .docx, " in done.stderr


def test_columns_that_are_not_known_are_told_by_index_and_review(company: Path) -> None:
    (company / "calls.csv").write_text("file,Kunde,Wert\ncalls/one.txt,Acme,900\n", encoding="utf-8")
    told = "calls.csv: no column is known for account, amount, outcome"
    deals = ("--deals", "calls.csv")
    assert told in checker("index", "calls", *deals, cwd=company).stderr
    done = checker("review", "campaign", "--calls", "calls", *deals, "--format", "json", cwd=company)
    assert told in done.stderr
    assert "deals: 1 in the index: 1 without account" in checker("doctor", cwd=company).stdout


def test_a_transcript_given_as_copy_is_told(company: Path) -> None:
    (company / "campaign/call.txt").write_text(CALL * 3, encoding="utf-8")
    done = checker("review", "campaign", "--calls", "calls", "--format", "json", cwd=company)
    assert "warning: campaign/call.txt: looks like a transcript; calls are given with --calls" in done.stderr
    assert "landing.md: looks" not in done.stderr
