"""The baseline: findings that the team knows of, one file, committed beside the copy.

Each entry is a fingerprint with the words it was made of, so that an entry can be told apart when its
file is gone. Entries are sorted by file and words, one field a line: a change of one finding is a change
of its own lines. No words of calls are in it. `evidence` tells whether the calls have changed since.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, get_args

from checker.errors import InputError
from checker.model import Finding, FindingKind, Severity
from checker.model.outcome import Known

SCHEMA: Final = 1
DEFAULT: Final = Path("checker-baseline.json")
_COUNTED: Final = re.compile(r"(?<=^[0-9a-f]{16})-\d+$")


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is known.

    Attributes:
        known: Entries by fingerprint.
        evidence: Digest of the calls when it was written.
        judge: Model that judged then.
    """

    known: dict[str, Known]
    evidence: str = ""
    judge: str = ""


def fingerprint_of(ident: str) -> str:
    """An id of a finding without the counter of repeated words."""
    return _COUNTED.sub("", ident)


def known_of(finding: Finding) -> Known:
    """A finding as an entry."""
    claim, other = finding.claim, finding.other
    return Known(
        id=fingerprint_of(finding.id),
        kind=finding.kind,
        severity=finding.severity,
        claim=claim.quote if claim else "",
        file=claim.file if claim else "",
        other=other.quote if other else "",
        other_file=other.file if other else "",
        calls=finding.reach.calls,
        accounts=finding.reach.accounts,
    )


def baseline_of(findings: Iterable[Finding], evidence: str, judge: str) -> Baseline:
    """A baseline of findings; of equal words in several files the first counts."""
    known: dict[str, Known] = {}
    for finding in findings:
        entry = known_of(finding)
        known.setdefault(entry.id, entry)
    return Baseline(known, evidence, judge)


def dump(baseline: Baseline) -> str:
    """The baseline as JSON."""
    entries = sorted(baseline.known.values(), key=lambda k: (k.file, k.claim, k.kind, k.id))
    record = {
        "schema": SCHEMA,
        "judge": baseline.judge,
        "evidence": baseline.evidence,
        "findings": [asdict(entry) for entry in entries],
    }
    text = json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return text.encode("utf-8", "replace").decode("utf-8")


def read(path: Path) -> Baseline:
    """The baseline of a file; an empty one if there is no such file.

    Raises:
        InputError: It cannot be read, or is no baseline.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8-sig"))
        if record["schema"] != SCHEMA:
            raise InputError(f"{path}: a baseline of another version", "Update the checker.")
        entries = [_entry(item) for item in record["findings"]]
    except FileNotFoundError:
        return Baseline({})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path}: not a baseline: {error}", "Write it anew with `checker ci --update-baseline`."
        ) from error
    return Baseline({e.id: e for e in entries}, str(record.get("evidence", "")), str(record.get("judge", "")))


def write(path: Path, baseline: Baseline) -> None:
    """Writes a baseline; a file that would not change is left alone.

    Raises:
        InputError: It cannot be written.
    """
    text = dump(baseline)
    try:
        if path.exists() and path.read_text(encoding="utf-8") == text:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be written: {error}", "Choose another place.") from error


def _entry(item: dict[str, Any]) -> Known:
    kept = {field.name: item[field.name] for field in fields(Known) if field.name in item}
    entry = Known(**kept)
    if entry.kind not in get_args(FindingKind) or entry.severity not in get_args(Severity):
        raise ValueError(f"entry {entry.id} is of an unknown kind or severity")
    return entry
