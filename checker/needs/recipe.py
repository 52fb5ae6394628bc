"""The numbers that grouping runs with, as `python -m checker.training.kinds` measured them."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import ModelError
from checker.needs.kinds import MODELS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Gate:
    """Tells which groups are needs that no claim speaks to, from three plain numbers of a group.

    Attributes:
        nearness: Weight of how near the claims are to the statements; below 0.
        bearing: Weight of how sure it is that the statements carry a need.
        today: Weight of how much the statements tell how things are done today.
        bias: Added to the weighted sum.
        least: What the sum must reach.
    """

    nearness: float
    bearing: float
    today: float
    bias: float
    least: float

    def score(self, nearness: float, bearing: float, today: float) -> float:
        """Log odds that a group is a need that the copy does not speak to."""
        weighted = self.nearness * nearness + self.bearing * bearing + self.today * today
        return weighted + self.bias

    def passes(self, nearness: float, bearing: float, today: float) -> bool:
        """True if the group may be shown as an unmet need."""
        score = self.score(nearness, bearing, today)
        return math.isfinite(score) and score >= self.least


@dataclass(frozen=True, slots=True)
class Recipe:
    """Of one version of the embedder.

    Attributes:
        bearing: Probability from which a statement counts as need-bearing.
        threshold: Mean likeness to which groups are merged.
        close: Mean likeness from which a group is shown as a need, unmet or not.
        answer: Mean cosine of a claim and a need's statements from which the claim answers the need.
        gate: For unmet needs.
        means: Mean vector of statements of all industries, with what was said before and without;
            None to centre on the corpus alone.
    """

    bearing: float
    threshold: float
    close: float
    answer: float
    gate: Gate
    means: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None

    @classmethod
    def load(cls, folder: Path = MODELS / "kinds") -> Recipe:
        """The recipe in a folder of `weights.npz` and `meta.json`.

        Raises:
            ModelError: It is missing or lacks a number.
        """
        import numpy as np

        try:
            raw = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["grouping"]
            gate = Gate(**{name: float(value) for name, value in raw["gate"].items()})
            numbers = {name: float(raw[name]) for name in ("bearing", "threshold", "close", "answer")}
            with np.load(folder / "weights.npz", allow_pickle=False) as stored:
                means = (stored["mean_in_context"], stored["mean_alone"])
            return cls(**numbers, gate=gate, means=means)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(
                f"The numbers for grouping needs in {folder} cannot be read ({error})",
                "Reinstall the package, or run `python -m checker.training.kinds` to make them again.",
            ) from error
