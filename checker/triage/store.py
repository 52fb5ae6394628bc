"""Decisions on disk: one JSON line an event, only ever appended, so that history is never lost.

A file that two people have appended to on two branches merges line by line. Writers take turns by a
lock of the operating system's; a writer that says which version it has seen never writes over another's
decision: it gets `TriageConflict`, which carries the decision that stands.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from checker.errors import InputError, StoreError, StoreLocked
from checker.triage.decisions import Decision, Event, Undo
from checker.triage.subjects import Subject

_EVENTS: TypeAdapter[Event] = TypeAdapter(Event)
Key = tuple[str, str]


class TriageConflict(StoreError):
    """Somebody else has decided meanwhile.

    Args:
        standing: The decision that stands now; None if it was taken back.
    """

    def __init__(self, standing: Decision | None) -> None:
        what = (
            f"{standing.who} has decided to {standing.verdict} it meanwhile"
            if standing
            else "the decision was taken back meanwhile"
        )
        super().__init__(what, "Look at it again, then decide.")
        self.standing = standing


class TriageStore:
    """The decisions in one file.

    Args:
        path: The file; made with its folder at the first decision.
        wait: Seconds to wait for another writer.
    """

    def __init__(self, path: Path, wait: float = 10.0) -> None:
        self._path = path
        self._wait = wait

    def events(self) -> tuple[Event, ...]:
        """All events in order.

        Raises:
            StoreError: The file cannot be read, or a line is damaged.
        """
        try:
            lines = _whole(self._path.read_bytes()).decode("utf-8").split("\n")
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"{self._path}: cannot be read: {error}", "Check the file.") from error
        return tuple(self._event(number, line) for number, line in enumerate(lines, 1) if line.strip())

    def standing(self) -> dict[Key, Decision]:
        """The decision that stands on each subject."""
        return {key: stack[-1] for key, stack in _stacks(self.events()).items() if stack}

    def history(self, subject: Subject) -> tuple[Event, ...]:
        """All that happened to one subject, in order."""
        own = [e for e in self.events() if isinstance(e, Decision) and e.subject.key == subject.key]
        ids = {decision.id for decision in own}
        return tuple(e for e in self.events() if (e.decision if isinstance(e, Undo) else e.id) in ids)

    def decide(self, decision: Decision, expected: str | None = None) -> Decision | None:
        """Keeps a decision; gives the one that stood before it.

        Args:
            decision: What was decided.
            expected: Version that the writer has seen, empty for none; None writes whatever stands.

        Raises:
            TriageConflict: Another version stands.
            StoreLocked: Another process writes.
            StoreError: The file cannot be read or written.
        """
        with self._locked():
            standing = self.standing()
            earlier = next((d for d in standing.values() if d.id == decision.replaces), None)
            before = standing.get(decision.subject.key, earlier)
            if expected is not None and expected != (before.id if before else ""):
                raise TriageConflict(before)
            if before is None or before.id != decision.id:
                self._append(decision)
            return before

    def undo(self, subject: Subject, who: str, when: str, expected: str | None = None) -> Decision:
        """Takes back the decision that stands on a subject and gives it back.

        Raises:
            InputError: There is none.
            TriageConflict: Another version stands than `expected`.
            StoreLocked: Another process writes.
            StoreError: The file cannot be read or written.
        """
        with self._locked():
            before = self.standing().get(subject.key)
            if before is None:
                raise InputError("there is no decision on it to take back")
            if expected is not None and expected != before.id:
                raise TriageConflict(before)
            self._append(Undo(before.id, who, when))
            return before

    def rewrite(self, change: Callable[[Decision], Decision]) -> int:
        """Puts every decision through `change`, such as to forget a name; returns how many changed.

        The one time that history is not only appended to. Undoing still finds what it undoes, although
        the id of a decision changes with its words.

        Raises:
            StoreLocked: Another process writes.
            StoreError: The file cannot be read or written.
        """
        if not self._path.exists():
            return 0
        with self._locked():
            before = self.events()
            after = _rewritten(before, change)
            if after == before:
                return 0
            self._replace(after)
            return sum(a != b for a, b in zip(before, after, strict=True))

    def _replace(self, events: tuple[Event, ...]) -> None:
        fresh = self._path.with_name(self._path.name + ".part")
        try:
            fresh.write_bytes(b"".join(map(_line, events)))
            os.replace(fresh, self._path)
        except OSError as error:
            raise StoreError(
                f"{self._path}: cannot be written: {error.strerror}", "Check the folder and the disk."
            ) from error

    def _event(self, number: int, line: str) -> Event:
        try:
            return _EVENTS.validate_json(line)
        except ValidationError as error:
            raise StoreError(
                f"{self._path}:{number}: not a decision: {error.errors()[0]['msg']}",
                "Mend or remove that line; the others stay valid.",
            ) from error

    def _append(self, event: Event) -> None:
        try:
            with open(self._path, "r+b" if self._path.exists() else "w+b") as file:
                there = _whole(file.read())
                file.truncate(len(there))
                file.seek(len(there))
                gap = b"" if there[-1:] in (b"", b"\n") else b"\n"
                file.write(gap + _line(event))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(
                f"{self._path}: cannot be written: {error.strerror}", "Check the folder and the disk."
            ) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(f"{self._path}.lock")
            lock.acquire(timeout=self._wait)
        except Timeout:
            raise StoreLocked(f"{self._path}: somebody else is writing", "Try again in a moment.") from None
        except OSError as error:
            raise StoreError(
                f"{self._path.parent}: cannot be written: {error.strerror}", "Check its permissions."
            ) from error
        try:
            yield
        finally:
            lock.release()


def _line(event: Event) -> bytes:
    record: dict[str, Any] = _EVENTS.dump_python(event, mode="python")
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _rewritten(events: tuple[Event, ...], change: Callable[[Decision], Decision]) -> tuple[Event, ...]:
    """Events with each decision changed, and each reference to one by its new id."""
    ids: dict[str, str] = {}
    out: list[Event] = []
    for event in events:
        if isinstance(event, Undo):
            out.append(replace(event, decision=ids.get(event.decision, event.decision)))
            continue
        changed = change(replace(event, replaces=ids.get(event.replaces, event.replaces)))
        ids[event.id] = changed.id
        out.append(changed)
    return tuple(out)


def _whole(data: bytes) -> bytes:
    """The file without a last line that a killed writer did not finish."""
    end = data.rfind(b"\n") + 1
    try:
        json.loads(data[end:])
    except ValueError:
        return data[:end]
    return data


def _stacks(events: tuple[Event, ...]) -> dict[Key, list[Decision]]:
    """Decisions on each subject that were neither taken back nor replaced, in order."""
    stacks: dict[Key, list[Decision]] = {}
    undone = [event.decision for event in events if isinstance(event, Undo)]
    for event in events:
        if isinstance(event, Decision):
            if event.id in undone:
                undone.remove(event.id)
                continue
            if event.replaces:
                stacks = {k: [d for d in stack if d.id != event.replaces] for k, stack in stacks.items()}
            stacks.setdefault(event.subject.key, []).append(event)
    return stacks
