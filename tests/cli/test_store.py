"""`checker store`, `checker forget` and `--log-json` as a user meets them."""

import json
import subprocess
import sys

from tests.cli.test_cli import CALL, checker, company  # noqa: F401

SAID = "typing things in on the Fourth of July"


def test_store_log_and_forget(company):  # noqa: F811
    (company / "calls/two.txt").write_text(CALL.replace("six months", "a year").replace("Bo Lind", "Al Poe"))
    log = company / "log.jsonl"
    assert checker("--log-json", str(log), "index", "calls", "-q", cwd=company).returncode == 0
    shown = checker("store", "info", "--json", cwd=company)
    found = json.loads(shown.stdout)
    assert (
        found["stats"]["calls"] == 2 and found["parts"]["catalog.sqlite3"] > 0 and not found["lock"]["held"]
    )
    assert "2 calls in 2 files" in checker("store", "info", cwd=company).stdout
    assert checker("store", "lock", cwd=company).stdout == "free\n"
    done = checker("store", "compact", cwd=company)
    assert done.returncode == 0 and "MB now" in done.stdout, done.stderr
    done = checker("--log-json", str(log), "forget", "--person", "Bo Lind", "-q", cwd=company)
    assert done.returncode == 0 and "1 changed" in done.stdout, done.stderr
    assert "calls/one.txt" in done.stderr
    lost = checker("--log-json", str(log), "forget", "--person", "Bo Lind", "-q", cwd=company)
    assert lost.returncode == 2 and "nothing is known of the person Bo Lind" in lost.stderr
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(r["command"], r["exit"]) for r in lines if r["event"] == "end"] == [
        ("index", 0), ("forget", 0), ("forget", 2)
    ]  # fmt: skip
    assert [r["total"] for r in lines if r.get("stage") == "Reading calls"] == [2]
    assert lines[-1]["error"] == "InputError" and "Bo Lind" not in log.read_text()
    assert SAID not in log.read_text()


def test_the_sign_of_a_dead_writer_is_told_and_cleared(company):  # noqa: F811
    folder = company / ".checker/store"
    folder.mkdir(parents=True)
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom checker.store.lock import WriterLock\n"
        f"lock = WriterLock(Path({str(folder)!r}), 'x')\nlock.acquire()\nprint(os.getpid(), flush=True)\n"
        "sys.stdin.read()\n"
    )
    root = str(__import__("pathlib").Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        pid = other.stdout.readline().decode().strip()
        held = checker("store", "lock", cwd=company).stdout
        other.kill()
    assert f"process {pid} on host" in held and "is writing" in held
    told = checker("store", "lock", cwd=company).stdout
    assert f"free; process {pid}" in told and "cleared" in told
    assert checker("store", "lock", cwd=company).stdout == "free\n"


def test_forget_needs_one_thing(company):  # noqa: F811
    assert "Give one of" in checker("forget", cwd=company).stderr
    assert checker("forget", "--call", "a", "--person", "b", cwd=company).returncode == 2


def test_times_are_in_the_report_only_if_asked_for(company):  # noqa: F811
    plain = checker("review", "campaign", "--calls", "calls", "--format", "json", "-q", cwd=company)
    timed = checker("review", "campaign", "--format", "json", "--timings", "-q", cwd=company)
    report = json.loads(timed.stdout)
    stages = {t["stage"] for t in report.pop("timings")}
    assert "Reading copy" in stages and report == json.loads(plain.stdout)
