"""A repository of campaign copy with history, made with real git; calls, and a judge scripted by words."""

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from checker.ci.run import Request, check
from checker.judge.base import Ticker
from checker.model import Pair, Relation, Verdict
from checker.model.outcome import Outcome
from checker.pipeline import index
from checker.settings import CompanySection, ReportSection, Settings, StoreSection

LANDING = """# Live in ten business days.

Every plan includes single sign-on.

A person answers in under 60 seconds.
"""
PRICING = """# Plans

The Team plan costs $49 per user per month.
"""
ADS = """Campaign,Headline
Spring,The Team plan costs $49 per user per month.
"""
CALLS = {
    "one.txt": """Rita Cole: How did the start go?
Bo Lind: We signed in February, and we were still typing things in on the Fourth of July.
Bo Lind: The help desk is lovely, Rita, somebody picked up before it rang twice.
""",
    "two.txt": """Rita Cole: What would you need from us?
Ann Moe: Your reports cannot be exported, Chidi Okoro at Moe Mills retypes every single one of them.
""",
}
LATER = {
    "three.txt": "Rita Cole: How long?\nDee Roy: Setting it up took us six months at our first plant.\n",
    "four.txt": "Rita Cole: And you?\nEli Fox: Nearly six months to get going here too, my friend.\n",
}
DEALS = """file,account,date,stage,deal_amount_usd,outcome
calls/one.txt,Lind Foods,2026-01-04,renewal,"$31,500",open
calls/two.txt,Moe Mills,2026-01-09,discovery,12000,lost
calls/three.txt,Roy Steel,2026-02-09,discovery,52000,open
calls/four.txt,Fox Paper,2026-02-10,discovery,8000,open
"""
SETTINGS = Settings(
    company=CompanySection(name="Paywell", people=("Rita Cole",)),
    store=StoreSection(path=".checker/store"),
    report=ReportSection(fail_on="medium"),
)


class WordJudge:
    """Answers by words of the claim and of the statement; counts what it is asked."""

    name = "embedded"
    model = "scripted 1"
    rules: tuple[tuple[str, str, Relation], ...] = (
        ("ten business days", "Fourth of July", "contradicts"),
        ("ten business days", "six months", "contradicts"),
        ("Export any report", "cannot be exported", "contradicts"),
        ("under 60 seconds", "before it rang", "supports"),
    )

    def __init__(self) -> None:
        self.asked: list[Pair] = []

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        self.asked += pairs
        return [Verdict(self._answer(pair), self.name, (0.25, 0.25, 0.25, 0.25)) for pair in pairs]

    def _answer(self, pair: Pair) -> Relation:
        for claim, statement, relation in self.rules:
            if claim in pair.claim and statement in pair.statement:
                return relation
        return "unrelated"


class Repository:
    """A git repository with copy in `campaign/` and calls beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.email", "copy@example.com")
        self.git("config", "user.name", "Copy")

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=cwd or self.root, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def write(self, **files: str) -> None:
        for name, text in files.items():
            self.put(f"campaign/{name}", text)

    def put(self, file: str, text: str) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        text = (self.root / file).read_text(encoding="utf-8")
        assert old in text
        self.put(file, text.replace(old, new))

    def commit(self, message: str = "change") -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str) -> None:
        self.git("checkout", "-q", "-b", name)


@pytest.fixture(autouse=True)
def no_build_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name of a base, no configuration of git from outside."""
    for name in list(os.environ):
        if name.startswith(("GITHUB_", "CI_", "PRE_COMMIT", "GIT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository without a commit, as working directory."""
    root = tmp_path / "copy"
    root.mkdir()
    monkeypatch.chdir(root)
    repository = Repository(root)
    repository.put(".gitignore", ".checker/\ncalls/\ncalls.csv\n")
    return repository


@pytest.fixture
def repo(bare: Repository) -> Repository:
    """Copy committed on main, two calls indexed, and a branch for the change."""
    bare.put("campaign/landing.md", LANDING)
    bare.put("campaign/pricing.md", PRICING)
    bare.put("campaign/ads.csv", ADS)
    bare.commit("copy")
    for name, text in CALLS.items():
        bare.put(f"calls/{name}", text)
    bare.put("calls.csv", DEALS)
    index([Path("calls")], SETTINGS, deals=Path("calls.csv"))
    bare.branch("change")
    return bare


@pytest.fixture
def overnight(repo: Repository) -> Callable[[], None]:
    """Brings two more calls into the index."""

    def come() -> None:
        for name, text in LATER.items():
            repo.put(f"calls/{name}", text)
        index([Path("calls")], SETTINGS, deals=Path("calls.csv"))

    return come


def run(judge: WordJudge | None = None, **request: object) -> Outcome:
    """One check of `campaign/`."""
    asked = Request(copy=(Path("campaign"),), **request)  # type: ignore[arg-type]
    return check(asked, SETTINGS, judge=judge or WordJudge())


def quotes(outcome: Outcome, what: str) -> list[str]:
    """Claims of the new, fixed or carried-over findings."""
    found = getattr(outcome, what)
    return [(getattr(f, "finding", f)).claim.quote for f in found]
