"""Whether the language model of the settings answers, and in the form that all answers have; for `doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import PermanentJudgeError
from checker.pipeline.llm_opening import llm_parts
from checker.pipeline.opening import home_of
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.judge.asking import Failure

_REMEDIES = {
    "unavailable": "Check that the server runs and that [judge] base_url names it, then try again.",
    "refused": "Take another model: this one refuses a harmless question.",
}
_OTHER = "Take a model and server that answer by JSON schema; see docs/llm.md."


def probe(settings: Settings, home: Path | None = None) -> str:
    """Asks the model one small question in the form that all answers have.

    Returns:
        What it said of itself, in one line.

    Raises:
        CheckerError: Model, key, server or schema support is missing; with what to do.
    """
    from checker.judge.asking import Failure, Question
    from checker.judge.forms import RewriteForm
    from checker.judge.llm import LanguageModel, Policy

    # The gate is looked at by itself.
    judge = settings.judge.model_copy(update={"gate": "embedded"})
    parts = llm_parts(settings.model_copy(update={"judge": judge}), home or home_of(settings))
    try:
        llm = LanguageModel(parts.llm.chat, policy=Policy(attempts=1))
        question = Question(
            "probe", "1", "You check a connection.", 'Answer with text "ok" and no sources.', RewriteForm
        )
        (found,) = llm.ask([question])
        if isinstance(found, Failure):
            raise _wrong(llm.model, found)
        used = found.usage
        return f"{llm.model} answers by schema ({used.input_tokens} tokens in, {used.output_tokens} out)"
    finally:
        parts.close()


def probe_decisions(settings: Settings, home: Path | None = None) -> str:
    """Asks the Decisions API about one harmless pair, where `[judge] gate` names it.

    Returns:
        What it said, in one line.

    Raises:
        CheckerError: Key or endpoint is missing, or it decides otherwise than it should; with what to do.
    """
    from checker.judge.decisions import DecisionsChat, DecisionsJudge
    from checker.judge.desk import Desk
    from checker.judge.llm import LanguageModel, Policy
    from checker.model import Pair

    judge = settings.judge
    if judge.model.startswith("gguf:"):
        llm_parts(settings, home or home_of(settings)).close()  # says why not
    desk = Desk.load("a company", judge.prompts)
    llm = LanguageModel(DecisionsChat(judge.base_url), policy=Policy(attempts=1))
    (verdict,) = DecisionsJudge(llm, desk).judge([Pair("buyer", "Live in a day.", "It took us six months.")])
    if verdict.relation == "unjudged":
        raise PermanentJudgeError(
            f"the Decisions API gave no decision: {verdict.reason}",
            'Try again, or set [judge] gate = "embedded".',
        )
    used = llm.usage
    return f"{llm.model} decides ({used.input_tokens} tokens in, {used.output_tokens} out)"


def _wrong(model: str, found: Failure) -> PermanentJudgeError:
    return PermanentJudgeError(f"{model}: {found.reason}", _REMEDIES.get(found.kind, _OTHER))
