"""What a model answered, as a file for another machine: a build server then asks nothing.

The file holds no text of calls or copy: a language model's answers are sealed with their questions (see
`checker.judge.sealed`), and of verdicts only the relation and its scores go in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from checker.errors import InputError
from checker.model import Relation, Usage, Verdict
from checker.pipeline.opening import home_of
from checker.settings import Settings

_HEAD = {"checker-cache": 1}
_CHUNK = 500


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Reply(_Strict):
    kind: Literal["reply"]
    key: str
    prompt: str
    answer: str
    usage: list[int]


class _Verdict(_Strict):
    kind: Literal["verdict"]
    key: str
    relation: Relation
    judge: str
    scores: list[float]


def export_cache(settings: Settings, path: Path) -> tuple[int, int]:
    """Writes the caches of the index to a file, the same bytes for the same caches.

    Returns:
        How many answers of a language model and how many verdicts it holds.

    Raises:
        InputError: The file cannot be written.
    """
    from checker.judge.sealed import is_sealed
    from checker.store.replies import SqliteReplies
    from checker.store.verdicts import SqliteVerdicts

    home = home_of(settings)
    replies = SqliteReplies(home / "replies.sqlite3")
    try:
        answers = [
            {"kind": "reply", "key": key, "prompt": prompt, "answer": text, "usage": list(_numbers(usage))}
            for key, prompt, text, usage in replies.rows()
            if is_sealed(text)
        ]
    finally:
        replies.close()
    # A verdict that quotes comes from a language model, whose answers are there already.
    verdicts = [
        {"kind": "verdict", "key": key, "relation": v.relation, "judge": v.judge, "scores": list(v.scores)}
        for key, v in SqliteVerdicts(home / "verdicts.sqlite3").rows()
        if not v.quote and not v.reason
    ]
    _write(path, [_HEAD, *answers, *verdicts])
    return len(answers), len(verdicts)


def import_cache(settings: Settings, path: Path) -> tuple[int, int]:
    """Takes what `export_cache` wrote into the caches of the index.

    Returns:
        How many answers of a language model and how many verdicts were taken.

    Raises:
        InputError: The file is missing or no such file; nothing is taken then.
    """
    from checker.store.replies import SqliteReplies
    from checker.store.verdicts import SqliteVerdicts

    read = list(_read(path))
    answers = [row for row in read if isinstance(row, _Reply)]
    verdicts = {
        row.key: Verdict(row.relation, row.judge, tuple(row.scores))
        for row in read
        if isinstance(row, _Verdict)
    }
    home = home_of(settings)
    replies = SqliteReplies(home / "replies.sqlite3")
    try:
        for row in answers:
            replies.put(row.key, row.prompt, row.answer, Usage(*row.usage))
    finally:
        replies.close()
    SqliteVerdicts(home / "verdicts.sqlite3").put_many(verdicts)
    return len(answers), len(verdicts)


def _numbers(usage: Usage) -> tuple[int, int, int]:
    return usage.llm_calls, usage.input_tokens, usage.output_tokens


def _write(path: Path, rows: Iterable[object]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}", "Choose another place.") from error


def _read(path: Path) -> Iterable[_Reply | _Verdict]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise InputError(
            f"{path}: cannot be read: {said}", "Give a file of `checker cache export`."
        ) from error
    if not lines or lines[0] != json.dumps(_HEAD):
        raise InputError(f"{path}: no export of a cache", "Give a file of `checker cache export`.")
    for number, line in enumerate(lines[1:], 2):
        try:
            kind = _Verdict if '"kind": "verdict"' in line[:24] else _Reply
            row = kind.model_validate_json(line)
            if isinstance(row, _Reply) and (len(row.usage) != 3 or min(row.usage) < 0):
                raise ValueError("usage")
        except (ValidationError, ValueError) as error:
            raise InputError(f"{path}:{number}: not an entry of a cache", "Export it again.") from error
        yield row
