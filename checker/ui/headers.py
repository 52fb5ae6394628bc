"""What the server tells browsers to forbid: requests to elsewhere, scripts in markup, other names for us."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio starts by scripts in its page and makes functions of strings. Handlers in attributes, which is
# what markup that slipped through would use, are forbidden; so is any request to another server.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "script-src-attr 'none'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}


class SafeHeaders:
    """Adds the headers to every answer.

    Args:
        app: The app behind.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, with_headers)

    @staticmethod
    def middleware(hosts: list[str] | None) -> list[Any]:
        """For the app's constructor; `hosts` are the only names we answer to, if given."""
        named = [Middleware(TrustedHostMiddleware, allowed_hosts=hosts)] if hosts else []
        return [*named, Middleware(SafeHeaders)]


def allowed_hosts() -> list[str]:
    """Names of this machine for itself: a page elsewhere cannot reach us under a name of its own."""
    return ["127.0.0.1", "localhost", "[::1]", "::1"]
