"""What of a forgetting is still to be proved, kept as salted hashes until the proof is done.

Once the words have left the index nobody knows them any more. If something of them is left elsewhere, or the
run is killed, the next run of the same command has to look for them all the same.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.errors import StoreError
from checker.model import digest
from checker.pipeline.forget_plan import Plan, Wanted
from checker.sources.names import company_words, label_of
from checker.store.hashed import Hashed, hashed

NAME = "forgetting.json"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Forgettings whose proof is not done, by hashes of what they were asked for.

    Attributes:
        path: File that they are kept in; it is there only while there are any.
        entries: Each with its salt and hashes of what was asked for and of what is to be found nowhere.
    """

    path: Path
    entries: tuple[dict[str, Any], ...] = ()

    @classmethod
    def read(cls, folder: Path) -> Unfinished:
        """Reads them; a file that is damaged counts as none."""
        path = folder / NAME
        try:
            entries = json.loads(path.read_text(encoding="utf-8"))
            found = [e for e in entries if _sound(e)]
        except (OSError, ValueError, TypeError):
            return cls(path)
        return cls(path, tuple(found))

    def of(self, wanted: Wanted) -> tuple[Hashed, ...] | None:
        """What is still to be looked for; None if nothing of it is unfinished."""
        mine = [e for e in self.entries if _asked(e, wanted)]
        return tuple(Hashed.of(e["salt"], e["marks"]) for e in mine) if mine else None

    def with_(self, wanted: Wanted, plan: Plan, needles: Iterable[bytes]) -> Unfinished:
        """Also this one; written down at once.

        Raises:
            StoreError: The folder cannot be written.
        """
        salt = secrets.token_hex(16)
        keys = [digest(salt, key, length=32) for key in _keys(wanted, plan)]
        names = [s.encode("utf-8", "surrogatepass") for s in plan.names.spellings]
        entry = {"salt": salt, "asked": keys, "marks": hashed(salt, needles, names)}
        return self._write((*self.entries, entry))

    def without(self, wanted: Wanted) -> Unfinished:
        """All but this one, whose proof is done; written down at once."""
        return self._write(tuple(e for e in self.entries if not _asked(e, wanted)))

    def _write(self, entries: tuple[dict[str, Any], ...]) -> Unfinished:
        try:
            if entries:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self.path.write_text(json.dumps(list(entries), indent=0), encoding="utf-8")
            else:
                self.path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                f"{self.path}: cannot be written: {error.strerror}",
                "Make its folder writable, then try again.",
            ) from error
        return Unfinished(self.path, entries)


def _sound(entry: Any) -> bool:
    return (
        isinstance(entry["salt"], str)
        and isinstance(entry["asked"], list)
        and bool(Hashed.of(entry["salt"], entry["marks"]))
    )


def _asked(entry: dict[str, Any], wanted: Wanted) -> bool:
    return any(digest(entry["salt"], key, length=32) in entry["asked"] for key in _keys(wanted, Plan()))


def _keys(wanted: Wanted, plan: Plan) -> list[str]:
    """What it may be asked for by: a call has an id, a file and the file's name."""
    if wanted.person:
        return ["person " + " ".join(label_of(wanted.person).person)]
    if wanted.account:
        return ["account " + " ".join(company_words(wanted.account))]
    names = {wanted.call, *(n for c in plan.gone for n in (c.id, c.file, Path(c.file).name))}
    return sorted(f"call {name}" for name in names)
