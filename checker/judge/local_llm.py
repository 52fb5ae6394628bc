"""A model in this process: a GGUF file run by llama.cpp, with no server to set up and no text let out.

xllamacpp's own small server listens on 127.0.0.1 only, on a free port, as long as the process runs. So the
client is the same as for any other model.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from checker.errors import SettingsError
from checker.inference import cores
from checker.judge.asking import Completion, P, Question
from checker.judge.llm_chat import LangChainChat, connect
from checker.judge.local_llm_file import hub_file, local_file

_MOST_OUTPUT = 1500  # tokens of an answer: small models may never end one
_SLOTS = 2  # calls at a time
_running: dict[tuple[str, int], Any] = {}
_lock = threading.Lock()


class LocalChat:
    """A `Chat` on a GGUF file, known by name and size: where it lies does not matter to the cache."""

    def __init__(self, chat: LangChainChat, model: str) -> None:
        self.model = model
        self._chat = chat

    def complete(self, question: Question[P]) -> Completion:
        """One call; see `Chat.complete`."""
        return self._chat.complete(question)


def connect_local(address: str, context_tokens: int, *, max_output: int | None = None) -> LocalChat:
    """The model of a GGUF file, loaded.

    Args:
        address: Path of the file, or where it is on Hugging Face; see `local_llm_file.hub_file`.
        context_tokens: What one prompt with its answer may hold; memory grows with it.
        max_output: Limit on the tokens of an answer; None for one that fits all of ours.

    Raises:
        SettingsError: The file is missing, cannot be had or is no model, or the extra is not installed.
    """
    there = hub_file(address)
    if there:
        engine()  # before gigabytes are downloaded for nothing
    file = local_file(there) if there else Path(address).expanduser()
    if not file.is_file():
        raise SettingsError(
            f"[judge] model: {address}: no such file", "Give the path of a GGUF file after `gguf:`."
        )
    with file.open("rb") as opened:
        if opened.read(4) != b"GGUF":
            raise SettingsError(f"[judge] model: {address}: not a GGUF file", "Download the model again.")
    max_output = max_output or _MOST_OUTPUT
    url = _serve(file, context_tokens)
    chat = connect("local", url, timeout=1800.0, requests_per_second=50.0, max_output=max_output)
    return LocalChat(chat, f"gguf:{file.name}:{file.stat().st_size}:{max_output}")


def engine() -> Any:
    """llama.cpp.

    Raises:
        SettingsError: It is not installed.
    """
    try:
        import xllamacpp  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        raise SettingsError(
            "[judge] model: `gguf:` needs llama.cpp", "Run `pip install messaging-checker[local]`."
        ) from error
    return xllamacpp


def _serve(file: Path, context_tokens: int) -> str:
    """Address of a server for the file; one for each file and size in this process."""
    key = str(file.resolve()), context_tokens
    with _lock:
        if key not in _running:
            _running[key] = _started(engine(), file, context_tokens)
        return f"{_running[key].listening_address.rstrip('/')}/v1"


def _started(xllamacpp: Any, file: Path, context_tokens: int) -> Any:
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.n_parallel = _SLOTS
    params.n_ctx = context_tokens * _SLOTS  # shared out among the slots
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.cpuparams.n_threads = cores()
    params.cpuparams_batch.n_threads = cores()
    params.model_alias = {"local"}
    params.offline = True
    params.enable_reasoning = 0  # the answer is a form; a model that thinks aloud first runs into its limit
    params.verbosity = 0
    try:
        return xllamacpp.Server(params)
    except RuntimeError as error:
        raise SettingsError(
            f"[judge] model: {file}: cannot be loaded: {error}",
            "Take a smaller model, or less context_tokens.",
        ) from error
