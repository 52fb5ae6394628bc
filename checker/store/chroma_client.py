"""Opening Chroma, embedded or on a server, without what surprises: `.env` files, telemetry, panics."""

from __future__ import annotations

import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from checker.errors import SettingsError, StoreError
from checker.store.access import Access, Address
from checker.store.faults import store_error

T = TypeVar("T")
_importing = threading.Lock()
_sharing = threading.RLock()
_WAITS = (0.5, 1.0, 2.0)  # seconds before a server is asked again
_GREETING = 10.0  # seconds for a connection, and for the first answer
_ANSWER = 300.0  # seconds for any other answer: thousands of vectors on a busy server
_PASSING = (429, 502, 503, 504)  # what doors before a server say while it starts or is overrun


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

    def opened() -> Any:
        # Chroma registers engines by folder; threads may find one there half made, or just gone.
        with _sharing:
            client = chromadb.PersistentClient(path=str(folder), settings=settings)
        close = client.close

        def close_in_turn() -> None:
            with _sharing:
                close()

        client.close = close_in_turn
        return client

    return guarded(place, opened)


def open_server(url: str, access: Access | None = None) -> Any:
    """A client of the Chroma server at `url`.

    Args:
        url: http:// or https:// with host and port; the port defaults to 8000 or 443.
        access: Token, headers and trusted authorities; those of the environment if None.

    Raises:
        SettingsError: The address, a header or the file of authorities is wrong.
        StoreError: No Chroma server answers, its certificate is not trusted, or it refuses access.
    """
    address, access = Address.of(url), access or Access.of_environment()
    trusted = access.trusted()
    chromadb = _chromadb()
    guarded(url, lambda: _greet(url, address, access, trusted), retry=True)
    settings = chromadb.config.Settings(
        _env_file=None,
        anonymized_telemetry=False,
        allow_reset=False,
        chroma_server_host=address.host,
        chroma_server_http_port=address.port,
        chroma_server_ssl_verify=access.ca_file or None,
    )

    def connect() -> Any:
        with warnings.catch_warnings():  # Chroma hands the file on to httpx in a way that is going out
            warnings.simplefilter("ignore", DeprecationWarning)
            return chromadb.HttpClient(
                host=address.host,
                port=address.port,
                ssl=address.tls,
                headers=access.sent(),
                settings=settings,
            )

    client = guarded(url, connect, retry=True)
    _limit_time(client)
    return client


def _greet(url: str, address: Address, access: Access, trusted: Any) -> None:
    """Asks for a sign of life: Chroma's own start hides why it fails, and waits without end."""
    import httpx

    with httpx.Client(verify=trusted, headers=access.sent(), timeout=_GREETING) as client:
        answer = client.get(f"{address}/api/v2/heartbeat")
    if answer.is_redirect:
        there = answer.headers.get("location", "another place")
        raise SettingsError(
            f"store {url}: the server sends everybody on to {there}", "Write the address that it names."
        )
    answer.raise_for_status()
    if b"heartbeat" not in answer.content[:1000]:
        raise StoreError(f"{url}: what answers there is no Chroma server", "Correct `--store`.")


def _limit_time(client: Any) -> None:
    """Chroma's client waits for ever where a connection is lost without a word."""
    import httpx

    session = getattr(getattr(client, "_server", None), "_session", None)
    if isinstance(session, httpx.Client):
        session.timeout = httpx.Timeout(_ANSWER, connect=_GREETING)


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
            # The engine's panics derive from BaseException and cannot be imported; what a door before the
            # server answers comes as a bare Exception.
            known = isinstance(error, _foreign()) or type(error) is Exception
            if not (known or type(error).__name__ == "PanicException"):
                raise
            if not (waits and _passing(error)):
                raise store_error(place, error, _status(error)) from error
        time.sleep(waits.pop(0))


def _foreign() -> tuple[type[BaseException], ...]:
    import httpx
    from chromadb.errors import ChromaError

    # After a close, calls end in an AttributeError of the bindings.
    return (ChromaError, httpx.HTTPError, ValueError, OSError, AttributeError, RuntimeError)


def _passing(error: BaseException) -> bool:
    """Whether the same request may do better soon."""
    import httpx

    if _status(error) in _PASSING:
        return True
    told = str(error).lower()
    if "certificate_verify_failed" in told or "wrong_version_number" in told:
        return False
    return isinstance(error, httpx.TransportError | ConnectionError) or "could not connect" in told


def _status(error: BaseException | None) -> int | None:
    """The status of HTTP that an error comes from."""
    import httpx

    while error is not None:
        if isinstance(error, httpx.HTTPStatusError):
            return error.response.status_code
        error = error.__cause__ or error.__context__
    return None


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
