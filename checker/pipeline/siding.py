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


def carry_sides(settings: Settings) -> int:
    """Carries what was said into the store where no transcript is read: their files may have gone since.

    Returns:
        Files of the store whose sides are others now.

    Raises:
        SettingsError: The file of sides is damaged.
        StoreError: The store cannot be opened or written.
    """
    from checker.pipeline.opening import company_of, open_store
    from checker.pipeline.side_telling import readings, told_of
    from checker.pipeline.spool import CallSpool
    from checker.sources.deals import Deals

    company = company_of(settled(settings))
    with open_store(settings, write=True) as store, CallSpool() as spool:
        told = told_of(store, [], (), company, Deals(tuple(store.deals())))
        for reading in readings(store, told, spool):
            store.put(reading)
    return told.files
