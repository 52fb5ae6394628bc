"""A model file of Hugging Face: downloaded once, checked by its hash, kept in the cache that its tools share.

After the first time nothing is asked of the network. A file that is not what its page says is never run.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from checker.errors import SettingsError
from checker.model import digest

_LINK = re.compile(
    r"https?://(?:huggingface\.co|hf\.co)/([\w.-]+/[\w.-]+)/(?:resolve|blob)/([^/?#]+)/([^?#]+\.gguf)(?:[?#].*)?",
    re.IGNORECASE,
)
_SHORT = re.compile(r"hf:([\w.-]+/[\w.-]+)/([^@]+\.gguf)(?:@([\w.-]+))?", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FORMS = "Write `gguf:hf:OWNER/REPO/FILE.gguf`, with `@COMMIT` to pin it, or paste the file's own address."
_CHUNK = 1 << 22  # bytes hashed at a time


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository on Hugging Face, at a branch, tag or commit."""

    repo: str
    name: str
    revision: str = "main"

    def __str__(self) -> str:
        return f"hf:{self.repo}/{self.name}" + (f"@{self.revision}" if self.revision != "main" else "")


def hub_file(address: str) -> HubFile | None:
    """What an address of Hugging Face names; None if it is a path on this machine.

    Raises:
        SettingsError: It is an address, but of no GGUF file there.
    """
    if found := _LINK.fullmatch(address):
        return HubFile(found[1], found[3], found[2])
    if found := _SHORT.fullmatch(address):
        return HubFile(found[1], found[2], found[3] or "main")
    if address.startswith(("hf:", "http:", "https:")):
        raise SettingsError(f"[judge] model: {address}: no GGUF file on Hugging Face", _FORMS)
    return None


def local_file(file: HubFile) -> Path:
    """The file on this machine, downloaded with progress on stderr if it is not there, and checked.

    `HF_ENDPOINT` names another server, `HF_HUB_CACHE` another place, `HF_TOKEN` opens gated models.

    Raises:
        SettingsError: There is no such file, it cannot be reached or stored, or it arrived damaged.
    """
    with _explained(file):
        path = _cached(file) or _got(file)
        if not _mark(path).exists():
            _check(file, path)
    return path


def _endpoint() -> str:
    from huggingface_hub import constants

    return (os.environ.get("HF_ENDPOINT") or constants.ENDPOINT).rstrip("/")


def _cached(file: HubFile) -> Path | None:
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return _got(file, local=True)
    except LocalEntryNotFoundError:
        return None


def _got(file: HubFile, *, local: bool = False) -> Path:
    from huggingface_hub import constants, hf_hub_download

    found = hf_hub_download(
        file.repo,
        file.name,
        revision=file.revision,
        cache_dir=os.environ.get("HF_HUB_CACHE") or constants.HF_HUB_CACHE,
        local_files_only=local,
        endpoint=_endpoint(),
    )
    return Path(found)


def _check(file: HubFile, path: Path) -> None:
    """Holds a file against the hash that the server gave; what is damaged is removed."""
    real = path.resolve()
    expected = real.name if _SHA256.fullmatch(real.name) else _hash_there(file)
    if _hash_here(real) != expected:
        path.unlink(missing_ok=True)
        real.unlink(missing_ok=True)
        raise SettingsError(
            f"[judge] model: {file}: the download is damaged: its SHA-256 is not {expected}",
            "It was removed: run again.",
        )
    mark = _mark(path)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(f"{expected}\n", encoding="ascii")


def _hash_there(file: HubFile) -> str:
    from huggingface_hub import get_hf_file_metadata, hf_hub_url

    url = hf_hub_url(file.repo, file.name, revision=file.revision, endpoint=_endpoint())
    found = get_hf_file_metadata(url, endpoint=_endpoint()).etag or ""
    if not _SHA256.fullmatch(found):
        raise SettingsError(
            f"[judge] model: {file}: the server names no SHA-256, so it cannot be checked",
            "Download it yourself and give its path after `gguf:`.",
        )
    return found


def _hash_here(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            total.update(chunk)
    return total.hexdigest()


def _mark(path: Path) -> Path:
    """Says that a file of this size and time was checked, so that not every start reads it all."""
    real = path.resolve()
    state = real.stat()
    home = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "messaging-checker"
    return home / "checked" / digest("gguf", str(real), str(state.st_size), str(state.st_mtime_ns), length=32)


@contextmanager
def _explained(file: HubFile) -> Iterator[None]:
    """Errors of the hub's client as one clear line each."""
    import httpx2
    from huggingface_hub.errors import (
        EntryNotFoundError,
        GatedRepoError,
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    name = f"[judge] model: {file}"
    try:
        yield
    except GatedRepoError as error:
        raise SettingsError(
            f"{name}: its owner asks you to accept terms first",
            f"Accept them at https://huggingface.co/{file.repo}, then set HF_TOKEN.",
        ) from error
    except (LocalEntryNotFoundError, OfflineModeIsEnabled, httpx2.TransportError) as error:
        raise SettingsError(
            f"{name}: Hugging Face cannot be reached, and the file is not in the cache: "
            f"{_first_line(error.__cause__ or error)}",
            "Connect once, or download it elsewhere and give its path after `gguf:`.",
        ) from error
    except (RepositoryNotFoundError, RevisionNotFoundError, EntryNotFoundError) as error:
        raise SettingsError(f"{name}: there is no such file on Hugging Face", _FORMS) from error
    except (HfHubHTTPError, HFValidationError) as error:
        raise SettingsError(
            f"{name}: Hugging Face does not give it: {_first_line(error)}", "Try again later."
        ) from error
    except OSError as error:
        raise SettingsError(
            f"{name}: could not be downloaded: {_first_line(error)}",
            "Check the space on the disk, then run again.",
        ) from error


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
