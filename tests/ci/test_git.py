"""Every state that a clone may be in: shallow, detached, renamed, merged, first commit, no git at all."""

import subprocess
from pathlib import Path

import pytest

from checker.ci.changes import compare
from checker.ci.copytree import CopyTree, base_tree, head_tree
from checker.ci.diff import ClaimDiff, claim_diff
from checker.ci.git import Git, GitError
from checker.errors import InputError
from checker.settings import Settings
from tests.ci.conftest import LANDING, PRICING, Repository

COPY = (Path("campaign"),)


def trees(**asked: str) -> tuple[CopyTree, CopyTree]:
    compared = compare(Path.cwd(), environ={}, **asked)
    return base_tree(compared, COPY, ()), head_tree(compared, COPY, Settings(), ())


def added(**asked: str) -> list[str]:
    before, now = trees(**asked)
    compared = compare(Path.cwd(), environ={}, **asked)
    changed = {change.file for change in compared.changes}
    old = [c for f in before.files for c in before.claims(f)]
    new = [c for f in now.files if compared.everything or f in changed for c in now.claims(f)]
    diff: ClaimDiff = claim_diff(old, new)
    return [claim.quote for claim in diff.added]


@pytest.fixture
def history(bare: Repository) -> Repository:
    bare.put("campaign/landing.md", LANDING)
    bare.commit("landing")
    bare.put("campaign/pricing.md", PRICING)
    bare.commit("pricing")
    return bare


PRICE = "The Team plan costs $49 per user per month."


def clone(repo: Repository, to: Path, *options: str) -> Path:
    repo.git("clone", "-q", *options, f"file://{repo.root}", str(to))
    return to


def test_on_the_main_branch_the_last_commit_counts(history: Repository) -> None:
    assert added() == [PRICE]


def test_uncommitted_changes_count_before_the_last_commit(history: Repository) -> None:
    history.put("campaign/new.md", "Every invoice is paid within two days.\n")
    assert added() == ["Every invoice is paid within two days."]


def test_on_a_branch_all_since_it_left_counts_and_nothing_of_main(history: Repository) -> None:
    history.branch("change")
    history.put("campaign/a.md", "Every invoice is paid within two days.\n")
    history.commit()
    history.put("campaign/b.md", "No card is needed to try it out.\n")
    history.commit()
    history.git("checkout", "-q", "main")
    history.put("campaign/c.md", "Audits take half the time they took.\n")
    history.commit()
    history.git("checkout", "-q", "change")
    wanted = ["Every invoice is paid within two days.", "No card is needed to try it out."]
    assert added() == wanted
    assert added(base="main") == wanted


def test_a_merge_commit_is_compared_with_its_first_parent(history: Repository) -> None:
    history.branch("change")
    history.put("campaign/a.md", "Every invoice is paid within two days.\n")
    history.commit()
    history.git("checkout", "-q", "main")
    history.put("campaign/c.md", "Audits take half the time they took.\n")
    history.commit()
    history.git("merge", "-q", "--no-ff", "-m", "merge", "change")
    assert added() == ["Every invoice is paid within two days."]


def test_the_merge_commit_of_a_pull_request(history: Repository) -> None:
    history.branch("change")
    history.put("campaign/a.md", "Every invoice is paid within two days.\n")
    history.commit()
    history.git("checkout", "-q", "--detach", "main")
    history.git("merge", "-q", "--no-ff", "-m", "merge", "change")
    compared = compare(Path.cwd(), environ={"GITHUB_BASE_REF": "main"})
    assert [change.file for change in compared.changes] == ["campaign/a.md"]


def test_a_detached_head_and_a_commit_by_name(history: Repository) -> None:
    first = history.git("rev-parse", "HEAD~1")
    history.git("checkout", "-q", "--detach", "HEAD")
    assert added() == [PRICE]
    assert added(base=first, head="main") == [PRICE]
    (history.root / "campaign/pricing.md").write_text("not looked at\n", encoding="utf-8")
    assert added(base=first, head="main") == [PRICE]


def test_a_first_commit_and_none(bare: Repository) -> None:
    bare.put("campaign/pricing.md", PRICE + "\n")
    assert added() == [PRICE]
    bare.commit()
    assert added() == [PRICE]


def test_no_git_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "campaign").mkdir()
    (tmp_path / "campaign/pricing.md").write_text(PRICE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert added() == [PRICE]
    with pytest.raises(InputError, match="no git repository"):
        compare(tmp_path, "main")
    monkeypatch.setenv("PATH", "")
    assert compare(tmp_path).everything


def test_a_shallow_clone(history: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(clone(history, tmp_path / "one", "--depth=1"))
    compared = compare(Path.cwd(), environ={})
    assert compared.everything
    assert "fetch-depth: 0" in compared.warnings[0]
    with pytest.raises(InputError, match="shallow"):
        compare(Path.cwd(), "HEAD~1")
    monkeypatch.chdir(clone(history, tmp_path / "two", "--depth=2"))
    assert added() == [PRICE]


def test_a_shallow_clone_without_the_parting(
    history: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.branch("change")
    history.put("campaign/a.md", "Every invoice is paid within two days.\n")
    history.commit()
    monkeypatch.chdir(clone(history, tmp_path / "one", "--depth=1", "--no-single-branch", "-b", "change"))
    compared = compare(Path.cwd(), "main", environ={})
    assert [change.file for change in compared.changes] == ["campaign/a.md"]
    assert "too shallow" in compared.warnings[0]


def test_renames_are_no_change(history: Repository) -> None:
    history.git("mv", "campaign/pricing.md", "campaign/plans and prices – neu.md")
    history.commit()
    assert added() == []
    assert added(base="HEAD~1", head="HEAD") == []


def test_names_that_need_quoting_and_links(history: Repository) -> None:
    history.put('campaign/sp ring\n"ü".md', "Every invoice is paid within two days.\n")
    (history.root / "campaign/link.md").symlink_to("pricing.md")
    history.commit()
    files = [change.file for change in compare(Path.cwd(), environ={}).changes]
    assert files == ['campaign/sp ring\n"ü".md']


def test_in_a_folder_of_the_repository(history: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(history.root / "campaign")
    compared = compare(Path.cwd(), "HEAD~1", environ={})
    before, now = base_tree(compared, (Path("."),), ()), head_tree(compared, (Path("."),), Settings(), ())
    assert (sorted(before.files), sorted(now.files)) == ([], ["landing.md", "pricing.md"])


def test_a_folder_of_somebody_else_says_what_to_do(
    history: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitError, match=r"safe\.directory"):
        compare(Path.cwd())


def test_a_name_cannot_be_an_option(history: Repository) -> None:
    with pytest.raises(InputError, match="no name of a commit"):
        compare(Path.cwd(), "--output=/tmp/x")
    with pytest.raises(InputError, match="no such commit"):
        compare(Path.cwd(), "nowhere")


def test_git_that_hangs_is_stopped(history: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("git", 60)

    monkeypatch.setattr("checker.ci.git.subprocess.run", hang)
    with pytest.raises(GitError, match="took longer"):
        Git.open(Path.cwd())
