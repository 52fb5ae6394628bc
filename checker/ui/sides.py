"""What people said in the web UI about who is on which side, kept in a file of ours.

The file is TOML, `[sides."calls/03.vtt"]` with `"Name" = "buyer"` lines, as `[sides]` of checker.toml. It
wins over that: it was said later, by somebody who had the call before their eyes.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import cast, get_args

from checker.errors import SettingsError
from checker.model import Side
from checker.settings import Settings

Sides = dict[str, dict[str, Side]]


def sides_file(home: Path) -> Path:
    """Where they are kept, in the checker's folder."""
    return home / "sides.toml"


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


def write_side(path: Path, file: str, name: str, side: Side) -> None:
    """Adds what was said about one speaker; `*` as file means on every call."""
    sides = read_sides(path)
    sides.setdefault(file, {})[name] = side
    lines = ["# Written by the web UI: who is on which side. Delete a line to take it back.", ""]
    for where in sorted(sides):
        lines.append(f"[sides.{_quoted(where)}]")
        lines += [f"{_quoted(who)} = {_quoted(said)}" for who, said in sorted(sides[where].items())]
        lines.append("")
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    new.write_text("\n".join(lines), encoding="utf-8")
    new.replace(path)


def with_sides(settings: Settings, sides: Sides) -> Settings:
    """Settings in which the sides that were said here hold."""
    merged: Sides = {file: dict(names) for file, names in settings.sides.items()}
    for file, names in sides.items():
        merged.setdefault(file, {}).update(names)
    return settings.model_copy(update={"sides": merged})


def _quoted(text: str) -> str:
    """A TOML basic string."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007f")
