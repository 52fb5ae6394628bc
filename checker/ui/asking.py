"""The needs that the pages show, and what people do to them; the same functions as behind `checker needs`."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checker.errors import InputError
from checker.model import Asked, NeedsList
from checker.pipeline import needs_by_hand as by_hand
from checker.pipeline.listing_needs import list_needs, listed_in
from checker.pipeline.searching import stamp
from checker.ui.mapping import Places, places_of
from checker.ui.renaming import Renamer

if TYPE_CHECKING:
    from checker.ui.desk import Desk, Shared


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page is drawn from.

    Attributes:
        listed: All needs.
        job: Id of the review; empty for one that is kept from before.
        edition: Of the edits by hand; empty where needs cannot be edited.
        places: On the map.
    """

    listed: NeedsList
    job: str = ""
    edition: str = ""
    places: Places = field(default_factory=dict)

    def need(self, ident: str) -> Asked | None:
        """A need by its id."""
        return next((asked for asked in self.listed.needs if asked.need.id == ident), None)


class Asking:
    """Lists needs once for all browsers, and again when calls, copy or edits have changed.

    Args:
        desk: Whose settings and runs.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._key: object = None
        self._shown: Shown | None = None

    def shown(self) -> Shown | None:
        """The needs of the shared run as they are now; None where there is no run yet.

        Raises:
            CheckerError: The store or the book of needs cannot be read.
        """
        shared = self._desk.shared()
        if shared is None:
            return None
        settings = self._desk.settings
        edition = by_hand.edition(settings)
        key = shared.job, shared.when, stamp(settings), edition, self._editable(shared)
        with self._lock:
            if self._shown is None or key != self._key:
                listed = self._listed(shared)
                places = places_of(settings, [asked.need for asked in listed.needs])
                known = edition if self._editable(shared) else ""
                self._shown, self._key = Shown(listed, shared.job, known, places), key
            return self._shown

    def edit(self, said: dict[str, str], ticked: dict[str, list[str]]) -> str:
        """Does to a need what somebody said; gives the id of the need to look at then.

        Args:
            said: verb, need, title and the edition that was seen.
            ticked: Ids of `others` and `statements`.

        Raises:
            CheckerError: It cannot be done, or somebody else was faster.
        """
        settings, need, seen = self._desk.settings, said.get("need", ""), said.get("edition", "")
        shown = self.shown()
        if shown is None or not shown.edition:
            raise InputError("needs cannot be changed now", "Wait until the review is done.")
        match said.get("verb"):
            case "rename":
                return by_hand.rename_need(settings, need, said.get("title", ""), expected=seen)
            case "merge":
                if not ticked.get("others"):
                    raise InputError("no other need is ticked", "Tick those that ask for the same thing.")
                return by_hand.merge_needs(settings, need, ticked["others"], expected=seen)
            case "divide":
                if not ticked.get("statements"):
                    raise InputError("no quote is ticked", "Tick those that ask for something else.")
                return by_hand.divide_need(settings, need, ticked["statements"], expected=seen)
            case "reset":
                return by_hand.reset_need(settings, need, expected=seen)
        raise InputError("nothing was changed")

    def _editable(self, shared: Shared) -> bool:
        """Whether the needs are ours to group: neither a language model's nor of a review that runs."""
        return bool(shared.job) and shared.run.judge != "llm"

    def _listed(self, shared: Shared) -> NeedsList:
        job = self._desk.jobs.get(shared.job)
        deals = self._desk.safe_book().deals
        if job is None or not self._editable(shared):
            return listed_in(shared.run, deals, tuple(report.claim for report in shared.run.claims))
        listed = list_needs(job.draft.paths, self._desk.settings, judge=self._desk.judge)
        return Renamer.of(job.draft).needs(listed)
