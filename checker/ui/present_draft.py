"""The draft as a reader sees it, with every claim marked by colour and sign. Pure functions to `Html`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from checker.model import Asset, Block, Claim
from checker.reports import words
from checker.reports.markup import Html, join, tag, trusted
from checker.ui.present_marks import MARKS, NAMES, SIGNS, Mark, tally
from checker.ui.screen import unseen

Marks = Mapping[str, tuple[Mark, ...]]

_LABELLED = ("meta", "cell", "string", "alt", "title")
_QUIET_MARKS = ("supported", "aside", "unheard", "open")
_KIND_LABELS = {"title": "Title", "meta": "Description", "alt": "Picture", "cell": "", "string": ""}


def draft(
    assets: Sequence[Asset],
    claims: Sequence[Claim],
    marks: Marks,
    shown: Collection[Mark] = MARKS,
    picked: str = "",
) -> Html:
    """All assets.

    Args:
        assets: In order of name.
        claims: Of all assets, in order of reading.
        marks: By claim id.
        shown: Marks that are drawn; other claims look like plain text.
        picked: Id of the claim that is open beside the draft.
    """
    by_file: dict[str, list[Claim]] = {}
    for claim in claims:
        by_file.setdefault(claim.file, []).append(claim)
    sheets = [_sheet(asset, by_file.get(asset.file, []), marks, shown, picked) for asset in assets]
    return tag("div", sheets, class_="sheets")


def _sheet(asset: Asset, claims: Sequence[Claim], marks: Marks, shown: Collection[Mark], picked: str) -> Html:
    counts = tally({claim.id: marks.get(claim.id, ("open",)) for claim in claims})
    chips = [
        tag(
            "li",
            tag("span", SIGNS[mark], aria_hidden="true"),
            trusted(" "),
            tag("span", str(number)),
            unseen(f" {NAMES[mark]}"),
            title=NAMES[mark],
            class_=f"tally {mark}",
        )
        for mark, number in counts
    ]
    top = tag("div", tag("h2", asset.file, class_="file"), tag("ul", chips), class_="sheet-top")
    body = _body(placed(asset, claims), marks, shown, picked)
    nothing = tag("p", "No claim was found in this file.", class_="soft") if not claims else None
    return tag(
        "section", top, tag("div", body, class_="copy"), nothing, class_="sheet", aria_label=asset.file
    )


def placed(asset: Asset, claims: Sequence[Claim]) -> Iterator[tuple[Block, list[tuple[int, int, Claim]]]]:
    """Each block with its claims and the stretch of the block's text that each one is.

    Claims come in order of reading, so each is looked for from the end of the one before.
    """
    waiting = list(claims)
    for block in asset.blocks:
        found: list[tuple[int, int, Claim]] = []
        at = 0
        while waiting:
            start = _find(block, waiting[0], at)
            if start < 0:
                break
            at = start + len(waiting[0].quote)
            found.append((start, at, waiting.pop(0)))
        yield block, found


def _find(block: Block, claim: Claim, at: int) -> int:
    """Where a claim stands in a block: same words at the same place of the file; -1 if nowhere."""
    start = block.text.find(claim.quote, at)
    while start >= 0:
        if block.source.span(start, start + len(claim.quote)) == claim.span:
            return start
        start = block.text.find(claim.quote, start + 1)
    return -1


def _body(
    blocks: Iterator[tuple[Block, list[tuple[int, int, Claim]]]],
    marks: Marks,
    shown: Collection[Mark],
    picked: str,
) -> list[Html]:
    """Blocks in order; bullets and cells that follow each other share a list."""
    out: list[Html] = []
    for kind, group in groupby(blocks, key=lambda pair: pair[0].kind):
        drawn = [(block, _marked(block, found, marks, shown, picked)) for block, found in group]
        if kind == "bullet":
            out.append(tag("ul", [tag("li", inner, dir="auto") for _, inner in drawn]))
        elif kind in _LABELLED:
            out.append(tag("dl", [_labelled(block, inner) for block, inner in drawn]))
        else:
            out += [tag("p", inner, class_=f"b-{kind}", dir="auto") for _, inner in drawn]
    return out


def _labelled(block: Block, inner: Html) -> Html:
    label = block.label if block.kind in ("cell", "string") else _KIND_LABELS[block.kind]
    place = block.source.locator or ""
    return tag("div", tag("dt", label or place or block.kind), tag("dd", inner, dir="auto"))


def _marked(
    block: Block,
    found: Sequence[tuple[int, int, Claim]],
    marks: Marks,
    shown: Collection[Mark],
    picked: str,
) -> Html:
    parts: list[Html | str] = []
    at = 0
    for start, end, claim in found:
        parts += [
            _stretch(block.text[at:start]),
            _claim(claim, marks.get(claim.id, ("open",)), shown, picked),
        ]
        at = end
    parts.append(_stretch(block.text[at:]))
    return join(parts)


def _stretch(text: str) -> Html:
    """Text between claims; the white space at its edges is kept, which `text` would trim."""
    if not text.strip():
        return trusted(" ") if text else Html("")
    lead, tail = text[0].isspace(), text[-1].isspace()
    return join(trusted(" ") if lead else None, text, trusted(" ") if tail else None)


def _claim(claim: Claim, marks: tuple[Mark, ...], shown: Collection[Mark], picked: str) -> Html:
    visible = [mark for mark in marks if mark in shown or mark == "open"]
    first = visible[0] if visible else None
    signs = "".join(SIGNS[mark] for mark in visible)
    names = ", ".join(NAMES[mark] for mark in visible)
    return tag(
        "a",
        tag("span", signs, class_="sign", aria_hidden="true") if signs else None,
        unseen(f"{names}: ") if names else None,
        claim.quote,
        href="#about-claim",
        data_claim=claim.id,
        title=names or None,
        aria_current="true" if claim.id == picked else None,
        class_=f"claim {first or 'plain'}",
    )


def legend(marks: Marks) -> list[tuple[str, str]]:
    """Choices of the filter: what is shown, and the mark."""
    # A claim on which nothing was found may stand against other copy; then it counts there.
    names = NAMES | {"unheard": "Nothing found at all"}
    return [(f"{SIGNS[mark]} {names[mark]} ({number})", mark) for mark, number in tally(marks)]


def to_look_at(claims: Sequence[Claim], marks: Marks) -> Html | None:
    """Links to the claims that somebody speaks against, the gravest first: a campaign is long."""
    found: dict[Mark, list[Claim]] = {}
    for claim in claims:
        first = marks.get(claim.id, ("open",))[0]
        if first not in _QUIET_MARKS:
            found.setdefault(first, []).append(claim)
    groups = [
        tag("section", tag("h3", f"{SIGNS[mark]} {NAMES[mark]}"), tag("ul", map(_to_claim, found[mark])))
        for mark in MARKS
        if mark in found
    ]
    return tag("div", groups, class_="to-look-at") if groups else None


def _to_claim(claim: Claim) -> Html:
    link = tag("a", claim.quote, href="#about-claim", data_claim=claim.id, dir="auto")
    return tag("li", link, trusted(" "), tag("span", words.place(claim.file, claim.span), class_="place"))


def caption(claims: int, files: int) -> str:
    """How much copy there is."""
    return f"{words.count(claims, 'claim')} in {words.count(files, 'file')}"
