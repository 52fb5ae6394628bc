"""`forget`: a call, an account or a person leaves the store and all that was made of it, and that is proved.

The proof is a search through every byte of the data folder and of the snapshots: for the words that were
taken out, the records and vectors they stood in, and the names. The user's own transcripts are never
written to; those that still hold the words are named, and so are their deals files.

Reports that lie in the data folder are the checker's own work and go too. Whatever is left after all of it is
kept in mind as hashes, so that the same command, run again, looks for it and can prove that it is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import InputError, StoreError
from checker.model import Call
from checker.pipeline.following import work_folder
from checker.pipeline.forget_deals import forget_deals_files, names_deal
from checker.pipeline.forget_files import Swept, is_in, sweep_files, uploaded
from checker.pipeline.forget_names import Names
from checker.pipeline.forget_plan import Plan, Wanted, plan_of
from checker.pipeline.forget_reports import remove_reports
from checker.pipeline.forget_unfinished import Unfinished
from checker.pipeline.opening import home_of, open_store
from checker.pipeline.progress import Reporter, Stage, silent
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.store.hashed import Hashed
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
        reports: Reports in the data folder that held something of it; they are removed.
        sources: Files of the user's own that still hold it: at the next `index` they bring it back.
        near: Names like the one that was given.
    """

    calls: int
    changed: int
    swept: Swept
    searched: int
    reports: tuple[str, ...]
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
        unfinished = Unfinished.read(work_folder(settings))
        plan = _plan(store, settings, wanted, unfinished)
        if plan.empty and not unfinished.of(wanted) and not find_traces(roots, _names_only(plan.names)):
            raise InputError(f"nothing is known of the {wanted}", _like(plan))
        staying = _staying(store, plan)
        needles = _needles(store, plan, staying, unfinished.of(wanted) or ())
        sources = _sources(store, settings, wanted, plan)
        unfinished = unfinished.with_(wanted, plan, needles.exact)
        stage.step()
        swept = sweep_files(settings, plan, staying, snapshots)
        removed = remove_reports(work_folder(settings), home_of(settings), plan, needles)
        stage.step()
        _from_store(store, plan, staying)
        forget_deals_files(store, plan.names)
        store.scrub()
        stage.step()
    traces = sorted({*find_traces(roots, needles), *removed.stuck})
    stage.step()
    if traces:
        raise _left(wanted, traces, removed.gone, sources)
    unfinished.without(wanted)
    searched = len({path for root in roots for path in _files(root)})
    reports = tuple(map(str, removed.gone))
    return Forgotten(len(plan.gone), len(plan.changed), swept, searched, reports, sources, plan.near)


def _plan(store: Store, settings: Settings, wanted: Wanted, unfinished: Unfinished) -> Plan:
    """The plan; an empty one for a call that is out of the index already and not yet proved to be gone."""
    ours = [file for file in store.files() if is_in(file, uploaded(settings))]
    try:
        return plan_of(store, wanted, ours)
    except InputError:
        if unfinished.of(wanted):
            return Plan()
        raise


def _sources(store: Store, settings: Settings, wanted: Wanted, plan: Plan) -> tuple[str, ...]:
    """Transcripts and deals files of the user's own that hold it."""
    deals = [f for f in store.deals_files() if not is_in(f, uploaded(settings))]
    holding = [f for f in deals if names_deal(Path(f), wanted, plan)]
    return tuple(f for f in dict.fromkeys((*plan.files, *holding)) if Path(f).is_file())


def _left(
    wanted: Wanted, traces: Sequence[Path], reports: Sequence[Path], sources: Sequence[str]
) -> StoreError:
    named = ", ".join(map(str, traces[:5])) + (", …" if len(traces) > 5 else "")
    remedy = (
        "Close the web UI and whatever else has the index open, delete files that are not the "
        "checker's, then run it again."
    )
    if reports:
        remedy += f" Reports that held it are removed: {', '.join(map(str, reports[:10]))}."
    if sources:
        own = ", ".join(sources[:10]) + (", …" if len(sources) > 10 else "")
        remedy += f" Your own files hold it too and bring it back when they are read anew: {own}."
    return StoreError(f"the {wanted} is out of the index, but something of it is left in {named}", remedy)


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


def _needles(store: Store, plan: Plan, staying: Sequence[Call], unfinished: tuple[Hashed, ...]) -> Needles:
    from checker.segments.statements import statements
    from checker.store.traces import Needles, forms_of, texts_only_there

    texts = texts_only_there(plan.words(), (turn.text for call in staying for turn in call.turns))
    exact = [form for text in texts for form in forms_of(text)]
    marks = store.marks(plan.touched, (s for _, after in plan.changed for s in statements(after)))
    return Needles((*exact, *marks), plan.names.in_bytes(), unfinished)


def _names_only(names: Names) -> Needles:
    from checker.store.traces import Needles

    return Needles((), names.in_bytes())


def _files(root: Path) -> list[Path]:
    return [root] if root.is_file() else [path for path in root.rglob("*") if path.is_file()]


def _like(plan: Plan) -> str:
    if plan.near:
        return f"Names like it: {', '.join(plan.near[:5])}. Give one of them in full."
    return "Write it as reports show it."
