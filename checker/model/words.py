"""The closed sets of words: sides, relations, kinds, severities."""

from __future__ import annotations

from typing import Literal

Side = Literal["ours", "buyer", "unknown"]
Relation = Literal["supports", "contradicts", "dismisses", "unrelated", "unjudged"]
PairKind = Literal["buyer", "copy", "rep"]
Severity = Literal["high", "medium", "low", "note"]
FindingKind = Literal[
    "contradicted-claim",
    "dismissed-claim",
    "conflicting-copy",
    "rep-drift",
    "unmet-need",
    "wording-gap",
    "unheard-claim",
]
ClaimStatus = Literal["supported", "contradicted", "dismissed", "mixed", "unheard"]
Cover = Literal["answered", "contradicted", "silent"]
BlockKind = Literal[
    "title",  # document title, front-matter title, e-mail subject, slide title
    "meta",  # description, preheader and other copy that is shown outside the body
    "heading",
    "paragraph",
    "bullet",
    "quote",  # a testimonial set off as a quotation
    "cell",  # a table cell or a field of an ad sheet
    "button",  # a call to action
    "alt",  # alternative text of a picture
    "string",  # a value of a JSON or YAML string file
]
