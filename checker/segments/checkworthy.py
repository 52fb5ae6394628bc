"""How likely a line of copy states something that a buyer could confirm, contradict or shrug off.

Copy is half story: jokes, scenes, section labels, notes to writers. They clash with nothing, but lie near to
many statements and take them from the lines that promise something. Fact-checkers call the property
check-worthiness (Hassan et al. 2017, "Toward automated fact-checking: detecting check-worthy factual claims
by ClaimBuster"). A logistic regression on the local embedder's vector of the line and on plain marks; its
weights lie in `checker/models/checkworthy` and are made by `python -m checker.training.checkworthy`.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mark = Callable[[str], float]

MODELS = Path(__file__).resolve().parent.parent / "models"
_REMEDY = "Reinstall the package, or run `python -m checker.training.checkworthy` to make it again."


def _has(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> Mark:
    compiled = re.compile(pattern, flags)
    return lambda line: float(compiled.search(line) is not None)


_MARKS: dict[str, Mark] = {
    "length": lambda line: math.log1p(len(line.split())),
    "digit": _has(r"\d"),
    "number": _has(r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|half|first|once)\b"),
    "unit": _has(r"[$€£%]|\b(?:day|week|month|year|hour|minute|second)s?\b"),
    "we": _has(r"\b(?:we|our|us|ours)\b"),
    "you": _has(r"\b(?:you|your|yours)\b"),
    "negation": _has(r"\b(?:no|not|never|without|none|nothing|zero)\b|n['’]t\b"),
    "all": _has(r"\b(?:every|all|any|each|always|only|same|included?s?|free|unlimited)\b"),
    "past": _has(r"\b(?:was|were|had|did|said|got|went|came)\b"),
    "verb": _has(r"\b(?:is|are|be|has|have|can|will|do|does|gets?|works?|runs?)\b|(?:ed|ing)\b"),
    "imperative": _has(
        r"^(?:get|see|book|call|ask|bring|come|read|join|meet|let|print|use|register|reply|save|send|visit|watch|find)\b"
    ),
    "names": lambda line: len(re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", line)) / max(1, len(line.split())),
    "full_stop": _has(r"\.[\"”’']?\s*$"),
    "comma": _has(r",\s*$"),
    "colon": _has(r":"),
    "quoted": _has(r"^[\"“]"),
    "address": _has(r"\S@\S|https?:|\w\.example|\d{3}-\d{4}"),
    "bar": _has(r"\|"),
}

COLUMNS = tuple(_MARKS)
"""Names of the marks, in order; a change here asks for the model to be made again."""


def marks(lines: Sequence[str]) -> NDArray[np.float32]:
    """A row of marks for each line: shape (len(lines), len(COLUMNS))."""
    import numpy as np

    rows = [[mark(line) for mark in _MARKS.values()] for line in lines]
    return np.array(rows, dtype=np.float32).reshape(len(lines), len(_MARKS))


class CheckWorthiness:
    """Tells how likely lines state something that can be checked.

    Args:
        weights: (dimension + marks,).
        bias: Added to the weighted sum.
        least: Below it a line is taken for one that claims nothing.
        embedder: Name and version of the embedder whose vectors it takes.
    """

    def __init__(self, weights: NDArray[np.float32], bias: float, least: float, embedder: str) -> None:
        self._weights, self._bias = weights, bias
        self.least, self.embedder = least, embedder

    @classmethod
    def load(cls, folder: Path = MODELS / "checkworthy") -> CheckWorthiness:
        """The model in a folder of `weights.npz` and `meta.json`.

        Raises:
            ModelError: Missing, damaged, or made for other marks than this version has.
        """
        import numpy as np

        try:
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            raw = (folder / "weights.npz").read_bytes()
            if hashlib.sha256(raw).hexdigest() != meta["sha256"]:
                raise ModelError(f"{folder / 'weights.npz'} is not the file its description names", _REMEDY)
            if tuple(meta["marks"]) != COLUMNS:
                raise ModelError(f"The model in {folder} was made for another version", _REMEDY)
            with np.load(io.BytesIO(raw), allow_pickle=False) as stored:
                weights = stored["weights"]
            return cls(weights, float(meta["bias"]), float(meta["least"]), str(meta["embedder"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"The model in {folder} cannot be read ({error})", _REMEDY) from error

    def of(self, lines: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probability of each line, shape (len(lines),), from its unit vector by the model's embedder."""
        import numpy as np

        odds = np.hstack([vectors, marks(lines)]) @ self._weights + self._bias
        out: NDArray[np.float32] = (1 / (1 + np.exp(-odds))).astype(np.float32)
        return out
