"""Copy from files into claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import InputError, UnreadableFile
from checker.model import Asset, Skipped
from checker.pipeline.injection import note_of_injection
from checker.pipeline.llm_opening import wants_llm
from checker.pipeline.progress import Reporter, Stage
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.sources.files import SourceFile


def read_assets(
    paths: Sequence[Path], settings: Settings, tell: Reporter
) -> tuple[list[Asset], list[Skipped]]:
    """The assets under the paths, in order of name, and what could not be read.

    Raises:
        InputError: A path does not exist, there is nothing under the paths, or nothing could be read.
    """
    from checker.sources.files import find_files

    files, skipped = find_files(paths, int(settings.store.max_file_mb * 1_000_000))
    stage = Stage(tell, "Reading copy", len(files))
    assets: list[Asset] = []
    for source in files:
        try:
            assets.append(read_asset(source, settings))
        except UnreadableFile as error:
            skipped.append(Skipped(error.file, error.reason, error.remedy))
        stage.step()
    if not assets:
        where = ", ".join(str(p) for p in paths)
        if not skipped:
            raise InputError(f"{where}: no copy found there", "Give a file or folder of campaign copy.")
        first = skipped[0]
        raise InputError(f"no copy could be read: {first.file}: {first.reason}", first.remedy)
    return assets, sorted(skipped, key=lambda s: s.file)


def read_asset(source: SourceFile, settings: Settings) -> Asset:
    """One file as an asset.

    Raises:
        UnreadableFile: It cannot be opened or understood.
    """
    from checker.sources.copy.registry import read_copy

    data = source.read()
    asset = read_copy(data, source.file)
    note = note_of_injection(data, asset) if wants_llm(settings) else ""
    return replace(asset, notes=(*asset.notes, note)) if note else asset
