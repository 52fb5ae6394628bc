"""The real client stack against a small server that speaks the wire format."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from checker.errors import StoreError
from checker.store.index import Store
from checker.store.openai_embedder import OpenAIEmbedder
from tests.fakes import WordEmbedder
from tests.store.conftest import LINES, reading


class Embeddings:
    """Answers with WordEmbedder's vectors, doubled in length; scripted to fail."""

    def __init__(self):
        self.requests, self.fail = [], []
        self.words = WordEmbedder()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests.append((self.path, self.headers["Authorization"], body))
                status, answer = outer.fail.pop(0) if outer.fail else (200, outer.answer(body))
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args):
                pass

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def answer(self, body):
        rows = self.words.embed(body["input"]) * 2
        packed = body.get("encoding_format") == "base64"
        data = [
            {
                "object": "embedding",
                "index": i,
                "embedding": base64.b64encode(row.tobytes()).decode() if packed else row.tolist(),
            }
            for i, row in enumerate(rows)
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return {"object": "list", "model": body["model"], "data": data, "usage": usage}


@pytest.fixture
def api(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    server = Embeddings()
    yield server
    server.http.shutdown()
    server.http.server_close()


def embedder(api, **kwargs):
    return OpenAIEmbedder("word-model", base_url=api.url, **{"api_key": "k", "retries": 0, **kwargs})


def test_vectors_come_back_normalised_in_order_and_in_batches(api):
    texts = [f"text number {i}" for i in range(7)] + ["", "half \ud83d".encode("utf-8", "replace").decode()]
    vectors = embedder(api, batch_size=4, dimension=64).embed(texts)
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, WordEmbedder().embed([*texts[:7], "-", texts[8]]), atol=1e-6)
    assert [len(body["input"]) for _, _, body in api.requests] == [4, 4, 1]
    assert {(path, key) for path, key, _ in api.requests} == {("/v1/embeddings", "Bearer k")}
    assert all(isinstance(text, str) for _, _, body in api.requests for text in body["input"])
    assert api.requests[0][2]["dimensions"] == 64


def test_an_unknown_models_dimension_is_asked_once(api):
    one = embedder(api)
    assert (one.dimension, one.dimension, len(api.requests)) == (64, 64, 1)
    assert "dimensions" not in api.requests[0][2]
    assert (one.name, one.version) == ("openai:word-model", "full")
    assert OpenAIEmbedder("text-embedding-3-large").dimension == 3072
    assert one.embed([]).shape == (0, 64)


def test_it_serves_as_the_stores_embedder(api, tmp_path):
    one = embedder(api)
    with Store.open(tmp_path / "store", one, write=True) as store:
        store.put(reading(tmp_path, "a", LINES))
        assert store.search("buyer", one.embed(["eleven weeks"]), 1)[0][0][0].text == LINES[1][1]


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (401, "OPENAI_API_KEY"),
        (403, "another key or model"),
        (404, "no model word-model"),
        (429, "quota"),
        (400, "limits"),
        (500, "Try again"),
    ],
)
def test_refusals_are_told_with_a_remedy(api, status, told):
    api.fail = [(status, {"error": {"message": "no", "type": "x"}})]
    with pytest.raises(StoreError, match=told) as caught:
        embedder(api, dimension=64).embed(["x"])
    assert caught.value.remedy


def test_a_passing_failure_is_tried_again(api):
    api.fail = [(503, {"error": {"message": "busy"}})]
    assert embedder(api, dimension=64, retries=1).embed(["x"]).shape == (1, 64)


def test_no_server_no_key_and_strange_answers(api, monkeypatch):
    with pytest.raises(StoreError, match="network"):
        OpenAIEmbedder("m", base_url="http://127.0.0.1:1/v1", api_key="k", retries=0).embed(["x"])
    with pytest.raises(StoreError, match="Set OPENAI_API_KEY"):
        OpenAIEmbedder("text-embedding-3-small").embed(["x"])
    with pytest.raises(StoreError, match="32 numbers each"):
        embedder(api, dimension=32).embed(["x"])
    api.fail = [(200, {"hello": "world"})]
    with pytest.raises(StoreError, match="embeddings API"):
        embedder(api, dimension=64).embed(["x"])
