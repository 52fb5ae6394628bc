"""What was worked out of calls, kept beside the index: a review does not work it out again.

Nothing here is needed: each file can be made anew from the index, may be deleted at any time, and is passed
over where it is damaged, of another state of the index, or of another version of what made it. A file is an
`.npz` of plain arrays; no pickle is read.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from checker.model import digest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER: Final = "kept"
Arrays = Mapping[str, "NDArray[Any]"]

_KEY = "key"


class Kept:
    """The kept files of one index.

    Args:
        folder: Of the files; made with the first.
        state: Says in which state the index is now; empty where that cannot be told, and nothing is kept.
        made_by: What else all files depend on, such as the embedder.
    """

    def __init__(self, folder: Path, state: Callable[[], str], made_by: Sequence[str] = ()) -> None:
        self._folder, self._now = folder, state
        self._made_by = tuple(made_by)
        self._state = state()

    def load(self, name: str, recipe: str) -> dict[str, NDArray[Any]] | None:
        """The arrays of a file; None if it has to be made.

        Args:
            name: Of the file.
            recipe: Changes whenever the same index would give other arrays.
        """
        import zipfile

        import numpy as np

        if not self._state:
            return None
        try:
            with np.load(self._path(name), allow_pickle=False) as stored:
                if text_of(stored[_KEY]) != self._key(name, recipe):
                    return None
                return {field: stored[field] for field in stored.files if field != _KEY}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def save(self, name: str, recipe: str, arrays: Arrays) -> None:
        """Keeps arrays; a folder that cannot be written and a full disk are no errors of the run.

        Nothing is kept where the index has changed since this object was made: they may be of both states.
        """
        import numpy as np

        if not self._state or self._now() != self._state:
            return
        fresh = self._folder / f"{name}.{secrets.token_hex(4)}.part"
        try:
            self._folder.mkdir(exist_ok=True)
            with fresh.open("wb") as file:
                np.savez(file, **{_KEY: text_array(self._key(name, recipe)), **arrays})  # type: ignore[arg-type]
            fresh.replace(self._path(name))
        except OSError:
            _remove(fresh)

    def has(self, name: str, recipe: str) -> bool:
        """Whether a file needs not be made."""
        import zipfile

        import numpy as np

        try:
            with np.load(self._path(name), allow_pickle=False) as stored:
                return bool(self._state) and text_of(stored[_KEY]) == self._key(name, recipe)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return False

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.npz"

    def _key(self, name: str, recipe: str) -> str:
        return digest(name, recipe, self._state, *self._made_by, length=64)


def drop_kept(home: Path) -> int:
    """Removes all kept files of the index in a folder; returns how many there were.

    Raises:
        OSError: One cannot be removed.
    """
    found = [path for path in (home / FOLDER).glob("*") if path.is_file()]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def text_array(text: str) -> NDArray[np.uint8]:
    """A text as an array; lone surrogates survive."""
    import numpy as np

    return np.frombuffer(text.encode("utf-8", "surrogatepass"), dtype=np.uint8)


def text_of(array: NDArray[Any]) -> str:
    """Inverse of `text_array`."""
    return array.tobytes().decode("utf-8", "surrogatepass")


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
