"""Fences around text from outside that the text cannot close.

What comes from transcripts and drafts is hostile until proven otherwise. A fence is a pair of tags; the
text in it is written without the characters that make a tag, without invisible ones, and with the marks
that chat templates and prompts give roles made harmless. Nothing is cut out that a reader would see.
"""

from __future__ import annotations

import re

from checker.judge.signs import suspicious
from checker.judge.unseen import visible

__all__ = ["fenced", "neutralised", "one_line", "safe_ident", "suspicious"]

_KIND = re.compile(r"[a-z][a-z0-9-]*\Z")
_NOT_IDENT = re.compile(r"[^\w.:/#@+ -]")

# What looks like < or > to a reader or after normalisation, and the marks that stand for them inside.
_LESS = "<\uff1c\ufe64\u2329\u3008\u27e8\u276c\u276e\u2770\u02c2\U0001f780"
_MORE = ">\uff1e\ufe65\u232a\u3009\u27e9\u276d\u276f\u2771\u02c3\U0001f782"
_BREAKS = {mark: "\n" for mark in "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"}
_MARKS = str.maketrans({**dict.fromkeys(_LESS, "‹"), **dict.fromkeys(_MORE, "›"), **_BREAKS})

_TICKS = re.compile(r"`{3,}|~{3,}")
_HASHES = re.compile(r"^([ \t]*)(#{1,6})(?=[ \t]*\w)", re.MULTILINE)
_ROLE = re.compile(
    r"^([ \t>*_\"'{\[(-]*(?:system|assistant|developer|human|user|tool|instructions?)[ \t*_\"']*)[:：]",
    re.MULTILINE | re.IGNORECASE,
)
_BRACKETED = re.compile(
    r"\[(/?[ \t]*(?:INST|SYS|SYSTEM(?:[ _]PROMPT)?|ASSISTANT|USER|AVAILABLE_TOOLS"
    r"|TOOL_(?:CALLS|RESULTS))[ \t]*)\]",
    re.IGNORECASE,
)


def fenced(kind: str, ident: str, text: str) -> str:
    """A text between `<kind id="ident">` and `</kind>`, each on its own line.

    The text can hold no `<` and no `>`, so nothing in it closes the fence or opens another one. Mask before:
    `fenced("call", "c3", masker.mask(neutralised(text)))`. Fences do not nest; stand them side by side.

    Args:
        kind: What it is, one word in lower case.
        ident: Name by which an answer points at it; empty for none. May come from outside.
        text: Anything.

    Raises:
        ValueError: The kind is not such a word: a bug of the caller.
    """
    if not _KIND.match(kind):
        raise ValueError(f"not a kind of fence: {kind!r}")
    name = f' id="{safe_ident(ident)}"' if ident else ""
    return f"<{kind}{name}>\n{neutralised(text)}\n</{kind}>"


def safe_ident(ident: str) -> str:
    """An ident as it stands in a fence: on one line, without marks that mean something there."""
    return _NOT_IDENT.sub("_", " ".join(visible(ident).split()))


def neutralised(text: str) -> str:
    """A text that may stand in a fence. Doing it twice changes nothing.

    Invisible characters are gone, `<` and `>` are `‹` and `›`, runs of ``` are quotes, a heading's `#` at
    the start of a line is `＃`, and the colon after a role at the start of a line is `꞉`. To find a model's
    quote, compare it with the neutralised source.
    """
    text = visible(text).translate(_MARKS)
    text = _TICKS.sub(lambda match: "'" * len(match.group()), text)
    text = _HASHES.sub(lambda match: match.group(1) + "＃" * len(match.group(2)), text)
    text = _BRACKETED.sub(r"(\1)", text)
    return _ROLE.sub("\\1\ua789", text)


def one_line(text: str) -> str:
    """A neutralised text on one line, for lists that name each item at the start of its line."""
    return neutralised(" ".join(neutralised(text).split()))
