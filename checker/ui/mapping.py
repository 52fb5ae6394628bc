"""Places of statements on a flat map, from their vectors: the two directions in which they differ most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from checker.model import Need
from checker.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Places = dict[tuple[str, int], tuple[float, float]]
_MOST = 2_000


def places_of(settings: Settings, needs: Sequence[Need]) -> Places:
    """For the id of a need and the row of a statement, its place from 0 to 1 each way."""
    from checker.pipeline.opening import embedder_of

    keys = [(need.id, row) for need in needs for row, _ in enumerate(need.statements)][:_MOST]
    texts = {(need.id, row): item.quote for need in needs for row, item in enumerate(need.statements)}
    if len(keys) < 3:
        return {}
    flat_ = flat(embedder_of(settings).embed([texts[key] for key in keys]))
    return {key: (float(x), float(y)) for key, (x, y) in zip(keys, flat_, strict=True)}


def flat(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Principal components one and two of unit vectors, scaled to 0..1; the same input, the same map."""
    import numpy as np

    centred = vectors - vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    for axis in axes[:2]:
        # The sign of a direction is arbitrary: the largest entry is made positive.
        axis *= np.sign(axis[np.abs(axis).argmax()]) or 1.0
    out = centred @ axes[:2].T
    low, high = out.min(axis=0), out.max(axis=0)
    scaled: NDArray[np.float32] = (out - low) / np.maximum(high - low, 1e-9)
    return scaled
