"""Which files a change touches, and what they were before: from git where there is any.

The base is the one asked for; else the one that the build server names; else where this branch left the
main branch; on the main branch itself the last commit, or the one before it where nothing is uncommitted.
Where no base can be told everything counts as changed, and the outcome says so.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from checker.ci.git import EMPTY_TREE, Change, Git
from checker.errors import InputError

_NO_COMMIT = frozenset({"", "0" * 40})


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared with what.

    Attributes:
        git: The repository; None where there is none.
        base: Commit to compare with; None where everything counts as changed.
        head: Commit under review; None for the working tree.
        changes: Files that differ, by path from the root of the repository; all of them if `base` is None.
        words: For the user.
        warnings: For the user.
    """

    git: Git | None
    base: str | None
    head: str | None
    changes: tuple[Change, ...] = ()
    words: str = ""
    warnings: tuple[str, ...] = field(default=())

    @property
    def everything(self) -> bool:
        """Whether all claims count as changed."""
        return self.base is None


def compare(
    folder: Path, base: str = "", head: str = "", environ: Mapping[str, str] | None = None
) -> Compared:
    """What is compared with what in a folder.

    Args:
        folder: The working directory.
        base: Commit, branch or tag to compare with; empty to find one.
        head: Commit under review; empty for the working tree.
        environ: Of the process, where build servers name the base.

    Raises:
        InputError: A name given is not in this clone, or git refuses.
    """
    git = Git.open(folder)
    if git is None:
        if base or head:
            raise InputError(f"{folder}: no git repository", "Leave out --base and --head.")
        return Compared(None, None, None, words="everything, since this is no git repository")
    tip = _asked(git, head) if head else git.commit("HEAD")
    shown = head or "the working tree"
    if not tip:  # not a single commit yet
        return Compared(git, None, None, words="everything, since there is no commit yet")
    found = _base(git, base, tip, bool(head), os.environ if environ is None else environ)
    if found.commit is None:
        return Compared(git, None, tip if head else None, (), f"everything, {found.name}", found.warnings)
    changes = git.changes(found.commit, tip if head else None)
    words = f"{shown} with {found.name}"
    return Compared(git, found.commit, tip if head else None, tuple(changes), words, found.warnings)


@dataclass(frozen=True, slots=True)
class _Base:
    commit: str | None
    name: str
    warnings: tuple[str, ...] = ()


def _asked(git: Git, ref: str) -> str:
    found = git.commit(ref) or git.commit(f"origin/{ref}")
    if found:
        return found
    remedy = "Check its name."
    if git.shallow:
        remedy = (
            "This clone is shallow: fetch it first (actions/checkout with `fetch-depth: 0`, or "
            f"`git fetch --depth=1 origin {ref}`)."
        )
    raise InputError(f"{ref}: this clone has no such commit, branch or tag", remedy)


def _base(git: Git, asked: str, tip: str, head_asked: bool, environ: Mapping[str, str]) -> _Base:
    if asked:
        return _parting(git, _asked(git, asked), tip, asked)
    named = _named(environ)
    if named and (found := git.commit(named) or git.commit(f"origin/{named}")):
        return _parting(git, found, tip, named)
    if named and not git.shallow:
        return _alone(git, tip, head_asked, (f"{named} is not in this clone; compared with another commit",))
    main = git.default_branch()
    if main and (parting := git.merge_base(main, tip)) and parting != tip:
        return _Base(parting, f"where it left the main branch ({parting[:10]})")
    return _alone(git, tip, head_asked, ())


def _named(environ: Mapping[str, str]) -> str:
    """The base that a build server or a hook names."""
    names = (
        "CI_MERGE_REQUEST_DIFF_BASE_SHA", "GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
        "PRE_COMMIT_FROM_REF", "CI_COMMIT_BEFORE_SHA",
    )  # fmt: skip
    found = (environ.get(name, "") for name in names)
    return next((name for name in found if name not in _NO_COMMIT and not name.startswith("-")), "")


def _parting(git: Git, base: str, tip: str, name: str) -> _Base:
    """Where both histories part: what came to the base since is no change of this branch."""
    parting = git.merge_base(base, tip)
    if parting:
        return _Base(parting, name if parting == base else f"{name} (at {parting[:10]})")
    why = "this clone is too shallow" if git.shallow else "they share no history"
    return _Base(
        base,
        name,
        (
            f"where this branch left {name} is not known, since {why}: compared with {name} itself, so that "
            "changes made there since count as changes here",
        ),
    )


def _alone(git: Git, tip: str, head_asked: bool, warnings: tuple[str, ...]) -> _Base:
    """On the main branch, or with nothing to go by: the last commit, or its first parent."""
    if not head_asked and git.changes(tip, None):
        return _Base(tip, f"the last commit ({tip[:10]})", warnings)
    if parent := git.commit(f"{tip}^1"):
        return _Base(parent, f"the commit before ({parent[:10]})", warnings)
    if git.has_parents(tip) and git.shallow:
        told = (
            "the commit before is not in this shallow clone, so every claim counts as changed: "
            "fetch it (actions/checkout with `fetch-depth: 0`), or name --base",
        )
        return _Base(None, "since this clone has a single commit", (*warnings, *told))
    return _Base(EMPTY_TREE, "nothing, since this is the first commit", warnings)
