"""Copy from files into claims."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from checker.errors import InputError
from checker.model import Asset, Skipped
from checker.pipeline.llm_opening import wants_llm
from checker.pipeline.progress import Reporter, Stage
from checker.pipeline.reading_pool import read_copies
from checker.settings import Settings


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
    with closing(read_copies(files, wants_llm(settings))) as found:
        for item in found:
            if isinstance(item, Skipped):
                skipped.append(item)
            else:
                assets.append(item)
            stage.step()
    if not assets:
        where = ", ".join(str(p) for p in paths)
        if not skipped:
            raise InputError(f"{where}: no copy found there", "Give a file or folder of campaign copy.")
        first = skipped[0]
        raise InputError(f"no copy could be read: {first.file}: {first.reason}", first.remedy)
    return assets, sorted(skipped, key=lambda s: s.file)
