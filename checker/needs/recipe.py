"""The numbers that grouping runs with, as `python -m checker.training.kinds` measured them."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import ModelError
from checker.needs.kinds import KINDS, MODELS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PLAINEST = 6
"""Statements of a group by which it is weighed: those that voice the need most plainly."""

_LEAST_SHARE = 1e-3


@dataclass(frozen=True, slots=True)
class Gate:
    """Tells how plainly statements voice a need, and which groups of them are needs that no claim speaks to.

    Attributes:
        kinds: Weight of the log of the probability of each of KINDS.
        length: Weight of the log of the number of words.
        nearness: Weight of how near the claims are; below 0.
        usual: Nearness that counts as neither near nor far.
        bias: Added to the weighted sum of a statement.
        cohesion: Weight of the mean likeness of a group's statements.
        wide: What the merit of a wide group must reach, so that it is kept together.
        plain: What the merit of any other group must reach, so that it is shown.
        least: What merit and distance from the copy must reach, so that a need is unmet.
    """

    kinds: tuple[float, ...]
    length: float
    nearness: float
    usual: float
    bias: float
    cohesion: float
    wide: float
    plain: float
    least: float

    def voices(self, shares: NDArray[np.float32], texts: Sequence[str]) -> NDArray[np.float64]:
        """Log odds that each statement voices what copy could lack: shape (n,).

        Args:
            shares: Probability of each of KINDS: (n, 5).
            texts: The statements' own words.
        """
        return said(shares, texts) @ [*self.kinds, self.length] + self.bias

    def merit(self, voices: Sequence[float], likeness: float) -> float:
        """How much a group is one plainly voiced need; a long tail of weak statements does not hide it.

        Args:
            voices: Of the group's statements.
            likeness: Mean of any two of them.
        """
        plainest = sorted(voices, reverse=True)[:PLAINEST]
        return sum(plainest) / max(1, len(plainest)) + self.cohesion * likeness

    def shows(self, merit: float, *, alike: bool) -> bool:
        """True if a group may be shown as a need, met or not.

        Args:
            merit: Of the group.
            alike: Whether its statements are close to each other.
        """
        return merit >= self.wide or (alike and merit >= self.plain)

    def passes(self, merit: float, nearness: float) -> bool:
        """True if a group may be shown as an unmet need."""
        score = merit + self.nearness * (nearness - self.usual)
        return math.isfinite(score) and score >= self.least


def said(shares: NDArray[np.float32], texts: Sequence[str]) -> NDArray[np.float64]:
    """What a gate weighs of each statement: shape (n, 6)."""
    import numpy as np

    words = [[math.log(1 + len(text.split()))] for text in texts]
    logs = np.log(np.clip(shares, _LEAST_SHARE, 1)).reshape(-1, len(KINDS))
    return np.hstack([logs, np.array(words, dtype=np.float64).reshape(-1, 1)])


@dataclass(frozen=True, slots=True)
class Recipe:
    """Of one version of the embedder.

    Attributes:
        bearing: Probability from which a statement counts as need-bearing.
        threshold: Cohesion that a wide group of plain statements needs.
        core: Cohesion that its core needs; see `Grouper`.
        tight: Mean likeness to which all other groups are merged.
        close: Mean likeness from which such another group is shown as a need.
        answer: Mean cosine of a claim and a need's statements from which the claim answers the need.
        gate: For unmet needs.
        means: Mean vector of statements of all industries, with what was said before and without;
            None to centre on the corpus alone.
    """

    bearing: float
    threshold: float
    core: float
    tight: float
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
            plain = {name: float(value) for name, value in raw["gate"].items() if name != "kinds"}
            gate = Gate(kinds=tuple(float(raw["gate"]["kinds"][kind]) for kind in KINDS), **plain)
            numbers = {
                name: float(raw[name])
                for name in ("bearing", "threshold", "core", "tight", "close", "answer")
            }
            with np.load(folder / "weights.npz", allow_pickle=False) as stored:
                means = (stored["mean_in_context"], stored["mean_alone"])
            return cls(**numbers, gate=gate, means=means)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(
                f"The numbers for grouping needs in {folder} cannot be read ({error})",
                "Reinstall the package, or run `python -m checker.training.kinds` to make them again.",
            ) from error
