"""The needs that the pages show, and what people do to them; the same functions as behind `checker needs`."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checker.errors import InputError
from checker.model import Asked, NeedsList
from checker.pipeline import needs_by_hand as by_hand
from checker.pipeline.listing_needs import kept_needs, list_needs, listed_in
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
        edition: Of the edits by hand; empty where they are not about these needs.
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
        key = shared.job, shared.when, stamp(settings), edition
        with self._lock:
            if self._shown is None or key != self._key:
                listed, editable = self._listed(shared)
                places = places_of(settings, [asked.need for asked in listed.needs])
                known = edition if editable else ""
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
            raise InputError("needs cannot be changed now", "Review the campaign again first.")
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

    def _listed(self, shared: Shared) -> tuple[NeedsList, bool]:
        """The needs, and whether they can be changed by hand.

        A language model is not asked again for that, nor is the judge for a run that is kept from before: a
        look at a page must not cost anything, and must not send what was said on calls anywhere.
        """
        run, settings = shared.run, self._desk.settings
        job = self._desk.jobs.get(shared.job)
        if job is not None and run.judge != "llm":
            listed = list_needs(job.draft.paths, settings, judge=self._desk.judge)
            return Renamer.of(job.draft).needs(listed), True
        deals = self._desk.safe_book().deals
        kept = kept_needs(run, settings, deals)
        if kept is not None:
            return kept, True
        return listed_in(run, deals, tuple(report.claim for report in run.claims)), False
