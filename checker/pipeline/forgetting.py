"""`forget`: a call, an account or a person leaves the store and all that was made of it, and that is proved.

The proof is a search through every byte of the data folder and of the snapshots: for the words that were
taken out, the records and vectors they stood in, and the names. The user's own transcripts are never
written to; those that still hold the words are named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import InputError, StoreError
from checker.model import Call
from checker.pipeline.following import work_folder
from checker.pipeline.forget_files import Swept, is_in, sweep_files, uploaded
from checker.pipeline.forget_names import Names
from checker.pipeline.forget_plan import Plan, Wanted, plan_of
from checker.pipeline.opening import home_of, open_store
from checker.pipeline.progress import Reporter, Stage, silent
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.store.index import Store
    from checker.store.traces import Needles

SNAPSHOT = Path("checker-evidence.jsonl")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went.

    Attributes:
        calls: Calls that went whole.
        changed: Calls that lost somebody's words or a name.
        swept: What went besides the store.
        searched: Files that were searched and hold nothing of it any more.
        sources: Files of the user's own that still hold it: at the next `index` they bring it back.
        near: Names like the one that was given.
    """

    calls: int
    changed: int
    swept: Swept
    searched: int
    sources: tuple[str, ...]
    near: tuple[str, ...]


def forget(
    settings: Settings,
    wanted: Wanted,
    *,
    snapshots: Sequence[Path] = (),
    progress: Reporter | None = None,
) -> Forgotten:
    """Removes a call, an account or a person from everything that the checker keeps.

    Args:
        settings: Say where the store lies.
        wanted: What to forget.
        snapshots: Evidence snapshots to clean too.
        progress: Called at each step.

    Raises:
        InputError: Nothing is known of it, or a snapshot cannot be read.
        StoreLocked: Somebody else writes to the store.
        StoreError: It cannot be removed, or something of it is left; names the files.
    """
    from checker.store.traces import find_traces

    stage = Stage(progress or silent, "Forgetting", 4)
    roots = [work_folder(settings), home_of(settings), *snapshots]
    with open_store(settings, write=True) as store:
        ours = [file for file in store.files() if is_in(file, uploaded(settings))]
        plan = plan_of(store, wanted, ours)
        left = not plan.empty or find_traces(roots, _names_only(plan.names))
        if not left:
            raise InputError(f"nothing is known of the {wanted}", _like(plan))
        staying = _staying(store, plan)
        needles = _needles(store, plan, staying)
        stage.step()
        swept = sweep_files(settings, plan, staying, snapshots)
        stage.step()
        _from_store(store, plan, staying)
        store.scrub()
        stage.step()
    traces = find_traces(roots, needles)
    stage.step()
    if traces:
        named = ", ".join(map(str, traces[:5]))
        raise StoreError(
            f"the {wanted} is out of the index, but something of it is left in {named}",
            "Close the web UI and whatever else has the index open, delete files that are not the "
            "checker's, then run it again.",
        )
    searched = len({path for root in roots for path in _files(root)})
    sources = tuple(f for f in plan.files if Path(f).is_file())
    return Forgotten(len(plan.gone), len(plan.changed), swept, searched, sources, plan.near)


def _staying(store: Store, plan: Plan) -> list[Call]:
    """All calls as they are to be."""
    gone = {(c.file, c.id) for c in plan.gone}
    changed = {(before.file, before.id): after for before, after in plan.changed}
    return [changed.get((c.file, c.id), c) for c in store.calls() if (c.file, c.id) not in gone]


def _from_store(store: Store, plan: Plan, staying: Sequence[Call]) -> None:
    from checker.segments.statements import statements
    from checker.store.index import Reading

    stats = store.files()
    left: dict[str, list[Call]] = {}
    for call in staying:
        left.setdefault(call.file, []).append(call)
    store.remove(*(file for file in plan.files if file not in left))
    for file in plan.files:
        if file in left:
            store.put(Reading(stats[file], tuple((call, statements(call)) for call in left[file])))
    if plan.deals is not None:
        store.put_deals(plan.deals)


def _needles(store: Store, plan: Plan, staying: Sequence[Call]) -> Needles:
    from checker.segments.statements import statements
    from checker.store.traces import Needles, forms_of, texts_only_there

    texts = texts_only_there(plan.words(), (turn.text for call in staying for turn in call.turns))
    exact = [form for text in texts for form in forms_of(text)]
    marks = store.marks(plan.touched, (s for _, after in plan.changed for s in statements(after)))
    return Needles((*exact, *marks), plan.names.in_bytes())


def _names_only(names: Names) -> Needles:
    from checker.store.traces import Needles

    return Needles((), names.in_bytes())


def _files(root: Path) -> list[Path]:
    return [root] if root.is_file() else [path for path in root.rglob("*") if path.is_file()]


def _like(plan: Plan) -> str:
    if plan.near:
        return f"Names like it: {', '.join(plan.near[:5])}. Give one of them in full."
    return "Write it as reports show it."
