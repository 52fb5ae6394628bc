"""Runs on disk: what a run found as JSON named by its content, and an index that knows when.

    runs/index.jsonl        one line a run that differs from the one before: when, of what copy, scores
    runs/<digest>.json      what it found; no time in it, so that equal runs are one file

The bodies hold quotes from calls, as the index of calls beside them does: they are no file to publish.
The last `KEPT` bodies of each campaign are kept; the index keeps all lines, for the trend.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import TypeAdapter, ValidationError

from checker.errors import StoreError, StoreLocked
from checker.model import Alignment, FindingKind, Run, Severity, Triaged, Usage, digest

KEPT = 30
_RUN: TypeAdapter[Run] = TypeAdapter(Run)


@dataclass(frozen=True, slots=True)
class Entry:
    """A run in the index.

    Attributes:
        digest: Of what it found; names the body.
        scope: Of what was asked: the copy as named, and the judge.
        when: ISO 8601 time, UTC.
        copy: Paths as the user named them.
        judge: Its name.
        judge_model: Its model.
        findings: How many that count, by severity.
        alignment: Its scores then.
        ignored: Findings that an ignore covered.
        kinds: How many findings of each kind count; None for a run of a version that did not keep it.
    """

    digest: str
    scope: str
    when: str
    copy: tuple[str, ...]
    judge: str
    judge_model: str
    findings: dict[Severity, int] = field(default_factory=dict)
    alignment: Alignment | None = None
    ignored: tuple[Triaged, ...] = ()
    kinds: dict[FindingKind, int] | None = None


_ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)


def scope_of(copy: Sequence[str], judge: str) -> str:
    """What makes runs comparable: the same copy as named, by the same kind of judge.

    Named by what was asked, not by the files found, so that a file that was added, renamed or removed
    since shows as new, carried over or gone.
    """
    return digest(judge, *sorted({name.rstrip("/") or "/" for name in copy}))


class RunStore:
    """The runs in one folder.

    Args:
        folder: Made at the first run.
        wait: Seconds to wait for another writer.
    """

    def __init__(self, folder: Path, wait: float = 10.0) -> None:
        self._folder = folder
        self._index = folder / "index.jsonl"
        self._wait = wait

    def entries(self, scope: str | None = None) -> tuple[Entry, ...]:
        """Runs in order of time, those of one scope or all. A damaged line is passed over."""
        try:
            lines = self._index.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(
                f"{self._index}: cannot be read: {error}", "Remove it; runs begin anew."
            ) from error
        found = (_entry(line) for line in lines if line)
        return tuple(e for e in found if e is not None and scope in (None, e.scope))

    def before(self, scope: str, ident: str) -> Entry | None:
        """The last run of a scope that found something else than the run `ident`."""
        others = [e for e in self.entries(scope) if e.digest != ident]
        return others[-1] if others else None

    def load(self, ident: str) -> Run:
        """A run by its digest.

        Raises:
            StoreError: It is not kept any more, or is damaged.
        """
        path = self._folder / f"{ident}.json"
        try:
            return _RUN.validate_python(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise StoreError(f"{path}: this run is not kept any more") from None
        except (OSError, ValueError, ValidationError) as error:
            raise StoreError(f"{path}: the run cannot be read", "Remove that file.") from error

    def latest(self) -> tuple[tuple[Entry, Run], ...]:
        """The last run of each scope that can still be read, the most recent first."""
        last = {entry.scope: entry for entry in self.entries()}
        found: list[tuple[Entry, Run]] = []
        for entry in sorted(last.values(), key=lambda e: e.when, reverse=True):
            try:
                found.append((entry, self.load(entry.digest)))
            except StoreError:
                continue
        return tuple(found)

    def add(self, run: Run, copy: Sequence[str], when: str, told: Run | None = None) -> Entry:
        """Keeps a run; one that says the same as the last of its scope adds nothing.

        Args:
            run: As it was found.
            copy: Paths as the user named them.
            when: ISO 8601 time, UTC.
            told: The run with what people decided; its figures go into the index.

        Raises:
            StoreLocked: Another process writes.
            StoreError: The folder cannot be written.
        """
        told = told or run
        entry = Entry(
            digest=content_digest(run),
            scope=scope_of(copy, run.judge),
            when=when,
            copy=tuple(copy),
            judge=run.judge,
            judge_model=run.judge_model,
            findings=_by_severity(told),
            alignment=told.alignment,
            ignored=tuple(t for t in told.triage if t.state == "ignored"),
            kinds=dict(sorted(Counter(f.kind for f in told.counted).items())),
        )
        with self._locked():
            mine = self.entries(entry.scope)
            last = mine[-1] if mine else None
            if last and replace(last, when=when, copy=entry.copy) == entry and self._body(entry).exists():
                return last
            self._write(self._body(entry), _text(bare(run)))
            with self._index.open("a", encoding="utf-8", newline="\n") as file:
                file.write(json.dumps(_ENTRY.dump_python(entry, mode="json"), ensure_ascii=False) + "\n")
            self._prune()
        return entry

    def forget(self, quotes_it: Callable[[str], bool], mask: Callable[[str], str]) -> list[str]:
        """Removes the bodies that quote something, and blots names out of the index; gives the bodies.

        Args:
            quotes_it: Whether a body, as JSON, holds any of it.
            mask: A text with all names that are to be forgotten blotted out.

        Raises:
            StoreLocked: Another process writes.
            StoreError: The folder cannot be read or written.
        """
        if not self._folder.is_dir():
            return []
        gone: list[str] = []
        with self._locked():
            for path in sorted(self._folder.glob("*.json")):
                text = path.read_text(encoding="utf-8", errors="replace")
                if quotes_it(text):
                    gone.append(text)
                    path.unlink()
            for left in self._folder.glob("*.part"):
                left.unlink()
            if self._index.exists():
                before = self._index.read_text(encoding="utf-8", errors="replace")
                if (after := mask(before)) != before:
                    self._write(self._index, after)
        return gone

    def _body(self, entry: Entry) -> Path:
        return self._folder / f"{entry.digest}.json"

    def _prune(self) -> None:
        """Removes bodies that no recent entry of any scope names."""
        scopes: dict[str, list[str]] = {}
        for entry in self.entries():
            scopes.setdefault(entry.scope, []).append(entry.digest)
        kept = {ident for idents in scopes.values() for ident in idents[-KEPT:]}
        for path in self._folder.glob("*.json"):
            if path.stem not in kept:
                path.unlink(missing_ok=True)

    def _write(self, path: Path, text: str) -> None:
        """Writes all or nothing."""
        with NamedTemporaryFile(
            "w", encoding="utf-8", errors="replace", dir=self._folder, suffix=".part", delete=False
        ) as file:
            file.write(text)
        os.replace(file.name, path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(str(self._folder / "writer.lock"), timeout=self._wait):
                yield
        except Timeout:
            raise StoreLocked(f"{self._folder}: somebody else is writing", "Try again in a moment.") from None
        except OSError as error:
            raise StoreError(
                f"{self._folder}: cannot be written: {error.strerror}", "Check its permissions and the disk."
            ) from error


def bare(run: Run) -> Run:
    """A run without what depends on other runs, on people's decisions or on what the cache knew."""
    return replace(run, changes=None, alignment=None, triage=(), precision=None, usage=Usage())


def content_digest(run: Run) -> str:
    """Digest of what a run found; how much it cost and what it skipped make no other run."""
    return digest(_text(replace(bare(run), skipped=(), warnings=(), unjudged=0)), length=32)


def _text(run: Run) -> str:
    return json.dumps(_RUN.dump_python(run, mode="python"), ensure_ascii=False, separators=(",", ":"))


def _entry(line: str) -> Entry | None:
    try:
        return _ENTRY.validate_json(line)
    except ValidationError:
        return None


def _by_severity(run: Run) -> dict[Severity, int]:
    severities = [f.severity for f in run.counted]
    order: tuple[Severity, ...] = ("high", "medium", "low", "note")
    return {severity: severities.count(severity) for severity in order}
