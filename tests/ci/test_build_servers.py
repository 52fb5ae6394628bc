"""The action's own shell steps, the hook through pre-commit, and the snippets of the documentation."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from checker.cli import ci
from tests.ci.conftest import SETTINGS, Repository
from tests.ci.test_snapshot import make

ROOT = Path(__file__).parent.parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step.get("name"): step for step in ACTION["runs"]["steps"]}
GH = """#!/bin/bash
printf '%s\\n' "$*" >> "$GH_LOG"
case "$*" in *--paginate*) printf '%s' "$GH_OLD";; esac
"""


class Runner:
    """A runner of GitHub: its environment, its files, and a `checker`, `python` and `gh` on its path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        tools = folder / "bin"
        tools.mkdir(parents=True)
        self.tool("checker", f'#!/bin/bash\nexec "{sys.executable}" -m checker "$@"\n')
        self.tool("python", f'#!/bin/bash\nexec "{sys.executable}" "$@"\n')
        self.tool("gh", GH)
        self.env = {
            "PATH": f"{tools}:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "RUNNER_TEMP": str(folder / "temp"),
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "GH_LOG": str(folder / "gh.log"),
            "GH_OLD": "",
            "GIT_CONFIG_GLOBAL": os.devnull,
        }

    def tool(self, name: str, text: str) -> None:
        path = self.folder / "bin" / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def step(self, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Runs a step as the runner does: expressions of `env` evaluated, then bash."""
        asked = {k: v.get("default", "") for k, v in ACTION["inputs"].items()}
        asked |= {k.replace("_", "-"): v for k, v in inputs.items()}
        env = {key: self._value(value, asked) for key, value in STEPS[name]["env"].items()}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[name]["run"]],
            env=self.env | env, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip

    def _value(self, expression: str, asked: dict[str, str]) -> str:
        match = re.match(r"\$\{\{ inputs\.([\w-]+)", expression)
        if match:
            return asked[match[1]]
        known = {
            "github.repository": "o/r",
            "github.event.pull_request.number": "7",
            "github.action_path": "/the/action",
        }
        return next((v for k, v in known.items() if k in expression), "")

    def read(self, name: str) -> str:
        path = self.folder / name
        return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path / "runner")


@pytest.fixture
def pull(repo: Repository) -> Repository:
    """A pull request that raises a price in one asset only, and claims what a buyer confirms."""
    repo.put("checker-evidence.jsonl", make())
    repo.put("checker.toml", f'[company]\nname = "{SETTINGS.company.name}"\n')
    repo.commit()
    repo.edit("campaign/pricing.md", "$49", "$59")
    pricing = (repo.root / "campaign/pricing.md").read_text(encoding="utf-8")
    repo.put("campaign/pricing.md", f"{pricing}\nThe help desk picks up before it rings twice.\n")
    repo.commit()
    return repo


def test_inputs_reach_the_shell_by_the_environment_only() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert "run" not in step or step["shell"] == "bash"


def test_the_action_fails_a_pull_request_and_comments_once(pull: Repository, runner: Runner) -> None:
    done = runner.step(
        "Check", copy="campaign\n", evidence="checker-evidence.jsonl", base="main", sarif="out/checker.sarif"
    )
    assert done.returncode == 1, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("::")]
    assert [re.match(r"::error file=([^,]+)", line)[1] for line in lines] == [  # type: ignore[index]
        "campaign/ads.csv",
        "campaign/pricing.md",
    ]
    assert runner.read("output") == "new=1\nfixed=0\n"
    assert "1 new" in runner.read("summary.md")
    assert len(json.loads((pull.root / "out/checker.sarif").read_text())["runs"][0]["results"]) == 1
    assert runner.step("Comment").returncode == 0
    assert "-X POST repos/o/r/issues/7/comments -F body=@" in runner.read("gh.log")
    cached = STEPS["Cache of verdicts and vectors"]["with"]["path"].split()
    kept = [path for path in cached if (pull.root / path).exists()]
    assert kept == [".checker/store/verdicts.sqlite3", ".checker/store/embedded.sqlite3"]


def test_the_action_installs_itself_or_what_is_asked_for(runner: Runner) -> None:
    runner.tool("python", '#!/bin/bash\nprintf "%s\\n" "$*" >> "$HOME/python.log"\n')
    assert runner.step("Install").returncode == 0
    assert runner.step("Install", install="messaging-checker==1.2; touch pwned").returncode == 0
    asked = [line.split("--disable-pip-version-check ")[1] for line in runner.read("python.log").splitlines()]
    assert asked == ["/the/action", "messaging-checker==1.2; touch pwned"]
    assert STEPS["Install"]["if"] == "inputs.install != ''"


def test_the_comment_is_edited_and_deleted_when_clean(pull: Repository, runner: Runner) -> None:
    runner.env["GH_OLD"] = "42\n"
    body = runner.folder / "temp/messaging-checker/comment.md"
    body.parent.mkdir(parents=True)
    body.write_text("<!-- messaging-checker -->\nx\n", encoding="utf-8")
    assert runner.step("Comment").returncode == 0
    assert "-X PATCH repos/o/r/issues/comments/42" in runner.read("gh.log")
    body.write_text("", encoding="utf-8")
    assert runner.step("Comment").returncode == 0
    assert "-X DELETE repos/o/r/issues/comments/42" in runner.read("gh.log")


def test_the_action_passes_a_change_that_causes_nothing(pull: Repository, runner: Runner) -> None:
    pull.edit("campaign/ads.csv", "$49", "$59")
    pull.commit()
    done = runner.step("Check", copy="campaign", evidence="checker-evidence.jsonl", base="main")
    assert done.returncode == 0, done.stderr
    assert "::error" not in done.stdout
    assert (runner.folder / "temp/messaging-checker/comment.md").read_text() == ""


def test_what_could_not_run_is_neither_pass_nor_finding(pull: Repository, runner: Runner) -> None:
    done = runner.step("Check", copy="campaign", evidence="nowhere.jsonl", base="main")
    assert done.returncode == 2
    assert "nowhere.jsonl: no such file" in done.stderr
    assert runner.read("output") == ""


def test_a_hostile_input_is_no_command(pull: Repository, runner: Runner) -> None:
    done = runner.step("Check", copy='$(touch pwned)"; touch pwned; #', evidence="`touch pwned`")
    assert done.returncode == 2
    assert not (pull.root / "pwned").exists()


def test_the_hook_runs_through_pre_commit(pull: Repository, runner: Runner) -> None:
    pytest.importorskip("pre_commit")
    hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
    assert hook["require_serial"] is True
    hook |= {"language": "system", "entry": f"{runner.folder}/bin/{hook['entry']}"}
    hook["args"] = ["campaign", "--evidence", "checker-evidence.jsonl"]
    config = {"repos": [{"repo": "local", "hooks": [hook]}]}
    pull.put(".pre-commit-config.yaml", yaml.safe_dump(config))
    pull.commit()

    def commit() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--color=never"],
            env=runner.env | {"PRE_COMMIT_HOME": str(runner.folder / "hooks")},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    pull.edit("campaign/ads.csv", "$49", "$59")
    pull.git("add", "-A")
    passed = commit()
    assert passed.returncode == 0, passed.stdout + passed.stderr
    pull.edit("campaign/ads.csv", "$59", "$69")
    pull.git("add", "-A")
    failed = commit()
    assert failed.returncode == 1, failed.stdout + failed.stderr
    assert "conflicting-copy" in failed.stdout


def test_the_script_of_the_gitlab_snippet_runs(pull: Repository, runner: Runner) -> None:
    text = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    job = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", text, re.S)[1])["messaging-check"]
    done = subprocess.run(
        ["bash", "-e", "-c", "\n".join(job["script"])],
        env=runner.env | {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    reports = job["artifacts"]["reports"]
    found = json.loads((pull.root / reports["codequality"]).read_text(encoding="utf-8"))
    assert [item["check_name"] for item in found] == ["conflicting-copy"]
    assert "conflicting-copy" in (pull.root / reports["junit"]).read_text(encoding="utf-8")
    made = {path.name for path in (pull.root / ".checker/store").iterdir()}
    assert {Path(kept).name for kept in job["cache"]["paths"]} <= made


def test_commands_of_the_documentation_have_only_options_that_exist() -> None:
    text = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    known = set(re.findall(r'"(--[a-z-]+)"', Path(ci.__file__).read_text(encoding="utf-8")))
    known |= {"--judge", "--config", "--store", "--quiet", "--verbose", "--mask", "--seal"}
    used = set(re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*", text))
    assert used <= known


def test_snippets_of_the_documentation_are_yaml() -> None:
    text = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    snippets = [yaml.safe_load(part) for part in re.findall(r"```yaml\n(.*?)```", text, re.S)]
    inputs = snippets[0]["steps"][1]["with"]
    assert set(inputs) <= set(ACTION["inputs"])
    assert "checker ci campaign" in snippets[1]["messaging-check"]["script"][0]
