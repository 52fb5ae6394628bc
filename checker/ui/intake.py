"""Calls and deals taken in: the folders of the working directory, and what people upload.

Uploads lie in a folder of ours, `.checker/uploads`; the user's own folders are never written to.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import CheckerError, StoreLocked
from checker.model import Side
from checker.pipeline import IndexResult, Progress, Reporter
from checker.pipeline.siding import carry_sides, say_side
from checker.settings import Settings
from checker.ui import faults
from checker.ui.drafts import check_uploads, store_uploads

if TYPE_CHECKING:
    from checker.ui.desk import Desk

RETRY = 15.0
"""Seconds until it is tried again where another process was writing to the index."""

DEAL_SUFFIXES = frozenset({".csv", ".xlsx", ".tsv"})
_DEALS_NAMES = ("calls.csv", "deals.csv", "calls.xlsx", "deals.xlsx")


class Intake:
    """Brings the store up to date, one time after the other.

    Args:
        desk: Whose settings and folders.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._idle = threading.Event()
        self._idle.set()
        self._again: threading.Timer | None = None
        self._closed = False
        self.result: IndexResult | None = None
        self.problem = ""
        self.progress: Progress | None = None

    @property
    def uploads(self) -> Path:
        """Folder of uploaded calls."""
        return self._desk.home / "uploads" / "calls"

    def folders(self) -> list[Path]:
        """Folders of calls that are there."""
        return [path for path in (Path("calls"), self.uploads) if path.is_dir()]

    def deals(self) -> Path | None:
        """The deals file: the one uploaded last, else one that lies in the working directory."""
        folder = self._desk.home / "uploads"
        given = sorted(folder.glob("deals.*"), key=lambda p: p.stat().st_mtime_ns, reverse=True)
        lying = (Path(name) for name in _DEALS_NAMES)
        return next((path for path in [*given, *lying] if path.is_file()), None)

    def start(self) -> None:
        """Brings the store up to date in the background; unchanged files cost next to nothing."""
        self._idle.clear()
        threading.Thread(target=self._begin, name="intake", daemon=True).start()

    def _begin(self) -> None:
        self._desk.served.wait()
        self.refresh()

    @property
    def busy(self) -> bool:
        """Whether calls are being taken in."""
        return not self._idle.is_set()

    def wait(self, tell: Reporter | None = None) -> None:
        """Until the store is up to date; tells progress meanwhile."""
        while not self._idle.wait(0.2):
            if tell:
                tell(self.progress or Progress("Opening the index", 0, 0))

    def refresh(self) -> None:
        """Reads what is new in the folders and the store's own files. Problems are kept to be shown."""
        from checker.pipeline import index

        with self._lock:
            self._idle.clear()
            try:
                paths = [*self.folders(), *self._known()]
                if paths:
                    self.result = index(paths, self._local(), deals=self.deals(), progress=self._tell)
                self.problem = ""
            except StoreLocked as error:
                self.problem = f"{error} Nothing is lost: it is tried again by itself."
                self._try_again()
            except CheckerError as error:
                self.problem = str(error)
            except Exception as error:  # noqa: BLE001 - nobody waits for this thread: the page has to tell
                self.problem = faults.told(error, "Reading the calls")
                faults.log(error, "reading the calls failed")
            finally:
                self.progress = None
                self._idle.set()

    def close(self) -> None:
        """Tries nothing again, and starts no review any more."""
        self._closed = True
        if self._again is not None:
            self._again.cancel()

    def _try_again(self) -> None:
        if self._again is not None:
            self._again.cancel()
        self._again = threading.Timer(RETRY, self._later)
        self._again.daemon = True
        self._again.start()

    def _later(self) -> None:
        self.refresh()
        self.follow()

    def _local(self) -> Settings:
        """Settings by which calls are only read and stored.

        What a language model is to read of them it reads in a review, which somebody has confirmed.
        """
        settings = self._desk.settings
        return settings.model_copy(update={"judge": settings.judge.model_copy(update={"use": "embedded"})})

    def add_calls(self, uploads: Sequence[Path]) -> int:
        """Takes uploaded calls in; returns how many files.

        Raises:
            InputError: Refused.
        """
        from checker.sources.calls.registry import CALL_SUFFIXES

        check_uploads(uploads, self._desk.received, CALL_SUFFIXES)
        store_uploads(uploads, self.uploads)
        self.refresh()
        self.follow()
        return len(uploads)

    def put_deals(self, upload: Path) -> None:
        """Takes an uploaded deals file instead of the one before; it is kept only if it can be read.

        Raises:
            CheckerError: Refused.
        """
        from checker.pipeline.reading_pool import read_deals_file

        check_uploads([upload], self._desk.received, DEAL_SUFFIXES)
        read_deals_file(upload, upload.name, self._desk.settings.deals.columns)
        folder = self._desk.home / "uploads"
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("deals.*"):
            old.rename(old.with_name(f"replaced-{time.time_ns()}-{old.name}"))
        shutil.copyfile(upload, folder / f"deals{upload.suffix.lower()}")
        self.refresh()
        self.follow()

    def fix_side(self, file: str, name: str, side: Side) -> None:
        """Says once who is on which side, and lets everything follow.

        Raises:
            CheckerError: It cannot be kept.
        """
        say_side(self._desk.settings, file, name, side)
        self.refresh()
        if not self.problem and not self._holds(file, name, side):
            carry_sides(self._desk.settings)
        self.follow()

    def follow(self) -> None:
        """Has the campaign reviewed again, where the calls were taken in and it costs nothing."""
        if not self.problem and not self._closed:
            self._desk.review_again()

    def _holds(self, file: str, name: str, side: Side) -> bool:
        """Whether the index says of a speaker what was said by hand."""
        calls = self._desk.safe_book().calls
        told = (s for call in calls if file in ("*", call.file) for s in call.speakers if s.name == name)
        return all(speaker.side == side for speaker in told)

    def _known(self) -> list[Path]:
        """Files of the store that are still there, so that a change of sides reaches them too."""
        files = {call.file for call in self._desk.safe_book().calls}
        return [path for file in sorted(files) if (path := Path(file)).is_file()]

    def _tell(self, event: Progress) -> None:
        self.progress = event
