"""`checker-ignore.yaml`: read, and an entry added at its end without touching what people wrote there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, field_validator

from checker.errors import InputError
from checker.model import Finding
from checker.triage.ignores import Ignore, problem_of
from checker.triage.subjects import subject_of

NAME = "checker-ignore.yaml"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: str
    reason: str
    file: str = ""
    quote: str = ""
    fingerprint: str = ""
    until: str = ""

    @field_validator("*", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        # YAML reads 2027-03-31 as a date and an id of digits as a number.
        return value if value is None or isinstance(value, (list, dict)) else str(value)


_ENTRIES = TypeAdapter(list[_Entry])


def read_side_file(path: Path) -> list[Ignore]:
    """Ignores of the side file; none if there is no such file.

    Raises:
        InputError: The file cannot be read, or an entry is not one.
    """
    text = _text(path)
    if not text.strip():
        return []
    try:
        entries = _ENTRIES.validate_python(yaml.safe_load(text) or [])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        raise InputError(f"{place}: not valid YAML", "See docs/triage.md for an example.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(p + 1) if isinstance(p, int) else p for p in first["loc"])
        raise InputError(
            f"{path}: entry {where}: {first['msg']}", "See docs/triage.md for an example."
        ) from error
    return [_ignore(path, number, entry) for number, entry in enumerate(entries, 1)]


def add_to_side_file(path: Path, finding: Finding, reason: str, until: str = "") -> bool:
    """Adds an entry that covers one finding; False if the file has one already.

    Raises:
        InputError: No reason, or the file cannot be read or written.
    """
    if not reason.strip():
        raise InputError("an ignore takes a reason", 'Add --reason "…".')
    with _locked(path):
        if any(ignore.fingerprint and ignore.covers(finding) for ignore in read_side_file(path)):
            return False
        subject = subject_of(finding)
        entry = {
            "file": subject.file,
            "kind": subject.kind,
            "fingerprint": subject.fingerprint,
            "quote": subject.text,
            "reason": reason.strip(),
            "until": until,
        }
        there = _text(path)
        added = yaml.safe_dump(
            [{k: v for k, v in entry.items() if v}], sort_keys=False, allow_unicode=True, width=10_000
        )
        gap = "" if not there or there.endswith("\n") else "\n"
        try:
            with path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(gap + added)
        except OSError as error:
            raise InputError(f"{path}: cannot be written: {error.strerror}", "Check the folder.") from error
    return True


def _ignore(path: Path, number: int, entry: _Entry) -> Ignore:
    place = f"{path.name}, entry {number}"
    problem = problem_of(entry.kind, entry.reason)
    if not problem and not (entry.quote or entry.fingerprint or entry.file):
        problem = f"{entry.kind} would cover all findings; name a file, a quote or a fingerprint"
    if problem:
        raise InputError(f"{place}: {problem}", "Correct that entry.")
    return Ignore(
        kind=entry.kind,
        reason=entry.reason,
        place=place,
        file=entry.file,
        quote=entry.quote,
        fingerprint=entry.fingerprint,
        until=entry.until,
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}", "Save it as UTF-8.") from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    folder = path.parent / ".checker"
    try:
        folder.mkdir(exist_ok=True)
        with FileLock(str(folder / "ignore.lock"), timeout=10):
            yield
    except Timeout:
        raise InputError(f"{path}: somebody else is writing", "Try again in a moment.") from None
