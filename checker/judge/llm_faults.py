"""What a foreign exception means for a question: try again, give it up, or end the run.

Decided by type and status, never by the wording of a message but where a provider tells two cases of one
status apart in no other way.
"""

from __future__ import annotations

from typing import Any

from checker.judge.asking import Trouble
from checker.model import Usage

_LATER = {408, 409, 425, 429}
_LOCKED = {401, 403}
_OVERFLOW = ("context_length_exceeded", "exceed_context_size", "context length", "context size")


def trouble_of(error: Exception) -> Trouble | None:
    """The meaning of an exception that came out of a call; None if it is a bug of ours."""
    import openai

    if isinstance(error, openai.LengthFinishReasonError):
        return Trouble(
            "the model's answer was cut off at its length limit", "length", usage=_used(error.completion)
        )
    if isinstance(error, openai.ContentFilterFinishReasonError):
        return Trouble(
            "the provider's content filter stopped the answer",
            "refused",
            usage=_used(getattr(error, "completion", None)),
        )
    if isinstance(error, openai.APITimeoutError):
        return Trouble("the model took too long to answer", "unavailable", retry=True)
    if isinstance(error, openai.APIConnectionError):
        return Trouble("the model's server cannot be reached", "unavailable", retry=True)
    if isinstance(error, openai.APIResponseValidationError):
        return Trouble("the server's answer has another form than OpenAI's", "malformed", usage=Usage(1))
    if type(error).__name__ == "OpenAIRefusalError":
        return Trouble(f"the model refused: {error}", "refused", usage=Usage(1))
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _by_status(status, error)
    if isinstance(error, (IndexError, KeyError, TypeError, AttributeError, ValueError)):
        # No choices, no message, no JSON: what LangChain and the SDK raise where a server's body is odd.
        return Trouble("the server's answer has another form than OpenAI's", "malformed", usage=Usage(1))
    return None


def _by_status(status: int, error: Exception) -> Trouble:
    code = str(getattr(error, "code", None) or "")
    said = _message(error)
    if status in _LOCKED:
        return Trouble(
            f"the model's server refuses the key ({status}: {said})",
            "unavailable",
            fatal=True,
            remedy="Check OPENAI_API_KEY and [judge] base_url.",
        )
    if status == 404:
        return Trouble(
            f"the server knows no such model ({said})",
            "unavailable",
            fatal=True,
            remedy="Check [judge] model and base_url.",
        )
    if code == "insufficient_quota" or status == 402:
        return Trouble(
            f"the account's quota is used up ({said})",
            "unavailable",
            fatal=True,
            remedy="Add credit, then run again: what is answered is kept.",
        )
    if status in _LATER or status >= 500:
        return Trouble(f"{status}: {said}", "unavailable", retry=True, after=_retry_after(error))
    if code in _OVERFLOW or any(mark in said.lower() for mark in _OVERFLOW):
        return Trouble(f"the prompt is too long for the model: {said}", "too-long")
    return Trouble(f"the server refuses the request ({status}: {said})", "rejected")


def _message(error: Exception) -> str:
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    return " ".join(str(said or error).split())[:200]


def _retry_after(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return float(headers[name]) * scale
        except (KeyError, ValueError):
            continue
    return None


def _used(completion: Any) -> Usage:
    usage = getattr(completion, "usage", None)
    if usage is None:
        return Usage(1)
    return Usage(1, usage.prompt_tokens or 0, usage.completion_tokens or 0)
