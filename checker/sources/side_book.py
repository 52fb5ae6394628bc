"""What people said by hand about who is on which side, kept in a file of ours.

The file is TOML, `[sides."calls/03.vtt"]` with `"Name" = "buyer"` lines, as `[sides]` of checker.toml. It
wins over that: it was said later, by somebody who had the call before their eyes.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import cast, get_args

from checker.errors import SettingsError, StoreError, StoreLocked
from checker.model import Side
from checker.settings import Settings

NAME = "sides.toml"
Sides = dict[str, dict[str, Side]]


def read_sides(path: Path) -> Sides:
    """What was said so far; nothing where there is no file.

    Raises:
        SettingsError: The file is not what we write.
    """
    if not path.is_file():
        return {}
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8")).get("sides", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}", "Correct or delete it.") from error
    known = get_args(Side)
    return {
        str(file): {str(name): cast(Side, side) for name, side in names.items() if side in known}
        for file, names in data.items()
        if isinstance(names, Mapping)
    }


def write_side(path: Path, file: str, name: str, side: Side, *, wait: float = 10.0) -> None:
    """Adds what was said about one speaker.

    Two writers take turns, so that neither loses what the other said.

    Args:
        path: The file; made with its folder.
        file: Call file; `*` means every call.
        name: Speaker as the call names them.
        side: Where they stand.
        wait: Seconds to wait for another writer.

    Raises:
        SettingsError: The file is not what we write.
        StoreLocked: Another process writes.
        StoreError: The folder cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=wait):
            sides = read_sides(path)
            sides.setdefault(file, {})[name] = side
            new = path.with_name(path.name + ".new")
            new.write_text(_text(sides), encoding="utf-8")
            new.replace(path)
    except Timeout:
        raise StoreLocked(f"{path}: somebody else is writing", "Try again in a moment.") from None
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}", "Check its permissions.") from error


def with_sides(settings: Settings, sides: Sides) -> Settings:
    """Settings in which the sides that were said by hand hold."""
    if not sides:
        return settings
    merged: Sides = {file: dict(names) for file, names in settings.sides.items()}
    for file, names in sides.items():
        merged.setdefault(file, {}).update(names)
    return settings.model_copy(update={"sides": merged})


def _text(sides: Sides) -> str:
    lines = ["# Who is on which side, as somebody said in the web UI. Delete a line to take it back.", ""]
    for where in sorted(sides):
        lines.append(f"[sides.{_quoted(where)}]")
        lines += [f"{_quoted(who)} = {_quoted(said)}" for who, said in sorted(sides[where].items())]
        lines.append("")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A TOML basic string."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007f")
