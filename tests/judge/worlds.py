"""A world of corpus/worlds reviewed by a language model at an address, in a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checker.evaluate.gold import World, read_world
from checker.model import Call, Run
from checker.pipeline import index
from checker.pipeline.llm_review import review_by_llm
from checker.pipeline.opening import open_store
from checker.pipeline.progress import Reporter, silent
from checker.pipeline.reading import read_assets
from checker.pipeline.reviewing import deals_by_call
from checker.segments.claims import claims
from checker.settings import JudgeSection
from tests.fakes import WordEmbedder

WORLDS = Path(__file__).parent.parent.parent / "corpus" / "worlds"


@dataclass
class Opened:
    """An indexed world; `review` may be called again."""

    world: World

    def review(self, url: str, tell: Reporter = silent, campaign: str = "campaign", **judge) -> Run:
        settings = self.world.settings.model_copy(
            update={"judge": JudgeSection(use="llm", model="m", base_url=url, **judge)}
        )
        assets, _ = read_assets([Path(campaign)], settings, tell)
        found = [claim for asset in assets for claim in claims(asset)]
        with open_store(settings, write=False) as store:
            return review_by_llm(store, settings, assets, found, deals_by_call(store), tell)

    def calls(self) -> list[Call]:
        with open_store(self.world.settings, write=False) as store:
            return list(store.calls())


@contextmanager
def opened(
    name: str, place: Path, patch: pytest.MonkeyPatch, folder: Path | None = None, embedder: Any = None
) -> Iterator[Opened]:
    """A world, indexed, as the working directory; `folder` is where it lies if not in corpus/worlds."""
    used = embedder or WordEmbedder()
    patch.setattr("checker.pipeline.opening.embedder_of", lambda _: used)
    folder = folder or WORLDS / name
    patch.chdir(folder)
    world = read_world(folder, place / "store")
    index([Path("calls")], world.settings, deals=Path("calls.csv"))
    yield Opened(world)
