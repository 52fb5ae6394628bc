"""What is read: assets and their claims, calls and their statements, deals."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from checker.model.places import SourceMap, Span
from checker.model.words import BlockKind, Side


@dataclass(frozen=True, slots=True)
class Block:
    """A unit of copy as a reader sees it: a heading, a paragraph, a cell, a button.

    Attributes:
        kind: What it is on the page.
        text: Its words, without markup, white space collapsed.
        source: Where each character stands.
        label: Nearest heading, column name or key, for context; may be empty.
    """

    kind: BlockKind
    text: str
    source: SourceMap
    label: str = ""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of campaign copy."""

    file: str
    format: str
    blocks: tuple[Block, ...]
    title: str = ""
    notes: tuple[str, ...] = ()  # what was left out and why, for the user


@dataclass(frozen=True, slots=True)
class Claim:
    """One promise an asset makes, with its exact place.

    `quote` is the claim word for word as it stands in the block; `context` is the heading or
    column it stands under and the sentence before it, for a judge that needs to know what the
    claim is about.
    """

    id: str
    file: str
    quote: str
    span: Span
    kind: BlockKind
    context: str = ""
    asset: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody on a call.

    Attributes:
        name: As the transcript writes it.
        side: Ours, the buyer's, or unknown.
        told_by: How the side was told, such as `e-mail domain`; shown to the user.
        email: Where the export has it.
    """

    name: str
    side: Side = "unknown"
    told_by: str = ""
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until the next one speaks.

    `speaker` is the index into `Call.speakers`; `time` is the start in seconds where known.
    """

    index: int
    speaker: int
    text: str
    source: SourceMap
    time: float | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One transcript. `id` is the export's own id or a digest of the content."""

    id: str
    file: str
    format: str
    speakers: tuple[Speaker, ...]
    turns: tuple[Turn, ...]
    title: str = ""
    date: str | None = None  # ISO 8601 date where the export has it
    account: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of one turn, with the turns before it as context.

    `text` equals `turn.text[start:end]`.
    """

    id: str
    call: str
    file: str
    turn: int
    start: int
    end: int
    text: str
    context: str
    speaker: str
    side: Side
    time: float | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """The row of the deals file that a call belongs to.

    `amount` is None where the file has none; `outcome` is one of open, won, lost, or the file's own
    word (such as `customer`), lower case.
    """

    id: str
    account: str
    stage: str = ""
    segment: str = ""
    amount: float | None = None
    currency: str = ""
    outcome: str = ""
    date: str | None = None
    calls: tuple[str, ...] = ()  # files of its calls as the deals file names them
    contacts: tuple[str, ...] = ()  # names of people on the buyer's side, where the file has them
    days: tuple[str, ...] = ()  # of each of `calls`, the date in its row; empty where no single one is told

    def without_calls(self, names: Collection[str]) -> Deal:
        """The deal with some of its calls left out, and what is told of them."""
        days = dict(zip(self.calls, self.days, strict=False))
        kept = tuple(name for name in self.calls if name not in names)
        return replace(self, calls=kept, days=tuple(days[name] for name in kept) if self.days else ())
