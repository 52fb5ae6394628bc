"""Asset → claims: headlines, bullets, sentences, cells and button lines that promise something.

Left out is what promises nothing: navigation, questions, greetings and sign-offs, bare calls to
action, postal addresses, copyright and unsubscribe lines, attributions under a testimonial. Terms in
small print stay when they state a fact about the offer (a warranty, a contract length), since they
clash with headlines more often than anything else.
"""

from __future__ import annotations

import re
from collections import Counter

from checker.model import Asset, Block, Claim, digest, normalised
from checker.segments.sentences import sentences

MIN_WORDS = 3
_LONGEST_HEADING = 500

_NUMBER = re.compile(
    r"\d|[$€£%]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|half)\b", re.I
)
_PROMISE = re.compile(
    r"\b(?:no|never|always|every|any|all|free|unlimited|guarantee[ds]?|included|only|first|instant(?:ly)?|"
    r"without|zero|same|month to month|around the clock|24/7|fastest|easiest|leader|certified|secure|"
    r"in minutes|in seconds|in days|know|stop|cut|save[s]?|get|more|less|fewer|faster|better|fits?|works?)\b",
    re.I,
)
_LEGAL = re.compile(
    r"©|\(c\)\s*20\d\d|all rights reserved|trademarks? of|unsubscribe|privacy policy|"
    r"terms of (?:use|service)|"
    r"you are receiving|you(?:'|’)re receiving|you received this|manage (?:your )?preferences|"
    r"change what we send|view (?:this email )?in (?:your )?browser|does not (?:provide|constitute) legal|"
    r"results (?:may )?vary|forward-looking|no purchase necessary|^sent because|"
    r"by (?:registering|signing up) you|"
    r"privacy (?:notice|statement)|subject to change|terms (?:and conditions )?apply|^tags?:|^\(?internal",
    re.I,
)
_ADDRESS = re.compile(
    r"\b\d{1,5}\s+(?:[A-Z][\w.]*\s+){1,4}(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Court|Ct|Lane|Ln|Drive|Dr|Way|"
    r"Suite|Parkway|Pkwy|Place|Square|Floor)\b|\b[A-Z]{2}\s+\d{5}\b"
)
_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|warmly|cheers|regards|best|sincerely|thanks|thank you|see you|talk soon|yours|"
    r"p\.?s\.?)\b(?:[^.!?{}]{0,40}|\s*\{\{.*\}\}),?$",
    re.I,
)
_CONTACT = re.compile(r"^(?:\S[^\s@]*+@\S+|https?://\S+|www\.\S+|[+()\d][\d\s().-]{6,}|(?:#\w+\s*)+)$")
_DATE = re.compile(
    r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:jan|feb|mar|apr|may|jun|jul|"
    r"aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+\d{1,2}(?:st|nd|rd|th)?)?,?(?:\s+\d{4})?[.,:]?$",
    re.I,
)
_CALL_TO_ACTION = re.compile(
    r"^(?:(?:book|see|get|start|read|learn|download|browse|try|request|watch|register|save|reserve|join|"
    r"view|talk|contact|click|sign up|show me|send me|find out|grab|claim|explore|"
    r"discover|schedule|visit|reply)\b)"
    r"(?:(?!\b(?:free|no|in \d|\d)\b)[^.!?]){0,45}[.!→»>]*$",
    re.I,
)
_ATTRIBUTION = re.compile(r"^[–—-]?\s*(?:[A-Z][\w.'’&-]*\s+){1,3}[A-Z][\w.'’&-]*,\s[^.!?]{2,80}$")
_VERB_HINT = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|can|will|do|does|did|you|we|they|it|your|our|their)\b|(?:ed|ing)\b",
    re.I,
)


def claims(asset: Asset) -> tuple[Claim, ...]:
    """Claims of an asset in order of reading."""
    seen: Counter[str] = Counter()
    out: list[Claim] = []
    for block in asset.blocks:
        previous = ""
        for start, end in _units(block):
            quote = block.text[start:end]
            if _promises(quote, block):
                key = normalised(quote)
                out.append(
                    Claim(
                        id=digest(asset.file, key, str(seen[key])),
                        file=asset.file,
                        quote=quote,
                        span=block.source.span(start, end),
                        kind=block.kind,
                        context=" / ".join(p for p in (_short(block.label), previous) if p),
                        asset=_short(asset.title),
                    )
                )
                seen[key] += 1
            previous = quote
    return tuple(out)


def _short(text: str) -> str:
    """A heading as every claim below it carries it: of a heading without end, the start."""
    return text if len(text) <= _LONGEST_HEADING else text[:_LONGEST_HEADING] + "…"


def _units(block: Block) -> list[tuple[int, int]]:
    """Sentences of a block; a fragment without a verb goes with the sentence before it."""
    units: list[tuple[int, int]] = []
    for start, end in sentences(block.text):
        text = block.text[start:end]
        fragment = len(text.split()) <= 5 and not _VERB_HINT.search(text) and not _NUMBER.search(text)
        if fragment and units and not block.text[units[-1][0] : units[-1][1]].endswith("?"):
            units[-1] = (units[-1][0], end)
        else:
            units.append((start, end))
    return units


def _promises(text: str, block: Block) -> bool:
    words = re.findall(r"[\w'’%$€£-]+", text)
    if not words or text.rstrip("\"'”’) ").endswith("?") or _CONTACT.match(text) or _DATE.match(text):
        return False
    if _GREETING.match(text) or _LEGAL.search(text) or (_ADDRESS.search(text) and len(words) < 16):
        return False
    if block.kind == "button" or len(words) <= 6:
        if _CALL_TO_ACTION.match(text):
            return False
        if block.kind == "button":
            return bool(_NUMBER.search(text) or _PROMISE.search(text))
    if block.kind in ("title", "heading", "cell", "alt", "string"):
        strong = bool(_NUMBER.search(text) or _PROMISE.search(text))
        return len(words) >= MIN_WORDS and (strong or (len(words) >= 6 and block.kind != "alt"))
    if _ATTRIBUTION.match(text) and len(words) <= 12:
        return False
    return len(words) >= MIN_WORDS and (
        len(words) >= 4 or bool(_NUMBER.search(text) or _PROMISE.search(text))
    )
