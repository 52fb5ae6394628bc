"""The shipped embedder: unit vectors that depend on their own text only."""

import numpy as np

from checker.store.local_embedder import LocalEmbedder

TEXTS = [
    "Live in two weeks.",
    "We signed in February, and we were still typing things in on the Fourth of July.",
    "Rep: How long did it take?\nAbout six months, all told, and that was with your people in the room.",
    "ok",
]


def test_a_text_has_the_same_vector_whatever_it_is_embedded_with() -> None:
    embedder = LocalEmbedder()
    together = embedder.embed(TEXTS)
    alone = np.vstack([embedder.embed([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(embedder.embed(TEXTS[::-1])[::-1], together, atol=1e-5)


def test_vectors_are_of_unit_length_and_nothing_gives_none() -> None:
    embedder = LocalEmbedder()
    np.testing.assert_allclose(np.linalg.norm(embedder.embed(TEXTS), axis=1), 1, atol=1e-5)
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_how_many_are_embedded_side_by_side_changes_nothing() -> None:
    texts = [*TEXTS, *(f"{text} Still, {number} of us said so." for number in range(5) for text in TEXTS)]
    alone = LocalEmbedder(threads=1, batch_size=1).embed(texts)
    for threads, size in ((1, 32), (3, 4), (0, 8)):
        np.testing.assert_allclose(
            LocalEmbedder(threads=threads, batch_size=size).embed(texts), alone, atol=1e-5
        )
