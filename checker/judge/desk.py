"""Makes questions of prompts: everything from outside guarded, neutralised, masked and fenced on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from checker.judge.asking import P, Question
from checker.judge.fence import fenced, one_line
from checker.judge.guard import WITHHELD, admitted, admitted_of
from checker.judge.masking import NOTE
from checker.judge.prompts import Prompt, load_prompts
from checker.model import Claim

PROMPTS: dict[str, tuple[str, ...]] = {
    "distil-call": ("company", "call", "transcript"),
    "read-claims": ("company", "points", "claims"),
    "judge-claim": ("company", "claim", "context", "excerpts"),
    "judge-rep": ("company", "claim", "context", "excerpts"),
    "judge-copy": ("company", "claims"),
    "judge-pairs": ("company", "pairs"),
    "decide-pairs": ("company", "claims", "statements"),
    "find-needs": ("company", "known", "points", "claims"),
    "title-need": ("company", "need", "statements", "claims"),
    "find-wording": ("company", "statements", "claims"),
    "suggest-rewrite": ("company", "claim", "context", "problem", "sources"),
}
"""Every prompt with the variables that the code gives it."""


class Masking(Protocol):
    """Hides who is meant, and puts it back."""

    def mask(self, text: str) -> str:
        """The text with placeholders."""
        ...

    def unmask(self, text: str) -> str:
        """The text with names."""
        ...


class Desk:
    """Where questions are written.

    Args:
        company: Our company and product as the prompts name them.
        prompts: By name; those of `load`.
        masking: None lets names out.
    """

    def __init__(self, company: str, prompts: Mapping[str, Prompt], masking: Masking | None = None) -> None:
        self._company = one_line(company) or "our company"
        self._prompts = prompts
        self._masking = masking

    @classmethod
    def load(cls, company: str, folder: str | Path = "", masking: Masking | None = None) -> Desk:
        """A desk with the shipped prompts, those in the folder in place of ours.

        Raises:
            PromptError: A prompt is missing, malformed or has other variables.
        """
        return cls(company, load_prompts(PROMPTS, folder), masking)

    def version(self, name: str) -> str:
        """Digest of a prompt."""
        return self._prompts[name].digest

    def line(self, text: str, *, last: int = 0, first: int = 0, breaks: Sequence[int] = ()) -> str:
        """A text from outside on one line: without orders to the model, neutralised and masked.

        Args:
            text: All of it, so that no order and no name is cut in two and so not seen.
            last: Only so many characters from its end, in whole words; 0 for all.
            first: Only so many from its start, in whole words; 0 for all.
            breaks: Where its file interrupts it; orders before a break do not hide what follows.
        """
        kept = admitted_of(text, breaks) if breaks else admitted(text)
        clean = one_line(kept if kept else WITHHELD if text.strip() else "")
        # Masked before it is cut: half a name or number is none that could be known.
        masked = self._masking.mask(clean) if self._masking else clean
        return _beginning(_end(masked, last), first)

    def block(self, kind: str, ident: str, lines: Iterable[str]) -> str:
        """Lines that went through `line`, fenced."""
        return fenced(kind, ident, "\n".join(lines))

    def question(self, name: str, form: type[P], **values: str) -> Question[P]:
        """A question from a prompt; the values went through `line` and `block`."""
        prompt = self._prompts[name]
        rendered = prompt.render(company=self._company, **values)
        note = f"\n\n{NOTE}" if self._masking else ""
        unmask = self._masking.unmask if self._masking else str
        return Question(name, prompt.digest, rendered.system + note, rendered.user, form, unmask)


class Numbered:
    """Claims under short ids, grouped by asset, as prompts list them.

    Args:
        claims: In order of files and places.
        first: Number of the first one.
    """

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.claims = tuple(claims)
        self.by_id = {f"k{n}": claim for n, claim in enumerate(self.claims, 1)}

    def lines(self, desk: Desk) -> list[tuple[str, str]]:
        """(asset's file, line) of each claim, in order."""
        out: list[tuple[str, str]] = []
        for ident, claim in self.by_id.items():
            where = claim.kind + (f", under “{desk.line(claim.context, first=120)}”" if claim.context else "")
            out.append((claim.file, f"[{ident}] ({where}) {desk.line(claim.quote)}"))
        return out

    def text(self, desk: Desk) -> str:
        """All of them, one fence an asset."""
        return grouped(desk, "asset", self.lines(desk), "a")


def grouped(desk: Desk, kind: str, lines: Iterable[tuple[str, str]], prefix: str) -> str:
    """Lines with the group that each belongs to, one fence a group, groups numbered in order."""
    groups: dict[str, list[str]] = {}
    for group, line in lines:
        groups.setdefault(group, []).append(line)
    blocks = (desk.block(kind, f"{prefix}{n}", rows) for n, rows in enumerate(groups.values(), 1))
    return "\n".join(blocks)


def _end(text: str, size: int) -> str:
    """The last characters of a text, from the start of a word on if there is one; 0 for all."""
    if not size or len(text) <= size:
        return text
    cut = text[-size:]
    return cut if text[-size - 1] == " " else cut.partition(" ")[2] or cut


def _beginning(text: str, size: int) -> str:
    """The first characters of a text, up to the end of a word if there is one; 0 for all."""
    if not size or len(text) <= size:
        return text
    cut = text[:size]
    return cut if text[size] == " " else cut.rpartition(" ")[0] or cut
