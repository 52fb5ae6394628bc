"""Texts that give orders to a language model: told in the report, and kept from every prompt."""

from __future__ import annotations

from collections.abc import Iterable

from checker.model import Asset, Call, Claim

_PLAIN = (".md", ".markdown", ".txt", ".text")
_BINARY = b"\0"


def signs_of_injection(calls: Iterable[Call], claims: Iterable[Claim]) -> list[str]:
    """One warning for each file of which a part is withheld from the model."""
    from checker.judge.signs import suspicious

    found: dict[str, set[str]] = {}
    texts = [(call.file, text) for call in calls for text in _texts(call)]
    for file, text in [*texts, *((claim.file, claim.quote) for claim in claims)]:
        if signs := suspicious(text):
            found.setdefault(file, set()).update(signs)
    return [told(file, signs) for file, signs in sorted(found.items())]


def told(file: str, signs: Iterable[str]) -> str:
    """The warning that a file holds orders to a model."""
    return (
        f"{file}: holds text that looks like instructions to a language model ({', '.join(sorted(signs))}); "
        "it is not shown to one."
    )


def note_of_injection(data: bytes, asset: Asset) -> str:
    """A note for copy with orders to a model anywhere in its file, also where no reader shows them."""
    from checker.judge.guard import in_raw_file

    if _BINARY in data:
        raw = "\n".join(block.text for block in asset.blocks)
    else:
        raw = data.decode("utf-8", "replace")
    signs = in_raw_file(raw, markup=not asset.file.lower().endswith(_PLAIN))
    return told(asset.file, signs).removeprefix(f"{asset.file}: ") if signs else ""


def speaks(text: str) -> bool:
    """True if something of the text may stand in a prompt."""
    from checker.judge.guard import admitted

    return bool(admitted(text).strip())


def _texts(call: Call) -> Iterable[str]:
    return (call.title, *(s.name for s in call.speakers), *(turn.text for turn in call.turns))
