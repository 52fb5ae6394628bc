"""Git as a program: no shell, output ended by NUL, a limit of time, its errors told in our words.

Nothing is ever written to the repository, and nothing is fetched.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checker.errors import InputError

SECONDS: Final = 60
_ENVIRONMENT: Final = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_PAGER": "cat",
}
_LINKS: Final = frozenset({"120000", "160000"})
_NOTHING: Final = "0" * 40
EMPTY_TREE: Final = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


@dataclass(frozen=True, slots=True)
class Change:
    """A file that differs: the blobs of both sides, empty where the side has no such file.

    `new` is None where the new side is the working tree.
    """

    file: str
    old: str
    new: str | None


class GitError(InputError):
    """Git cannot do what was asked; the message is git's."""


class Git:
    """One repository.

    Args:
        folder: Any folder of it.
        root: Its top folder.
        shallow: Whether its history is cut off.
    """

    def __init__(self, folder: Path, root: Path, shallow: bool) -> None:
        self.root = root
        self.shallow = shallow
        self._folder = folder

    @classmethod
    def open(cls, folder: Path) -> Git | None:
        """The repository that a folder lies in; None where it lies in none or there is no git.

        Raises:
            GitError: There is one, and git refuses to work in it.
        """
        try:
            told = _run(folder, ["rev-parse", "--show-toplevel", "--is-shallow-repository"])
        except FileNotFoundError:
            return None
        except GitError as error:
            if "not a git repository" in error.message or "must be run in a work tree" in error.message:
                return None
            raise
        root, shallow = told.decode("utf-8", "surrogateescape").splitlines()[:2]
        return cls(folder, Path(root), shallow == "true")

    def commit(self, ref: str) -> str:
        """Id of the commit that a name stands for; empty where this clone has none."""
        if ref.startswith("-"):
            raise InputError(f"{ref!r} is no name of a commit", "Name a branch, a tag or a commit.")
        return self._line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")

    def merge_base(self, one: str, other: str) -> str:
        """The commit where two histories part; empty where this clone does not know it."""
        return self._line("merge-base", one, other)

    def has_parents(self, commit: str) -> bool:
        """Whether a commit has a parent, be it in this clone or cut off."""
        told = self._run("cat-file", "commit", commit)
        return any(line.startswith(b"parent ") for line in told.split(b"\n\n", 1)[0].split(b"\n"))

    def default_branch(self) -> str:
        """The commit of the main branch as far as this clone knows; empty if it does not."""
        for name in ("origin/HEAD", "origin/main", "origin/master", "main", "master"):
            if found := self.commit(name):
                return found
        return ""

    def changes(self, base: str, head: str | None) -> list[Change]:
        """Files that differ between a commit (or `EMPTY_TREE`) and another one, or the working tree.

        Paths are relative to the root. Symbolic links and submodules are left out. A renamed file is one
        that has gone and one that has come.
        """
        sides = [base] if head is None else [base, head]
        told = self._run(
            "diff", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv",
            "--ignore-submodules", *sides, "--",
        )  # fmt: skip
        found = [change for change in _raw(told, working=head is None) if change]
        if head is None:
            listed = self._run("ls-files", "--others", "--exclude-standard", "--full-name", "-z", ":/")
            found += [Change(os.fsdecode(name), "", None) for name in listed.split(b"\0") if name]
        return sorted(found, key=lambda change: change.file)

    def files(self, commit: str) -> dict[str, str]:
        """Blob of each file of a commit, by path from the root."""
        told = self._run("ls-tree", "-r", "-z", "--full-tree", commit)
        out: dict[str, str] = {}
        for entry in told.split(b"\0"):
            facts, _, name = entry.partition(b"\t")
            mode, kind, blob = facts.decode().split() if facts else ("", "", "")
            if kind == "blob" and mode not in _LINKS:
                out[os.fsdecode(name)] = blob
        return out

    def blobs(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Contents by id; what this clone has not is left out."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        told = self._run("cat-file", "--batch", stdin="".join(f"{i}\n" for i in wanted).encode())
        out: dict[str, bytes] = {}
        at = 0
        while at < len(told):
            end = told.index(b"\n", at)
            ident, kind, *size = told[at:end].decode().split()
            at = end + 1
            if kind == "missing":
                continue
            out[ident] = told[at : at + int(size[0])]
            at += int(size[0]) + 1
        return out

    def _line(self, *arguments: str) -> str:
        try:
            told = self._run(*arguments).decode("utf-8", "replace").split()
        except GitError:
            return ""
        return told[0] if told else ""

    def _run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        return _run(self._folder, arguments, stdin)


def _run(folder: Path, arguments: Sequence[str], stdin: bytes = b"") -> bytes:
    command = ["git", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(
            command, cwd=folder, input=stdin, capture_output=True, env=_clean(os.environ), timeout=SECONDS,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise GitError(f"git {arguments[0]} took longer than {SECONDS} s", "Try again.") from None
    if done.returncode == 0:
        return done.stdout
    raise _fault(arguments[0], done.stderr.decode("utf-8", "replace").strip(), folder)


def _clean(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment, without what would make git compare or match otherwise than by default."""
    own = {"GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_TRACE", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS"}
    return {k: v for k, v in environ.items() if k not in own} | _ENVIRONMENT


def _fault(what: str, said: str, folder: Path) -> GitError:
    if "dubious ownership" in said:
        return GitError(
            f"{folder}: git does not trust this folder, since it belongs to somebody else",
            f'Run `git config --global --add safe.directory "{folder}"` first.',
        )
    first = said.splitlines()[0] if said else "no reason given"
    return GitError(f"git {what}: {first}", "Check the repository.")


def _raw(told: bytes, *, working: bool) -> list[Change | None]:
    """Changes from `git diff --raw -z`."""
    parts = told.split(b"\0")
    out: list[Change | None] = []
    for facts, name in zip(parts[0::2], parts[1::2], strict=False):
        if not facts.startswith(b":"):
            continue
        old_mode, new_mode, old, new, status = facts[1:].decode().split()
        if {old_mode, new_mode} & _LINKS:
            continue
        gone = status.startswith("D") or new_mode == "000000"
        after = "" if gone else None if working else new
        out.append(Change(os.fsdecode(name), "" if old == _NOTHING else old, after))
    return out
