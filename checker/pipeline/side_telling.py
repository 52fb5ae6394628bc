"""Who is on which side, told of all calls at once from their heads, and carried into what is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from checker.model import Call, Speaker
from checker.pipeline.spool import CallSpool, Spooled

if TYPE_CHECKING:
    from checker.sources.deals import Deals
    from checker.sources.speakers import Company
    from checker.store.files import FileStat
    from checker.store.index import Reading, Store


@dataclass(frozen=True, slots=True)
class Told:
    """Heads with all sides told.

    Attributes:
        moved: Of files in the store whose sides are others now, by file and call id.
        fresh: Of files that were read, in their order.
    """

    moved: dict[str, dict[str, Call]]
    fresh: tuple[tuple[Spooled, tuple[Call, ...]], ...]

    @property
    def files(self) -> int:
        """How many files are to be stored."""
        return len(self.moved) + len(self.fresh)


def told_of(
    store: Store, read: Sequence[Spooled], out: Collection[str], company: Company, deals: Deals
) -> Told:
    """All sides, of the calls that were read and of those that are in the store.

    Args:
        store: Open.
        read: Files that were read.
        out: Files that are to leave the store: their calls tell nothing any more.
        company: Who we are.
        deals: For accounts and contacts.
    """
    from checker.sources.speakers import tell_sides

    without = {r.stat.file for r in read} | set(out)
    before = [head for head in store.heads() if head.file not in without]
    heads = [head for r in read for head in r.heads]
    told = tell_sides([*map(_untold, before), *heads], company, deals)
    moved: dict[str, dict[str, Call]] = {}
    for was, now in zip(before, told, strict=False):
        if was.speakers != now.speakers:
            moved.setdefault(was.file, {})[was.id] = now
    rest = iter(told[len(before) :])
    return Told(moved, tuple((r, tuple(next(rest) for _ in r.heads)) for r in read))


def readings(store: Store, told: Told, spool: CallSpool) -> Iterator[Reading]:
    """What is to be stored, one file at a time: first what is in the store with other sides.

    In that order, since a run that is killed leaves new files to the next one, which tells all sides
    again; a file that is in the store gives no reason to.
    """
    stats = store.files()
    for file, heads in sorted(told.moved.items()):
        calls = store.calls_of(file)
        yield whole_reading(stats[file], calls, [heads.get(call.id, call) for call in calls])
    for spooled, fresh in told.fresh:
        yield whole_reading(spooled.stat, spool.calls(spooled), fresh)


def whole_reading(stat: FileStat, calls: Iterable[Call], heads: Iterable[Call]) -> Reading:
    """A file with its statements: its calls, with the sides that their heads tell."""
    from checker.segments.statements import statements
    from checker.store.index import Reading

    told = [replace(call, speakers=head.speakers) for call, head in zip(calls, heads, strict=True)]
    return Reading(stat, tuple((call, statements(call)) for call in told))


def _untold(call: Call) -> Call:
    """A call with only the sides that its own export told."""
    speakers = tuple(
        s if s.told_by.startswith("export") else Speaker(s.name, email=s.email) for s in call.speakers
    )
    return replace(call, speakers=speakers)
