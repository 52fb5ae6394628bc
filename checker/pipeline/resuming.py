"""What was found on each draft of a batch, kept by content, so that a batch that was stopped goes on.

    batch/<key>.json        what a review of one draft found, before decisions and ignores are laid over it

The key is a hash of everything that decides it: the draft, the calls, the deals, the judge, the settings and
this version. A record quotes calls, as the runs beside it do; it may be deleted at any time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, Final

from checker import __version__
from checker.model import Run, digest
from checker.settings import Settings

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from checker.needs.stable import NeedsBook
    from checker.store.index import Store

MODELS: Final = Path(__file__).resolve().parent.parent / "models"
KEPT: Final = 500
"""Records that are kept, the latest ones."""


class Records:
    """The records in one folder. A folder that cannot be used is no error: nothing is remembered then.

    Args:
        folder: Made at the first record.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Run | None:
        """What was found under a key; None if it is not known or cannot be read."""
        try:
            return self._adapter.validate_python(json.loads(self._path(key).read_text(encoding="ascii")))
        except (OSError, ValueError):  # what pydantic raises is a ValueError too
            return None

    def put(self, key: str, run: Run) -> None:
        """Keeps what was found; a kill leaves no half of a record."""
        text = json.dumps(self._adapter.dump_python(run, mode="python"), separators=(",", ":"))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(
                "w", encoding="ascii", dir=self._folder, suffix=".part", delete=False
            ) as file:
                file.write(text)
            os.replace(file.name, self._path(key))
        except OSError:
            return

    def prune(self, used: Iterable[str]) -> None:
        """Removes all but the latest records; those of the keys given stay in any case."""
        try:
            found = sorted(self._folder.glob("*.json"), key=lambda p: (-p.stat().st_mtime_ns, p.name))
            keep = {self._path(key) for key in used}
            for path in found[KEPT:]:
                if path not in keep:
                    path.unlink(missing_ok=True)
            for left in self._folder.glob("*.part"):
                left.unlink(missing_ok=True)
        except OSError:
            return

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    @cached_property
    def _adapter(self) -> TypeAdapter[Run]:
        from pydantic import TypeAdapter

        return TypeAdapter(Run)


def decided_by(store: Store, settings: Settings, judge: tuple[str, str], book: NeedsBook) -> str:
    """Digest of all that decides what is found on a draft, the draft itself aside.

    Args:
        store: The calls and deals.
        settings: Of the run; where the store lies and what a run may cost do not matter.
        judge: Its name and model.
        book: Of needs; what was done to them by hand changes them.
    """
    from checker.pipeline.opening import embedder_of

    embedder = embedder_of(settings)
    files = sorted(f"{file} {stat.sha256} {stat.recipe}" for file, stat in store.files().items())
    chosen: dict[str, Any] = settings.model_dump(
        exclude={"store": True, "report": {"fail_on"}, "judge": {"max_cost", "max_tokens"}}
    )
    edits = json.dumps([book.titles, book.merged, book.split], sort_keys=True)
    prompts = Path(settings.judge.prompts) if settings.judge.prompts else None
    own = sorted(p.read_text("utf-8", "replace") for p in prompts.glob("*.md")) if prompts else []
    models = sorted(path.read_text(encoding="utf-8") for path in MODELS.glob("*/meta.json"))
    return digest(
        __version__,
        *judge,
        embedder.name,
        embedder.version,
        json.dumps(chosen, sort_keys=True, default=str),
        digest(*files),
        digest(*map(str, store.deals())),
        edits,
        digest(*own),
        digest(*models),
        length=32,
    )
