"""Calls and assets in any number, mixed from those of a corpus by a seed: for measuring speed, not quality.

A call is stretches of turns of several calls of one company; each turn gets a number of its own, so that
no two are alike and nothing is embedded once for many.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.errors import InputError
from checker.model import Call

_TURNS = (30, 70)  # of a call
_STRETCH = (2, 6)
_CLAIMS = 8  # of an asset


@dataclass(frozen=True, slots=True)
class Mixed:
    """What was made: folders, and how much is in them."""

    calls: Path
    copy: Path
    files: int
    turns: int
    assets: int


def mix(corpus: Path, folder: Path, calls: int, assets: int, seed: int = 7) -> Mixed:
    """Writes `calls` transcripts, `assets` assets, a deals file and settings into `folder`.

    Args:
        corpus: Folder with `calls/`, `campaign/` and `worlds/*/calls`.
        folder: Made if it is not there.
        calls: How many transcripts.
        assets: How many assets of eight claims.
        seed: Equal seeds give equal bytes.

    Raises:
        InputError: The corpus holds no calls or no copy.
    """
    dice = random.Random(seed)
    sources = [_turns(calls_of(path)) for path in _folders(corpus, "calls")]
    sources = [found for found in sources if found]
    claims = [quote for path in _folders(corpus, "campaign") for quote in _claims(path)]
    if not sources or not claims:
        raise InputError(f"{corpus}: no calls or no copy in it", "Give a folder such as corpus/.")
    made = Mixed(folder / "calls", folder / "campaign", calls, 0, assets)
    made.calls.mkdir(parents=True, exist_ok=True)
    made.copy.mkdir(parents=True, exist_ok=True)
    turns = 0
    rows = ["file,account,date,stage,deal_amount_usd,outcome"]
    for number in range(calls):
        lines = _mixed_call(dice, dice.choice(sources), number)
        turns += len(lines)
        (made.calls / f"{number:06}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        rows.append(f"{number:06}.txt,Account {number // 2:06},2026-01-01,discovery,{1000 + number},open")
    for number in range(assets):
        chosen = [dice.choice(claims) for _ in range(_CLAIMS)]
        (made.copy / f"{number:06}.md").write_text(_asset(number, chosen), encoding="utf-8")
    (folder / "calls.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "checker.toml").write_text('[company]\nname = "Paywell"\npeople = ["Rita Cole"]\n', "utf-8")
    return Mixed(made.calls, made.copy, calls, turns, assets)


def calls_of(folder: Path) -> list[Call]:
    """The calls of a folder; what is none is passed over."""
    from checker.errors import UnreadableFile
    from checker.sources.calls.registry import read_calls

    found: list[Call] = []
    for path in sorted(folder.iterdir()):
        try:
            found += read_calls(path.read_bytes(), path.name) if path.is_file() else ()
        except UnreadableFile:
            continue
    return found


def _folders(corpus: Path, name: str) -> list[Path]:
    return [path for path in (corpus / name, *sorted(corpus.glob(f"worlds/*/{name}"))) if path.is_dir()]


def _turns(calls: Sequence[Call]) -> list[list[str]]:
    """Words of the turns of each call, on one line each."""
    texts = [[" ".join(turn.text.split()) for turn in call.turns] for call in calls]
    return [turns for turns in texts if len(turns) > _STRETCH[1]]


def _claims(folder: Path) -> list[str]:
    from checker.errors import UnreadableFile
    from checker.segments.claims import claims
    from checker.sources.copy.registry import read_copy

    found: list[str] = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        try:
            found += [" ".join(c.quote.split()) for c in claims(read_copy(path.read_bytes(), path.name))]
        except UnreadableFile:
            continue
    return found


def _mixed_call(dice: random.Random, source: list[list[str]], number: int) -> list[str]:
    """Lines `Name: text`, by turns of our rep and of a buyer of this call."""
    texts: list[str] = []
    goal = dice.randint(*_TURNS)
    while len(texts) < goal:
        call = dice.choice(source)
        start = dice.randrange(len(call) - 1)
        texts += call[start : start + dice.randint(*_STRETCH)]
    names = ("Rita Cole", f"Buyer B{number:06}")
    return [f"{names[i % 2]}: {text} Item {dice.randrange(10**6)}." for i, text in enumerate(texts[:goal])]


def _asset(number: int, claims: Sequence[str]) -> str:
    title, *rest = claims
    return "\n".join([f"# {title}", "", *(f"- {claim}" for claim in rest), "", f"Offer {number}.", ""])
