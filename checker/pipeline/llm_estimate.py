"""What a review with a language model will take, before its first call; and whether the model answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import PermanentJudgeError
from checker.model import Call, Claim
from checker.pipeline.llm_opening import llm_parts
from checker.pipeline.opening import home_of
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.judge.budget import Estimate
    from checker.judge.points import Point
    from checker.store.index import Store

_POINTS = 0.35  # tokens of points for each token of transcript
_LOOKED_AT = 0.4  # of the claims that get a second look
_LOOK = (1800, 250)  # tokens of one second look
_NEED = (4000, 200)
_NEEDS = 8
_REWRITE = (900, 80)
_REWRITTEN = 0.1  # of the claims
_ANSWER = 3000  # tokens of an answer about everything


def estimate_by_llm(store: Store, settings: Settings, claims: Sequence[Claim]) -> Estimate:
    """Calls, tokens and money that a review of the claims will take. Makes no call.

    What is known already costs nothing. Calls that were not distilled yet are counted exactly; what
    depends on what they say is estimated from their length.

    Raises:
        SettingsError: No model, no key, or a wrong prompt.
    """
    from checker.judge.budget import Estimate, estimate
    from checker.judge.copy_reading import CopyReader
    from checker.judge.distil import Distiller
    from checker.judge.reading import PointLines, Reader
    from checker.judge.tokens import count

    calls = list(store.calls())
    texts = [text for claim in claims for text in (claim.quote, claim.context)]
    parts = llm_parts(settings, home_of(settings), calls, [d.account for d in store.deals()], texts)
    try:
        llm, total = parts.llm, Estimate()
        distiller = Distiller(llm, parts.desk, parts.points, parts.context_tokens)
        points: list[Point] = []
        unread = 0
        for call in calls:
            known = distiller.known(call)
            if known:
                points += known.points
                continue
            questions = distiller.questions(call)
            size = sum(count(turn.text, llm.model) for turn in call.turns)
            unread += int(size * _POINTS)
            total += llm.estimate(questions, int(size * _POINTS) // max(1, len(questions)))
        reader = Reader(llm, parts.desk, parts.context_tokens)
        lines = PointLines(points, _by_key(calls), parts.desk)
        total += llm.estimate(reader.questions(claims, lines), _ANSWER)
        total += llm.estimate(CopyReader(llm, parts.desk, parts.context_tokens).questions(claims), 500)
        rows = sum(count(claim.quote, llm.model) + 15 for claim in claims)
        said = sum(lines.sizes(llm.model))
        price = llm.budget.price
        total += estimate(price, unread, 0, 0)  # the points to come, in the reading prompt
        total += estimate(price, 2 * (said + unread + rows + 800), 2 * _ANSWER, 2)  # needs, words
        for share, (into, out) in ((_LOOKED_AT, _LOOK), (_REWRITTEN, _REWRITE)):
            n = int(len(claims) * share)
            total += estimate(price, n * into, n * out, n)
        return total + estimate(price, _NEEDS * _NEED[0], _NEEDS * _NEED[1], _NEEDS)
    finally:
        parts.close()


def probe(settings: Settings, home: Path | None = None) -> str:
    """Asks the model one small question in the form that all answers have; for `doctor`.

    Returns:
        What it said of itself, in one line.

    Raises:
        CheckerError: Model, key, server or schema support is missing; with what to do.
    """
    from checker.judge.asking import Failure, Question
    from checker.judge.forms import RewriteForm
    from checker.judge.llm import LanguageModel, Policy

    parts = llm_parts(settings, home or home_of(settings))
    try:
        llm = LanguageModel(parts.llm.chat, policy=Policy(attempts=1))
        question = Question(
            "probe", "1", "You check a connection.", 'Answer with text "ok" and no sources.', RewriteForm
        )
        (found,) = llm.ask([question])
        if isinstance(found, Failure):
            raise PermanentJudgeError(
                f"{llm.model}: {found.reason}",
                "Take a model and server that answer by JSON schema; see docs/models.md.",
            )
        used = found.usage
        return f"{llm.model} answers by schema ({used.input_tokens} tokens in, {used.output_tokens} out)"
    finally:
        parts.close()


def _by_key(calls: Sequence[Call]) -> Mapping[tuple[str, str], Call]:
    return {(call.file, call.id): call for call in calls}
