"""A server on this machine that speaks OpenAI's wire format and answers as a test says.

A script is a function from a request to a `Reply`, or a list of replies taken in turn. Every body that
came in is kept as raw bytes, so that a test can look at what left the checker.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[["Request"], "Reply"]


@dataclass(frozen=True)
class Request:
    """One request as the server saw it."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        return str(self.body["messages"][-1]["content"])

    @property
    def schema(self) -> str:
        return str(self.body["response_format"]["json_schema"]["name"])


@dataclass(frozen=True)
class Reply:
    """What to answer; `content` that is no string is sent as JSON."""

    content: Any = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    finish: str = "stop"
    refusal: str | None = None
    delay: float = 0.0
    drop: bool = False
    empty: bool = False
    error: str = ""
    code: str | None = None
    usage: tuple[int, int] = (100, 10)


class Server:
    """Answers on 127.0.0.1; use it as a context manager."""

    def __init__(self, script: Script | Iterable[Reply]) -> None:
        self.bodies: list[bytes] = []
        self.requests: list[Request] = []
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        if callable(script):
            self._script: Script = script
        else:
            queue = list(script)
            self._script = lambda _: queue.pop(0)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                outer._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers["Content-Length"]))
        request = Request(handler.path, dict(handler.headers), json.loads(raw))
        with self._lock:
            self.bodies.append(raw)
            self.requests.append(request)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            reply = self._script(request)
        try:
            if reply.delay:
                time.sleep(reply.delay)
            if reply.drop:
                handler.close_connection = True
                handler.connection.close()
                return
            self._send(handler, reply, request)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True
        finally:
            with self._lock:
                self._now -= 1

    @staticmethod
    def _send(handler: BaseHTTPRequestHandler, reply: Reply, request: Request) -> None:
        if reply.status != 200:
            message = reply.error or f"status {reply.status}"
            body: dict[str, Any] = {"error": {"message": message, "type": "x", "code": reply.code}}
        elif not request.path.endswith("/chat/completions"):
            body = reply.content
        else:
            content = reply.content if isinstance(reply.content, str) else json.dumps(reply.content)
            message_: dict[str, Any] = {"role": "assistant", "content": content}
            if reply.refusal is not None:
                message_ = {"role": "assistant", "content": None, "refusal": reply.refusal}
            choice = {"index": 0, "finish_reason": reply.finish, "message": message_}
            prompt, completion = reply.usage
            body = {
                "id": "x",
                "object": "chat.completion",
                "created": 1,
                "model": str(request.body.get("model", "")),
                "choices": [] if reply.empty else [choice],
                "usage": {
                    "prompt_tokens": prompt,
                    "completion_tokens": completion,
                    "total_tokens": prompt + completion,
                },
            }
        data = json.dumps(body).encode()
        handler.send_response(reply.status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(data)))
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data)
