"""The base rate of real calls: of all that retrieval brings up, what does the judge flag, and is it right?

Labelled pairs hold as many clashes as not; of the candidates of a real claim a few in a hundred are. Excerpts
(corpus/excerpts, format in checker.training.excerpts) are short calls in which every turn that speaks to a
claim is labelled, so precision and recall can be measured where a user meets them: after retrieval, with the
thresholds of the shipped model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from checker.errors import InputError
from checker.findings.focus import answerable, focused
from checker.model import Candidate, Claim, PairKind, Position, Side, Span, Statement, Verdict
from checker.pipeline.asking import SIDES, judged, retriever
from checker.pipeline.claiming import claiming
from checker.training.excerpts import Excerpt, embedded, read_excerpt

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.judge.base import Judge


Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]

_RELATIONS = ("supports", "contradicts", "dismisses")
_NOWHERE = Span(Position(1, 1), Position(1, 1))


@dataclass(frozen=True)
class Flagged:
    """Of one relation: labelled turns, those of them that were judged, flags, and flags that are right.

    `claims` counts the claims with a flag, `claims_right` those of them of which any turn has the label: what
    leads up to a complaint is quoted beside it and has no label of its own.
    """

    labelled: int = 0
    judged: int = 0
    flagged: int = 0
    right: int = 0
    claims: int = 0
    claims_right: int = 0

    def to_json(self) -> dict[str, Any]:
        """Counts with precision (None without a flag) and recall."""
        return {
            "labelled": self.labelled,
            "judged": self.judged,
            "flagged": self.flagged,
            "right": self.right,
            "precision": round(self.right / self.flagged, 3) if self.flagged else None,
            "recall": round(self.right / self.labelled, 3) if self.labelled else None,
            "claims": self.claims,
            "claims_right": self.claims_right,
        }


@dataclass(frozen=True)
class Asked:
    """A claim of an excerpt with a statement that was judged for it, and its label ("unrelated" without)."""

    claim: Claim
    candidate: Candidate
    verdict: Verdict
    label: str


def read(paths: Iterable[Path]) -> list[Excerpt]:
    """The excerpts in files and folders, in order of their paths.

    Raises:
        InputError: one cannot be read, or there is none.
    """
    files = [f for path in paths for f in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]
    if not files:
        raise InputError("There are no excerpts (*.yaml)")
    out = []
    for file in files:
        try:
            out.append(read_excerpt(file))
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise InputError(f"{file} is no excerpt ({error})") from error
    return out


def evaluate(
    excerpts: Sequence[Excerpt], judge: Judge, embed: Embed, embedder: str = ""
) -> dict[str, dict[str, Any]]:
    """What is flagged of both sides, e.g. ``{"buyer contradicts": {"labelled": …, "precision": …}, …}``.

    Args:
        excerpts: What is evaluated on.
        judge: What is evaluated.
        embed: Texts to vectors.
        embedder: Name and version of what `embed` runs; "" for one that no gate was fitted to.
    """
    labelled: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    right: Counter[str] = Counter()
    claims: Counter[str] = Counter()
    claims_right: Counter[str] = Counter()
    for excerpt in excerpts:
        labelled.update(f"{t.relation} {label}" for t in excerpt.turns for _, label in t.labels)
        for kind in SIDES:
            asked = list(judged_of(excerpt, kind, judge, embed, embedder))
            judged.update(f"{kind} {item.label}" for item in asked)
            stances = [item for item in asked if item.verdict.relation in _RELATIONS]
            kept = focused(stances)
            for item in kept:
                flagged[f"{kind} {item.verdict.relation}"] += 1
                right[f"{kind} {item.verdict.relation}"] += item.label == item.verdict.relation
            spoken = {
                (claim, label) for t in excerpt.turns if t.relation == kind for claim, label in t.labels
            }
            for row, relation in {(int(item.claim.id), item.verdict.relation) for item in kept}:
                claims[f"{kind} {relation}"] += 1
                claims_right[f"{kind} {relation}"] += (row, relation) in spoken
    counts = (labelled, judged, flagged, right, claims, claims_right)
    names = [f"{kind} {relation}" for kind in SIDES for relation in _RELATIONS]
    return {n: Flagged(*(count[n] for count in counts)).to_json() for n in names if labelled[n]}


def judged_of(
    excerpt: Excerpt, kind: PairKind, judge: Judge, embed: Embed, embedder: str = ""
) -> Iterator[Asked]:
    """All that is judged for the claims of an excerpt; arguments as those of `evaluate`."""
    index = _Turns(excerpt, embed)
    claims = [
        Claim(f"{row:02}", excerpt.source, quote, _NOWHERE, "heading")
        for row, quote in enumerate(excerpt.claims)
    ]
    # Without a name the lines are embedded anew: `embed` may be of a model in training.
    held = claiming(claims, embed([claim.quote for claim in claims]), embedder="")
    near = retriever(index, kind, judge.model, embedder)
    pairs = answerable(held.claims, near.candidates(held.claims, held.vectors, worth=held.worth))

    verdicts = judged(judge, kind, pairs, embedder)
    for row in sorted(verdicts):
        claim, candidate = pairs[row]
        label = dict(excerpt.turns[candidate.statement.turn].labels).get(int(claim.id), "unrelated")
        yield Asked(claim, candidate, verdicts[row], label)


class _Turns:
    """The turns of an excerpt as a store that retrieval can read."""

    def __init__(self, excerpt: Excerpt, embed: Embed) -> None:
        self._embed = embed
        self._rows: dict[Side, list[tuple[Statement, str]]] = {"buyer": [], "ours": []}
        for row, turn in enumerate(excerpt.turns):
            side = SIDES[cast(PairKind, turn.relation)]
            statement = Statement(
                f"{row:04}", excerpt.source, excerpt.source, row, 0, len(turn.text), turn.text, turn.context,
                turn.relation, side,
            )  # fmt: skip
            self._rows[side].append((statement, embedded(turn)))
        self._vectors = {side: embed([text for _, text in rows]) for side, rows in self._rows.items() if rows}

    def statements(self, side: Side) -> list[Statement]:
        """All turns of a side."""
        return [statement for statement, _ in self._rows[side]]

    def search(self, side: Side, vectors: NDArray[np.float32], n: int) -> list[list[tuple[Statement, float]]]:
        """The ``n`` nearest turns of each vector, nearest first."""
        if side not in self._vectors:
            return [[] for _ in vectors]
        scores = vectors @ self._vectors[side].T
        orders = (-scores).argsort(axis=1, kind="stable")[:, :n]
        return [
            [(self._rows[side][int(i)][0], float(scores[row, i])) for i in order]
            for row, order in enumerate(orders)
        ]
