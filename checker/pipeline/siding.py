"""Who is on which side, said by hand once: every reader of calls follows, whoever starts it."""

from __future__ import annotations

from pathlib import Path

from checker.model import Side
from checker.settings import Settings


def sides_path(settings: Settings) -> Path:
    """The file that keeps it, beside decisions and runs."""
    from checker.pipeline.following import work_folder
    from checker.sources.side_book import NAME

    return work_folder(settings) / NAME


def settled(settings: Settings) -> Settings:
    """Settings in which what was said by hand holds over `[sides]` of checker.toml.

    Raises:
        SettingsError: The file is damaged.
    """
    from checker.sources.side_book import read_sides, with_sides

    return with_sides(settings, read_sides(sides_path(settings)))


def say_side(settings: Settings, file: str, name: str, side: Side) -> None:
    """Keeps who is on which side; the next `index` carries it through.

    Args:
        settings: Say where it is kept.
        file: Call file as the store names it; `*` means every call.
        name: Speaker.
        side: Where they stand.

    Raises:
        SettingsError: The file is damaged.
        StoreError: It cannot be written.
    """
    from checker.sources.side_book import write_side

    write_side(sides_path(settings), file, name, side)
