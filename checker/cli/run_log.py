"""`--log-json`: what a command did and how long each stage took, a JSON object a line.

No text of calls or copy gets in: only names of commands and stages, counts, times and kinds of errors.
Messages of errors are left out, since they name files and may quote what was read.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from checker.errors import InputError

if TYPE_CHECKING:
    from checker.pipeline import Progress, Reporter


@dataclass(slots=True)
class _Timed:
    """One stage: steps, and seconds since the start of the command."""

    first: float
    last: float
    done: int = 0
    total: int = 0
    told: bool = False


class RunLog:
    """The log of one command, and the clock of its stages; writes nothing until it is opened."""

    def __init__(self) -> None:
        self._file: IO[str] | None = None
        self._start = time.monotonic()
        self._stages: dict[str, _Timed] = {}
        self._command = ""

    def open(self, place: str, command: str, version: str) -> None:
        """Begins to write.

        Args:
            place: A file, which is appended to; `-` for standard error.
            command: Name of the command.
            version: Of the checker.

        Raises:
            InputError: The file cannot be written.
        """
        try:
            # Open for the whole command; `end` closes it.
            self._file = sys.stderr if place == "-" else Path(place).open("a", encoding="utf-8")  # noqa: SIM115
        except OSError as error:
            raise InputError(
                f"--log-json {place}: cannot be written: {error.strerror}", "Choose another place."
            ) from error
        self._command = command
        self._write("start", version=version)

    def watching(self, show: Reporter | None) -> Reporter:
        """A reporter that also times; errors of `show` pass through, since they cancel."""

        def watch(event: Progress) -> None:
            self._see(event)
            if show:
                show(event)

        return watch

    def timings(self) -> list[dict[str, Any]]:
        """Stages in order of their beginning: steps and seconds from the first to the last step."""
        return [
            {"stage": name, "steps": t.done, "seconds": round(t.last - t.first, 3)}
            for name, t in self._stages.items()
        ]

    def end(self, code: int, error: BaseException | None = None) -> None:
        """Writes the last line, with the kind of the error but not its words."""
        for name, timed in self._stages.items():
            if not timed.told:
                self._tell(name, timed)
        kind = {"error": type(error).__name__} if error else {}
        self._write("end", exit=code, **_peak(), **kind)
        if self._file not in (None, sys.stderr):
            self._file.close()
        self._file = None

    def _see(self, event: Progress) -> None:
        now = time.monotonic() - self._start
        timed = self._stages.setdefault(event.stage, _Timed(now, now))
        timed.last, timed.done, timed.total = now, event.done, event.total
        if event.done == event.total and not timed.told:
            timed.told = True
            self._tell(event.stage, timed)

    def _tell(self, name: str, timed: _Timed) -> None:
        seconds = round(timed.last - timed.first, 3)
        self._write("stage", stage=name, done=timed.done, total=timed.total, stage_seconds=seconds)

    def _write(self, event: str, **facts: object) -> None:
        if self._file is None:
            return
        record: dict[str, object] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "event": event,
            "command": self._command,
            "seconds": round(time.monotonic() - self._start, 3),
            **facts,
        }
        print(json.dumps(record), file=self._file, flush=True)


def _peak() -> dict[str, int]:
    """Most memory that was used, in MB; nothing where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return {}
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"peak_mb": round(used / (1_048_576 if sys.platform == "darwin" else 1024))}


current = RunLog()
"""Of this process: it runs one command."""
