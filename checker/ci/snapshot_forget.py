"""Takes calls out of an evidence snapshot that was written earlier, and seals it again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from checker.ci.snapshot import call_id
from checker.ci.snapshot_file import dump, load, write
from checker.model import Call


def forget_calls(path: Path, calls: Iterable[Call], holds: Callable[[str], bool]) -> int:
    """Removes all lines of calls, and every statement in which a name was left unmasked.

    Args:
        path: The snapshot.
        calls: As they were when it was written; another text is another id there.
        holds: Whether a text holds a name that is to be forgotten.

    Returns:
        How many lines went.

    Raises:
        InputError: It is no snapshot, or cannot be written.
    """
    head, records = load(path)
    gone = {call_id(call) for call in calls}
    kept = [fresh for record in records if (fresh := _without(record, gone, holds)) is not None]
    if kept != records:
        write(path, dump(head.embedder, kept))
    return len(records) - len(kept)


def _without(record: dict[str, Any], gone: set[str], holds: Callable[[str], bool]) -> dict[str, Any] | None:
    if record.get("call") in gone or record.get("statement") in gone:
        return None
    if "statement" in record and holds(json.dumps([record["text"], record["context"]], ensure_ascii=False)):
        return None
    if "deal" in record:
        calls = [call for call in record["calls"] if call not in gone]
        return {**record, "calls": calls} if calls else None
    return record
