"""Opening Chroma, embedded or on a server, without what surprises: `.env` files, telemetry, panics."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from checker.errors import SettingsError, StoreError
from checker.store.faults import store_error

T = TypeVar("T")
TOKEN = "CHECKER_STORE_TOKEN"
_importing = threading.Lock()
_WAITS = (0.5, 1.0, 2.0)  # seconds before a server is asked again


def is_url(place: str) -> bool:
    """Whether a store is a server's address rather than a folder."""
    return place.startswith(("http://", "https://"))


def open_folder(folder: Path, place: str) -> Any:
    """Chroma within this process, its files in `folder`.

    Raises:
        StoreError: The folder cannot be used or is damaged.
    """
    chromadb = _chromadb()
    settings = chromadb.config.Settings(
        _env_file=None,
        anonymized_telemetry=False,
        allow_reset=False,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        is_persistent=True,
        persist_directory=str(folder),
    )
    return guarded(place, lambda: chromadb.PersistentClient(path=str(folder), settings=settings))


def open_server(url: str, token: str | None = None) -> Any:
    """A client of the Chroma server at `url`.

    Args:
        url: http:// or https:// with host and port; the port defaults to 8000 or 443.
        token: Sent as bearer token and as X-Chroma-Token; the environment's CHECKER_STORE_TOKEN if None.

    Raises:
        SettingsError: The address is wrong.
        StoreError: No server answers, or it refuses access.
    """
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 8000)
    except ValueError as error:
        raise SettingsError(f"store {url}: {error}", "Write it as http://host:8000.") from error
    if not parts.hostname or parts.path.strip("/") or parts.query:
        raise SettingsError(f"store {url}: not a server's address", "Write it as http://host:8000.")
    secret = token or os.environ.get(TOKEN)
    headers = {"Authorization": f"Bearer {secret}", "X-Chroma-Token": secret} if secret else {}
    chromadb = _chromadb()
    settings = chromadb.config.Settings(
        _env_file=None,
        anonymized_telemetry=False,
        allow_reset=False,
        chroma_server_host=parts.hostname,
        chroma_server_http_port=port,
    )
    ssl = parts.scheme == "https"
    return guarded(
        url,
        lambda: chromadb.HttpClient(
            host=parts.hostname, port=port, ssl=ssl, headers=headers, settings=settings
        ),
        retry=True,
    )


def guarded(place: str, action: Callable[[], T], *, retry: bool = False) -> T:
    """Result of `action`; what Chroma raises becomes ours.

    Args:
        place: Folder or URL, for messages.
        action: One call of Chroma; may run several times, so it must be idempotent.
        retry: Whether to try again after a lost connection.

    Raises:
        StoreError: With the place and the remedy.
    """
    waits = list(_WAITS) if retry else []
    while True:
        try:
            return action()
        except BaseException as error:
            # The engine's panics derive from BaseException and cannot be imported.
            if not (isinstance(error, _foreign()) or type(error).__name__ == "PanicException"):
                raise
            if not (waits and _lost_connection(error)):
                raise store_error(place, error) from error
        time.sleep(waits.pop(0))


def _foreign() -> tuple[type[BaseException], ...]:
    import httpx
    from chromadb.errors import ChromaError

    # After a close, calls end in an AttributeError of the bindings.
    return (ChromaError, httpx.HTTPError, ValueError, OSError, AttributeError, RuntimeError)


def _lost_connection(error: BaseException) -> bool:
    import httpx

    return isinstance(error, httpx.TransportError | ConnectionError) or "Could not connect" in str(error)


def _chromadb() -> Any:
    """The library. It makes settings while it is imported, and would read a `.env` of the folder.

    That folder may be a stranger's repository: a `.env` there could move the data, or stop the import.
    """
    with _importing:
        if "chromadb" not in sys.modules:
            from pydantic import ValidationError
            from pydantic_settings import BaseSettings

            original = BaseSettings.__init__

            def without_env_file(self: BaseSettings, *args: Any, **values: Any) -> None:
                original(self, *args, **{"_env_file": None, **values})

            BaseSettings.__init__ = without_env_file  # type: ignore[assignment]
            try:
                import chromadb.config
            except ValidationError as error:
                told = "; ".join(
                    f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()
                )
                raise StoreError(
                    f"Chroma does not accept the environment ({told})", "Unset that variable."
                ) from error
            finally:
                BaseSettings.__init__ = original  # type: ignore[method-assign]
            chromadb.config.Settings.model_config["env_file"] = None
        import chromadb

        return chromadb
