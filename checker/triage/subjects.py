"""What a decision is about: a finding reduced to what tells it apart, in words that can be kept.

Calls, accounts and quotes are kept as digests: enough to tell which are new, and no call text or
customer's name lies in the file of decisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from checker.model import Finding, FindingKind, digest, normalised

_COUNTED = re.compile(r"-\d+$")
_FINGERPRINT = re.compile(r"^[0-9a-f]{16}-\d+$")


@dataclass(frozen=True, slots=True)
class Basis:
    """The evidence behind a finding, as digests in order."""

    calls: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """A finding as a decision remembers it.

    Attributes:
        fingerprint: The finding's id without the counter of equal words in several places.
        kind: Its kind.
        text: Our words: the claim, the need, or our word for a thing.
        clash: What they clash with, where that is words too: the other claim, the buyers' word.
        file: Of the claim; empty for findings about the campaign as a whole.
        basis: What it rests on.
    """

    fingerprint: str
    kind: FindingKind
    text: str
    clash: str = ""
    file: str = ""
    basis: Basis = Basis()

    @property
    def key(self) -> tuple[str, str]:
        """Decisions with one key are about one thing: equal words in the same file."""
        return self.fingerprint, self.file


def subject_of(finding: Finding) -> Subject:
    """The finding as a subject."""
    claim = finding.claim
    if finding.kind == "wording-gap":
        text, clash = finding.ours or "", finding.theirs or ""
    else:
        text = claim.quote if claim else finding.need or finding.message
        clash = finding.other.quote if finding.other else ""
    file = claim.file if claim else ""
    return Subject(
        fingerprint_of(finding.id), finding.kind, _kept(text), _kept(clash), _kept(file), _basis(finding)
    )


def _kept(text: str) -> str:
    """Text that can be written: a lone surrogate cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def fingerprint_of(ident: str) -> str:
    """An id without its counter."""
    return _COUNTED.sub("", ident) if _FINGERPRINT.match(ident) else ident


def _basis(finding: Finding) -> Basis:
    """The evidence, with accounts told apart as everywhere: one without a name is its call."""
    spoken = [e for e in finding.evidence if e.call]
    return Basis(
        calls=_digests(e.call for e in spoken),
        accounts=_digests((e.account or f"call {e.call}").casefold() for e in spoken),
        quotes=_digests(f"{e.file} {normalised(e.quote)}" for e in finding.evidence),
    )


def _digests(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({digest(name, length=12) for name in names}))
