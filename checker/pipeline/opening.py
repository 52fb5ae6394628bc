"""From settings to the parts of a run: embedder, store, judge, company."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checker.settings import Settings

if TYPE_CHECKING:
    from checker.judge.base import Judge
    from checker.sources.speakers import Company
    from checker.store.access import Access
    from checker.store.embedding import Embedder
    from checker.store.index import Store


def embedder_of(settings: Settings, *, threads: int = 0) -> Embedder:
    """The embedder that the settings choose: OpenAI's where one is named, else the project's own.

    Args:
        settings: Of the run.
        threads: That the project's own may use; 0 takes the machine's.
    """
    if settings.judge.embeddings:
        from checker.store.openai_embedder import OpenAIEmbedder

        return OpenAIEmbedder(settings.judge.embeddings, base_url=settings.judge.base_url or None)
    from checker.store.local_embedder import LocalEmbedder

    return LocalEmbedder(threads=threads)


def open_store(settings: Settings, *, write: bool) -> Store:
    """The store of the settings; see `Store.open`."""
    from checker.store.index import Store

    return Store.open(settings.location, embedder_of(settings), write=write, access=access_of(settings))


def access_of(settings: Settings) -> Access | None:
    """How the server of the settings is entered; None for a folder.

    Raises:
        SettingsError: The environment's token or headers cannot be sent.
    """
    from checker.store.access import Access

    return Access.of_environment(settings.store.ca_file) if settings.store.url else None


def home_of(settings: Settings) -> Path:
    """Folder for what lies beside the vectors on this machine: the verdict cache, runs."""
    return Path(".checker") if settings.store.url else Path(settings.store.path)


def judge_of(settings: Settings, *, home: Path | None = None, threads: int = 0) -> Judge:
    """The judge that the settings choose, behind the verdict cache.

    Args:
        settings: Of the run.
        home: Folder of the cache; that of the settings if None.
        threads: That the embedded judge may use; 0 takes the machine's.

    Raises:
        SettingsError: An LLM is asked for and none is configured, or its key is missing.
    """
    from checker.judge.cached import CachedJudge
    from checker.judge.embedded import EmbeddedJudge
    from checker.store.verdicts import SqliteVerdicts

    home = home or home_of(settings)
    verdicts = SqliteVerdicts(home / "verdicts.sqlite3")
    if settings.judge.use == "llm" or (settings.judge.use == "auto" and settings.judge.model):
        from checker.pipeline.llm_opening import chain_judge

        return CachedJudge(chain_judge(settings, home), verdicts)
    return CachedJudge(EmbeddedJudge(threads=threads), verdicts)


def company_of(settings: Settings) -> Company:
    """Who we are, for telling sides."""
    from checker.sources.speakers import Company

    company = settings.company
    return Company(
        name=company.name,
        product=company.product,
        domains=tuple(company.domains),
        people=tuple(company.people),
        sides=settings.sides,
    )
