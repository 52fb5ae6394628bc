"""Works out what reviews need of the calls while they are being indexed, so that no review waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.errors import ModelError
from checker.pipeline.progress import Reporter, Stage
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.store.index import Store

STAGE = "Preparing reviews"


def prepare(store: Store, settings: Settings, tell: Reporter) -> None:
    """Keeps beside an index what depends on its calls only; nothing where that is done already.

    Args:
        store: Open, with all calls that it is to have.
        settings: Of the run.
        tell: Told about progress; may raise to cancel, for a review makes what is missing.
    """
    from checker.needs.recipe import Recipe
    from checker.pipeline.grouping import bearing_of, is_grouped
    from checker.pipeline.hearing import heard_in, usual_vector
    from checker.retrieve.held import held
    from checker.store.local_embedder import LocalEmbedder

    own, project = not settings.judge.embeddings, LocalEmbedder()
    if own and store.embedder != f"{project.name} {project.version}":
        return  # of vectors of another embedder nothing can be told
    try:
        # Groups take longest and are made last, so that with them all is there.
        if not store.stats().buyer or is_grouped(store, own):
            return
        stage = Stage(tell, STAGE, 5)
        held(store, "buyer")
        stage.step()
        held(store, "ours")
        stage.step()
        heard_in(store)
        stage.step()
        if not own:  # else it is made along with the groups, which read the same vectors
            usual_vector(store)
        stage.step()
        bearing_of(store, Recipe.load(), own)
        stage.step()
    except ModelError:
        return  # calls can be indexed without these models; the review says what is wrong
