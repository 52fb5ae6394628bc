"""The wire: LangChain over OpenAI, over any server that speaks its format, or over another provider.

The border where foreign errors become `Trouble`. LangChain's own reading of the answer is not used: it
repairs truncated JSON in silence, and half an answer must not pass for a whole one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from checker.errors import SettingsError
from checker.judge.asking import Completion, P, Payload, Question, Trouble
from checker.judge.llm_faults import trouble_of
from checker.model import Usage

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel
    from langchain_core.messages import AIMessage

TRACE = "CHECKER_TRACING"
"""Set to 1 to let LangSmith see the prompts; its own variables alone are not enough."""

_THINKERS = ("gpt-5", "gpt-6", "o1", "o3", "o4")  # take no temperature


class LangChainChat:
    """A `Chat` on a LangChain chat model.

    Args:
        llm: The chat model, which makes no retries of its own.
        model: Name for cache keys and reports.
        openai: True if it speaks OpenAI's format, with answers by JSON schema.
    """

    def __init__(self, llm: BaseChatModel, model: str, *, openai: bool = True) -> None:
        self.model = model
        self._llm, self._openai = llm, openai

    def complete(self, question: Question[P]) -> Completion:
        """One call; see `Chat.complete`."""
        from langsmith import tracing_context

        extra: dict[str, Any] = {"method": "json_schema", "strict": True} if self._openai else {}
        runnable = self._llm.with_structured_output(schema_of(question.form), include_raw=True, **extra)
        traced = os.environ.get(TRACE) == "1"
        try:
            with tracing_context(enabled=None if traced else False):
                found = runnable.invoke([("system", question.system), ("user", question.user)])
        except Exception as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
            raise trouble from error
        assert isinstance(found, dict)
        return _completion(found["raw"], found.get("parsing_error"))


class Keyless:
    """A `Chat` that cannot ask; it says so only when something is to be asked."""

    def __init__(self, model: str, error: SettingsError) -> None:
        self.model, self._error = model, error

    def complete(self, question: Question[P]) -> Completion:
        """Never an answer; see `Chat.complete`."""
        raise Trouble(self._error.message, "unavailable", fatal=True, remedy=self._error.remedy)


def _completion(raw: AIMessage, problem: object) -> Completion:
    usage, cached = _usage(raw)
    refusal = raw.additional_kwargs.get("refusal")
    if refusal or type(problem).__name__ == "OpenAIRefusalError":
        said = " ".join(str(refusal or problem).split())[:200]
        raise Trouble(f"the model refused: {said}", "refused", usage=usage)
    finish = raw.response_metadata.get("finish_reason") or raw.response_metadata.get("stop_reason")
    incomplete = raw.response_metadata.get("incomplete_details")
    if finish in ("length", "max_tokens") or incomplete:
        raise Trouble("the model's answer was cut off at its length limit", "length", usage=usage)
    if finish == "content_filter":
        raise Trouble("the provider's content filter stopped the answer", "refused", usage=usage)
    text = str(raw.text)
    if not text.strip() and raw.tool_calls:
        import json

        text = json.dumps(raw.tool_calls[0]["args"])
    if not text.strip():
        raise Trouble("the model's answer is empty", "malformed", usage=usage)
    return Completion(text, usage, cached)


def _usage(raw: AIMessage) -> tuple[Usage, int]:
    found = raw.usage_metadata
    if not found:
        return Usage(1), 0
    details = found.get("input_token_details") or {}
    return Usage(1, found["input_tokens"], found["output_tokens"]), details.get("cache_read") or 0


def schema_of(form: type[Payload]) -> dict[str, Any]:
    """JSON schema of an answer, as strict mode wants it: closed, all fields required, no defaults."""
    schema = form.model_json_schema()
    _strict(schema)
    schema["title"] = form.__name__
    return schema


def body_of(model: str, question: Question[P]) -> dict[str, Any]:
    """The body of a chat completion that asks a question, as a batch takes it."""
    name = model.removeprefix("openai:")
    schema = schema_of(question.form)
    body: dict[str, Any] = {
        "model": name,
        "messages": [
            {"role": "system", "content": question.system},
            {"role": "user", "content": question.user},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {
                "name": schema.pop("title"),
                "description": schema.pop("description", ""),
                "strict": True,
                "schema": schema,
            },
        },
    }
    return body if name.startswith(_THINKERS) else {**body, "temperature": 0}


def label_of(model: str, base_url: str = "") -> str:
    """Name of a model that speaks OpenAI's format, for cache keys and reports."""
    return f"{model} at {base_url}" if base_url else model.removeprefix("openai:")


def _strict(node: Any) -> None:
    if isinstance(node, list):
        for item in node:
            _strict(item)
    if not isinstance(node, dict):
        return
    if "properties" in node:
        node["required"] = list(node["properties"])
        node["additionalProperties"] = False
    for key in ("title", "default"):
        if not isinstance(node.get(key), dict):
            node.pop(key, None)
    for value in node.values():
        _strict(value)


def connect(
    model: str,
    base_url: str = "",
    *,
    timeout: float = 180.0,
    requests_per_second: float = 20.0,
    max_output: int | None = None,
) -> LangChainChat:
    """The model that the settings name.

    Args:
        model: `gpt-…` of OpenAI, `provider:name` of another one, or any name at a server.
        base_url: Server that speaks OpenAI's format; empty for OpenAI itself.
        timeout: Seconds for one call.
        requests_per_second: Limit on calls, so that many threads don't run into the provider's.
        max_output: Limit on the tokens of an answer.

    Raises:
        SettingsError: No key, or the provider's package is not installed.
    """
    from langchain_core.rate_limiters import InMemoryRateLimiter

    provider, _, name = model.partition(":")
    foreign = bool(name) and not base_url and provider != "openai"
    limiter = InMemoryRateLimiter(
        requests_per_second=requests_per_second, check_every_n_seconds=0.02, max_bucket_size=4
    )
    options: dict[str, Any] = {"rate_limiter": limiter, "timeout": timeout, "max_retries": 0}
    if max_output:
        options["max_tokens"] = max_output
    if foreign:
        return LangChainChat(_foreign(model, provider, options), model, openai=False)
    plain = name if provider == "openai" and not base_url else model
    if not plain.startswith(_THINKERS):
        options["temperature"] = 0
    key = os.environ.get("OPENAI_API_KEY", "")
    if base_url:
        # Chat completions only: such servers rarely have the Responses endpoint.
        options |= {"base_url": base_url, "use_responses_api": False}
    elif not key:
        raise SettingsError(
            f"[judge] model = {model!r} needs a key, and OPENAI_API_KEY is not set",
            "Set OPENAI_API_KEY, or [judge] base_url for a server of your own, or use --judge embedded.",
        )
    from langchain_openai import ChatOpenAI

    made = ChatOpenAI(model=plain, api_key=key or "none", **options)  # type: ignore[arg-type]
    return LangChainChat(made, label_of(plain, base_url))


def _foreign(model: str, provider: str, options: dict[str, Any]) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        llm: BaseChatModel = init_chat_model(model, **options)
        return llm
    except ImportError as error:
        raise SettingsError(
            f"[judge] model = {model!r}: {error}", f"Run `pip install langchain-{provider}`."
        ) from error
    except ValueError as error:
        raise SettingsError(
            f"[judge] model = {model!r}: {error}", "Write it as provider:name, or set base_url."
        ) from error
