"""Worlds: a company's campaign and calls with what a perfect reader would report, and when a finding is that.

The format is that of `corpus/worlds`: `campaign/`, `calls/`, `calls.csv`, `gold.yaml`, and who is ours in
`world.yaml` or `checker.toml`. Matching is by words, not by offsets, so that a quote a little longer or
shorter than the expected one still counts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.errors import InputError
from checker.model import Finding, FindingKind
from checker.settings import CompanySection, Settings, StoreSection, load_settings

KINDS: tuple[FindingKind, ...] = (
    "contradicted-claim",
    "dismissed-claim",
    "conflicting-copy",
    "rep-drift",
    "unmet-need",
    "wording-gap",
)
_STOP = frozenset(
    (
        "a an the of to in on for and or is are be with your you our we us it its this that at by from as "
        "not no"
    ).split()
)
_SHARE = 0.7  # of the shorter quote's content words that must be in the other one
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Ref:
    """A quote in a file, as gold names it."""

    file: str
    quote: str


@dataclass(frozen=True, slots=True)
class GoldFinding:
    """What a perfect reader reports; fields that its kind lacks are None or empty."""

    kind: FindingKind
    claim: Ref | None
    other: Ref | None
    evidence: tuple[Ref, ...]
    theirs: str


@dataclass(frozen=True, slots=True)
class World:
    """One company with its expected findings."""

    name: str
    folder: Path
    settings: Settings
    findings: tuple[GoldFinding, ...]
    supported: tuple[tuple[Ref, tuple[Ref, ...]], ...]
    unheard: tuple[Ref, ...]


def read_world(folder: Path, store: Path) -> World:
    """A world from its folder; `store` is where its calls will be indexed.

    Raises:
        InputError: The folder has no gold.yaml, or it cannot be read.
    """
    import yaml

    try:
        gold = yaml.safe_load((folder / "gold.yaml").read_text(encoding="utf-8"))
        settings = _settings(folder, store)
        return World(
            name=folder.resolve().name,
            folder=folder,
            settings=settings,
            findings=tuple(_finding(f) for f in gold["findings"] if f["kind"] in KINDS),
            supported=tuple(
                (_ref(s["claim"]), tuple(_ref(e) for e in s.get("evidence") or ()))
                for s in gold.get("supported") or ()
            ),
            unheard=tuple(_ref(u) for u in gold.get("unheard") or ()),
        )
    except FileNotFoundError as error:
        raise InputError(
            f"{folder}: no world here: {error.filename} is missing", "Give a world's folder."
        ) from error
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise InputError(f"{folder}: gold.yaml cannot be read: {error}", "See corpus/README.md.") from error


def _settings(folder: Path, store: Path) -> Settings:
    import yaml

    place = StoreSection(path=str(store))
    if (folder / "world.yaml").exists():
        world: Mapping[str, Any] = yaml.safe_load((folder / "world.yaml").read_text(encoding="utf-8"))
        company = CompanySection(
            name=world["company"],
            product=world["product"],
            domains=(world["our_email_domain"],),
            people=tuple(world["our_people"]),
        )
        return Settings(company=company, store=place)
    return load_settings(folder / "checker.toml", environ={}).model_copy(update={"store": place})


def _ref(raw: Mapping[str, str]) -> Ref:
    return Ref(raw["file"], raw["quote"])


def _finding(raw: Mapping[str, Any]) -> GoldFinding:
    return GoldFinding(
        kind=raw["kind"],
        claim=_ref(raw["claim"]) if raw.get("claim") else None,
        other=_ref(raw["other"]) if raw.get("other") else None,
        evidence=tuple(_ref(e) for e in raw.get("evidence") or ()),
        theirs=raw.get("theirs") or "",
    )


def same(file: str, quote: str, ref: Ref) -> bool:
    """True if a quote is the one that gold names: same file, one holds the other or most of its words."""
    return Path(file).name == Path(ref.file).name and overlap(quote, ref.quote)


def overlap(a: str, b: str) -> bool:
    """True if one text holds the other, or they share most content words of the shorter one."""
    plain_a, plain_b = _plain(a), _plain(b)
    if not plain_a or not plain_b:
        return False
    if plain_a in plain_b or plain_b in plain_a:
        return True
    x, y = _words(a), _words(b)
    shared = len(x & y)
    return bool(x and y) and shared >= _LEAST and shared / min(len(x), len(y)) >= _SHARE


def shares_evidence(finding: Finding, gold: GoldFinding) -> bool:
    """True if at least one quote of the finding is one of gold's."""
    return any(same(e.file, e.quote, ref) for e in finding.evidence for ref in gold.evidence)


def hits(finding: Finding, gold: GoldFinding, *, strict: bool) -> bool:
    """True if a finding is the expected one; without `strict` the evidence is left out of account."""
    if finding.kind != gold.kind:
        return False
    claim, other = finding.claim, finding.other
    if gold.kind == "conflicting-copy":
        if not (claim and other and gold.claim and gold.other):
            return False
        one, two = (claim.file, claim.quote), (other.file, other.quote)
        straight = same(*one, gold.claim) and same(*two, gold.other)
        return straight or (same(*one, gold.other) and same(*two, gold.claim))
    if gold.kind == "unmet-need":
        return len({r.file for r in gold.evidence for e in finding.evidence if same(e.file, e.quote, r)}) >= 2
    if gold.kind == "wording-gap":
        t, u = _words(finding.theirs or ""), _words(gold.theirs)
        return bool(t & u) and len(t & u) / len(t | u) >= 0.5
    if not (claim and gold.claim and same(claim.file, claim.quote, gold.claim)):
        return False
    return shares_evidence(finding, gold) or not strict


_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def _plain(text: str) -> str:
    text = html.unescape(text or "").translate(_MARKS)
    return re.sub(r"[\s\u00a0*_`>#]+", " ", text).strip().lower().strip(" .,;:!?\"'")


def _words(text: str) -> set[str]:
    return {w for w in re.findall(r"[a-z0-9%$.']+", _plain(text)) if w not in _STOP}
