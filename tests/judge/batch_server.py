"""OpenAI's files and batches on this machine: a batch is answered by a script when it is looked at again."""

from __future__ import annotations

import json
import random
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.judge.llm_server import Request, Script


def answered(requests: bytes, script: Script, broken: dict[int, str] | None = None) -> bytes:
    """The output file of a batch, in no order; some answers broken in the way that is said."""
    lines = []
    for number, line in enumerate(requests.splitlines()):
        row = json.loads(line)
        assert row["method"] == "POST" and row["url"] == "/v1/chat/completions"
        reply = script(Request(row["url"], {}, row["body"]))
        how = (broken or {}).get(number, "")
        content: Any = json.dumps(reply.content)
        message = {"role": "assistant", "content": content[:-3] if how == "truncated" else content}
        if how == "refusal":
            message = {"role": "assistant", "content": None, "refusal": "No."}
        body: dict[str, Any] = {
            "choices": [
                {"index": 0, "finish_reason": "length" if how == "length" else "stop", "message": message}
            ],
            "usage": {"prompt_tokens": reply.usage[0], "completion_tokens": reply.usage[1]},
        }
        response: dict[str, Any] | None = {"status_code": 200, "request_id": "r", "body": body}
        if how == "error":
            response = {"status_code": 500, "request_id": "r", "body": {"error": {"message": "broke"}}}
        if how == "expired":
            response = None
        error = {"code": "batch_expired", "message": "too late"} if how == "expired" else None
        lines.append(
            {"id": f"b{number}", "custom_id": row["custom_id"], "response": response, "error": error}
        )
    random.Random(1).shuffle(lines)
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


class BatchServer:
    """Answers on 127.0.0.1; use it as a context manager."""

    def __init__(self, script: Script) -> None:
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, dict[str, Any]] = {}
        self.looks = 0
        self.fails = False
        self._script = script
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                outer._post(self)

            def do_GET(self) -> None:
                outer._get(self)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> BatchServer:
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _post(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers["Content-Length"]))
        if handler.path.endswith("/files"):
            ident = f"file-{len(self.files)}"
            parts = re.split(rb"--[\w-]+(?:\r\n|--)", raw)
            held = next(part for part in parts if b'name="file"' in part)
            self.files[ident] = held.partition(b"\r\n\r\n")[2].rstrip(b"\r\n") + b"\n"
            _send(handler, {"id": ident, "object": "file", "filename": "x", "purpose": "batch", "bytes": 1,
                            "created_at": 1, "status": "processed"})  # fmt: skip
            return
        body = json.loads(raw)
        ident = f"batch-{len(self.batches)}"
        self.batches[ident] = {
            "id": ident, "object": "batch", "endpoint": body["endpoint"], "created_at": 1,
            "completion_window": "24h", "input_file_id": body["input_file_id"], "status": "in_progress",
            "metadata": body["metadata"], "request_counts": {"total": 2, "completed": 1, "failed": 0},
        }  # fmt: skip
        _send(handler, self.batches[ident])

    def _get(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path.partition("?")[0]
        if path.endswith("/batches"):
            _send(
                handler, {"object": "list", "data": list(reversed(self.batches.values())), "has_more": False}
            )
        elif path.endswith("/content"):
            _send(handler, self.files[path.split("/")[-2]])
        else:
            batch = self.batches[path.rsplit("/", 1)[-1]]
            self.looks += 1
            if self.looks % 2 == 0 and batch["status"] == "in_progress":
                batch["status"] = "failed" if self.fails else "completed"
                if not self.fails:
                    batch["output_file_id"] = f"out-{batch['id']}"
                    self.files[batch["output_file_id"]] = answered(
                        self.files[batch["input_file_id"]], self._script
                    )
            _send(handler, batch)


def _send(handler: BaseHTTPRequestHandler, what: dict[str, Any] | bytes) -> None:
    data = what if isinstance(what, bytes) else json.dumps(what).encode()
    handler.send_response(200)
    kind = "application/octet-stream" if isinstance(what, bytes) else "application/json"
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)
