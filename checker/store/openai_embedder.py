"""Embeddings of OpenAI, or of any server that speaks its API, through LangChain."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from checker.errors import StoreError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KEY = "OPENAI_API_KEY"
_DIMENSIONS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536}


class OpenAIEmbedder:
    """Embeds texts with a model on a server. Texts leave the machine.

    Args:
        model: Name of the model, such as `text-embedding-3-small`.
        base_url: Of a compatible server; OpenAI's own if None.
        api_key: The environment's OPENAI_API_KEY if None.
        dimension: Length of a vector; told to the server if given, asked of it if the model is not known.
        batch_size: Texts in one request.
        timeout: Seconds for one request.
        retries: How often a request is tried again after a lost connection or a rate limit.
    """

    def __init__(
        self,
        model: str = "text-embedding-3-small",
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        dimension: int | None = None,
        batch_size: int = 256,
        timeout: float = 60.0,
        retries: int = 4,
    ) -> None:
        self._model = model
        self._base_url = base_url
        self._api_key = api_key
        self._asked = dimension
        self._batch_size = batch_size
        self._timeout = timeout
        self._retries = retries

    @property
    def name(self) -> str:
        """`openai:` and the model's name."""
        return f"openai:{self._model}"

    @property
    def version(self) -> str:
        """The length asked for, or `full`: the same model cut short makes other vectors."""
        return f"cut-{self._asked}" if self._asked else "full"

    @cached_property
    def dimension(self) -> int:
        """Length of a vector; asked of the server once if the model is not known.

        Raises:
            StoreError: The server does not answer.
        """
        known = self._asked or _DIMENSIONS.get(self._model)
        return known if known else len(self._request(["dimension"])[0])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors in the order of `texts`: shape (len(texts), dimension), float32.

        Raises:
            StoreError: No key, no answer, or an answer of another shape.
        """
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        # The API refuses empty texts.
        rows = self._request([text if text.strip() else "-" for text in texts])
        if len(rows) != len(texts) or any(len(row) != self.dimension for row in rows):
            got = f"{len(rows)} vectors of {len(rows[0]) if rows else 0} numbers"
            raise StoreError(
                f"{self._server}: {self._model} answered with {got} for {len(texts)} texts",
                f"{self.dimension} numbers each were expected; set the model's dimension.",
            )
        out = np.asarray(rows, dtype=np.float32)
        length = np.linalg.norm(out, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (out / np.where(length > 0, length, 1.0)).astype(np.float32)
        return unit

    @property
    def _server(self) -> str:
        return self._base_url or os.environ.get("OPENAI_BASE_URL") or "https://api.openai.com/v1"

    @cached_property
    def _client(self) -> Any:
        from langchain_openai import OpenAIEmbeddings
        from pydantic import SecretStr

        key = self._api_key or os.environ.get(KEY)
        if not key:
            raise StoreError(
                f"no key for the embeddings of {self._model}",
                f"Set {KEY}, or leave the embedder at `local`, which needs none.",
            )
        return OpenAIEmbeddings(
            model=self._model,
            base_url=self._server,
            api_key=SecretStr(key),
            dimensions=self._asked,
            chunk_size=self._batch_size,
            # Compatible servers want text, not OpenAI's token numbers.
            check_embedding_ctx_length=False,
            timeout=self._timeout,
            max_retries=self._retries,
        )

    def _request(self, texts: list[str]) -> list[list[float]]:
        import openai

        client = self._client
        try:
            rows: list[list[float]] = client.embed_documents(texts)
        except openai.OpenAIError as error:
            raise self._fault(error) from error
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise StoreError(
                f"{self._server}: the answer is not one of an embeddings API ({error})",
                "Check the address of the embedder.",
            ) from error
        return rows

    def _fault(self, error: Exception) -> StoreError:
        import openai

        told = " ".join(str(error).split())[:200]
        # Subclasses first: the first match counts.
        meanings: tuple[tuple[type[Exception], str, str], ...] = (
            (openai.AuthenticationError, "the key is refused", f"Set {KEY} to a valid key."),
            (openai.PermissionDeniedError, "the key may not use this model", "Use another key or model."),
            (openai.NotFoundError, f"there is no model {self._model}", "Check model and address."),
            (openai.RateLimitError, "too many requests, or the quota is used up", "Try again later."),
            (openai.APITimeoutError, f"no answer within {self._timeout:g} s", "Try again later."),
            (openai.APIConnectionError, "no answer", "Check the network and the address."),
            (openai.BadRequestError, "the request is refused", "Check the model's limits."),
        )
        for kind, meaning, remedy in meanings:
            if isinstance(error, kind):
                return StoreError(f"embeddings of {self._server}: {meaning} ({told})", remedy)
        return StoreError(f"embeddings of {self._server}: {told}", "Try again later.")
