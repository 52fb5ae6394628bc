"""What a review with a language model will take, before its first call.

The review is gone through as far as the answers lead that are there already: what it would ask next is
counted exactly, what it would ask after that is estimated, and what is answered in full costs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from checker.model import Call, Claim, Deal
from checker.pipeline.llm_opening import LlmParts, llm_parts
from checker.pipeline.opening import home_of
from checker.pipeline.progress import Reporter
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.judge.asking import Failure, Question
    from checker.judge.budget import Estimate
    from checker.judge.decisions import DecisionsJudge
    from checker.judge.points import Point
    from checker.store.index import Store

_POINTS = 0.35  # tokens of points for each token of a prompt that holds a call
_POINT = 30  # tokens of a point
_LOOKED_AT = 0.4  # of the claims that get a second look
_LOOK = (1800, 250)  # tokens of one second look
_NEED = (4000, 200)
_NEEDS = 8
_REWRITE = (900, 80)
_REWRITTEN = 0.1  # of the claims
_PROMPT = 1500  # tokens of a prompt without its data
_ANSWERS = {"read-claims": 3000, "find-needs": 3000, "find-wording": 1000, "judge-copy": 500}
_ANSWER = 250  # tokens of any other


@dataclass
class _Missing:
    """A `Collector` that only keeps what is not answered yet."""

    failures: Mapping[str, Failure] = field(default_factory=dict)
    questions: dict[str, Question[Any]] = field(default_factory=dict)

    def add(self, key: str, question: Question[Any]) -> None:
        """Keeps a question."""
        self.questions[key] = question

    def named(self, name: str) -> list[Question[Any]]:
        """Those of one prompt."""
        return [q for q in self.questions.values() if q.prompt == name]


def estimate_review(
    copy: Sequence[Path],
    settings: Settings,
    *,
    calls: Sequence[Path] = (),
    deals: Path | None = None,
    progress: Reporter | None = None,
) -> Estimate:
    """What `review` with the same arguments will take. Calls are indexed, and no model is asked.

    Raises:
        CheckerError: As `review`, before its first call.
    """
    from checker.errors import InputError
    from checker.judge.budget import Estimate
    from checker.pipeline.indexing import index
    from checker.pipeline.llm_opening import wants_llm
    from checker.pipeline.opening import open_store
    from checker.pipeline.progress import silent
    from checker.pipeline.reading import read_assets
    from checker.segments.claims import claims

    if not wants_llm(settings):
        return Estimate()
    assets, _ = read_assets(copy, settings, progress or silent)
    if calls or deals:
        unread = settings.model_copy(update={"judge": settings.judge.model_copy(update={"use": "embedded"})})
        index(calls, unread, deals=deals, progress=progress)
    with open_store(settings, write=False) as store:
        if not store.stats().calls:
            raise InputError(
                f"no calls in {settings.location}", "Run `checker index CALLS` first, or give --calls CALLS."
            )
        return estimate_by_llm(store, settings, [claim for asset in assets for claim in claims(asset)])


def estimate_by_llm(store: Store, settings: Settings, claims: Sequence[Claim]) -> Estimate:
    """Calls, tokens and money that a review of the claims will take. Makes no call.

    With a gate that is asked too, its questions are counted and what it may leave out is not taken off.

    Raises:
        SettingsError: No model, no key, or a wrong prompt.
    """
    from checker.pipeline.reviewing import deals_by_call

    calls = list(store.calls())
    texts = [text for claim in claims for text in (claim.quote, claim.context)]
    parts = llm_parts(settings, home_of(settings), calls, [d.account for d in store.deals()], texts)
    try:
        return _Estimating(store, parts, calls, claims).total(deals_by_call(store))
    finally:
        parts.close()


class _Estimating:
    """One estimate on open parts."""

    def __init__(self, store: Store, parts: LlmParts, calls: Sequence[Call], claims: Sequence[Claim]) -> None:
        self._missing, self._undecided = _Missing(), _Missing()
        gate = parts.gate.collecting(self._undecided) if parts.gate else None
        self._parts = replace(parts, llm=parts.llm.collecting(self._missing), gate=gate)
        self._store, self._calls, self._claims = store, calls, claims

    def total(self, deals: Mapping[str, Deal]) -> Estimate:
        """Everything that is still to be asked."""
        from checker.judge.budget import Estimate
        from checker.pipeline.llm_review import is_answered

        with TemporaryDirectory() as scratch:
            if is_answered(self._store, self._parts, self._claims, deals, Path(scratch) / "needs.json"):
                return Estimate()
        total = self._asked(self._missing.questions.values())
        if self._parts.gate:
            total += self._parts.gate.estimate(self._undecided.questions.values())
        return total + self._later()

    def _asked(self, questions: Iterable[Question[Any]]) -> Estimate:
        from checker.judge.budget import Estimate

        total = Estimate()
        for question in questions:
            total += self._parts.llm.estimate([question], self._answer(question))
        return total

    def _answer(self, question: Question[Any]) -> int:
        if question.prompt == "distil-call":
            return int(self._count(question.user) * _POINTS)
        return _ANSWERS.get(question.prompt, _ANSWER)

    def _later(self) -> Estimate:
        """What comes after that which would be asked next."""
        unread = sum(self._answer(question) for question in self._missing.named("distil-call"))
        reads = bool(unread or self._missing.named("read-claims") or self._undecided.questions)
        total = self._reading(unread)
        for share, (into, out), comes in (
            (len(self._claims) * _LOOKED_AT, _LOOK, reads),
            (_NEEDS, _NEED, bool(unread or self._missing.named("find-needs"))),
            (len(self._claims) * _REWRITTEN, _REWRITE, reads or bool(self._missing.named("judge-claim"))),
        ):
            n = math.ceil(share) if comes else 0
            total += self._each(n, into, out)
        return total

    def _reading(self, unread: int) -> Estimate:
        """Reading claims, needs and words where calls, or a gate, have to be asked first."""
        from checker.judge.budget import Estimate
        from checker.judge.reading import PointLines, Reader
        from checker.pipeline.llm_choosing import Choosing

        parts = self._parts
        reader = Reader(parts.llm, parts.desk, parts.context_tokens)
        calls = {(call.file, call.id): call for call in self._calls}
        lines = PointLines(self._known() if unread or self._undecided.questions else [], calls, parts.desk)
        if not unread:
            # The gate is asked first: what it leaves out is not known yet, so nothing is.
            choosing = Choosing(self._store, self._claims, lines.points)
            found = reader.questions(self._claims, lines, choosing) if self._undecided.questions else []
            return self._asked(found)
        said = unread + sum(lines.sizes(parts.llm.model))
        rows = sum(self._count(claim.quote) + 15 for claim in self._claims)
        total = Estimate()
        if said + rows > reader.room and parts.gate:
            total += self._gated(parts.gate, said // _POINT)
        for shown, answer in ((min(said, reader.room), _ANSWERS["read-claims"]), (said, 3000), (said, 1000)):
            prompts = max(1, math.ceil((shown + rows) / reader.room))
            total += self._each(prompts, shown // prompts + rows + _PROMPT, answer)
        return total

    def _gated(self, gate: DecisionsJudge, points: int) -> Estimate:
        from checker.judge.llm_gate import kept_of
        from checker.pipeline.llm_choosing import NEAREST

        rows = [self._count(claim.quote) for claim in self._claims]
        pairs = len(rows) * kept_of(min(NEAREST, points))
        return gate.estimate_unseen(pairs, sum(rows) // max(1, len(rows)), _POINT)

    def _known(self) -> list[Point]:
        from checker.judge.distil import Distiller

        parts = self._parts
        distiller = Distiller(parts.llm, parts.desk, parts.points, parts.context_tokens)
        known = [distiller.known(call) for call in self._calls]
        return [point for made in known if made for point in made.points]

    def _each(self, calls: int, into: int, out: int) -> Estimate:
        from checker.judge.budget import estimate

        return estimate(self._parts.llm.price, calls * into, calls * out, calls)

    def _count(self, text: str) -> int:
        from checker.judge.tokens import count

        return count(text, self._parts.llm.model)
