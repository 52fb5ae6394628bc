"""All errors of the checker, one tree.

CheckerError                what the user can act on: printed as one line, exit code 2
 ├─ InputError              a file or argument cannot be read; carries the file and the remedy
 │   └─ UnreadableFile      one source file is skipped; the run goes on
 ├─ SettingsError           checker.toml, environment or flags
 │   └─ PromptError         a prompt file is missing, malformed or has the wrong variables
 ├─ StoreError              the index: wrong embedder, corrupt, locked, unreachable
 │   ├─ StoreLocked         another process writes
 │   ├─ StoreMismatch       made with another embedder or schema
 │   └─ TriageConflict      somebody else decided in the meantime (checker/triage/store.py)
 ├─ JudgeError              a judge cannot answer
 │   ├─ TransientJudgeError worth trying again
 │   └─ PermanentJudgeError trying again will not help
 ├─ BudgetError             an estimate or a limit stops the run before it costs more
 └─ ModelError              a shipped or trained model file is missing or not the one its card describes

Foreign exceptions are mapped to these where they arise; anything else that escapes is a bug of
ours and is shown as a traceback.
"""

from __future__ import annotations


class CheckerError(Exception):
    """Base of what a user can act on.

    Args:
        message: What is wrong, with its place.
        remedy: What to do about it, as a full sentence; may be empty.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """One line: message, then remedy."""
        text = f"{self.message}. {self.remedy}" if self.remedy else self.message
        return " ".join(text.split())


class InputError(CheckerError):
    """A file, folder or argument given by the user cannot be used."""


class UnreadableFile(InputError):
    """One source file cannot be read; it is listed under `skipped` and the run goes on.

    Args:
        file: Path as the user knows it.
        reason: Why it was skipped, without the path.
        remedy: What to do about it.
    """

    def __init__(self, file: str, reason: str, remedy: str = "") -> None:
        super().__init__(f"{file}: {reason}", remedy)
        self.file = file
        self.reason = reason


class SettingsError(CheckerError):
    """checker.toml, an environment variable or a flag is wrong."""


class PromptError(SettingsError):
    """A prompt file, ours or one that replaces ours, is missing, malformed or has the wrong variables."""


class StoreError(CheckerError):
    """The index cannot be opened, read or written."""


class StoreLocked(StoreError):
    """Another process writes to the index."""


class StoreDamaged(StoreError):
    """The vectors of an index cannot be read; whoever opens it for writing makes them again."""


class StoreMismatch(StoreError):
    """The index was made with another embedder or another schema version."""


class JudgeError(CheckerError):
    """A judge cannot give an answer."""


class TransientJudgeError(JudgeError):
    """The same question may be answered later."""


class PermanentJudgeError(JudgeError):
    """The same question will fail again."""


class BudgetError(CheckerError):
    """A limit on tokens or money stops the run.

    Args:
        message: What was estimated and what the limit is.
        needed: The estimate, in the unit of the limit.
        limit: The limit that would be passed.
    """

    def __init__(self, message: str, needed: float, limit: float, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.needed = needed
        self.limit = limit


class ModelError(CheckerError):
    """A model file is missing or is not the one its card describes."""
