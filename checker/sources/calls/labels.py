"""Which `Name:` before a colon is somebody speaking.

A line such as `Pricing: we said 40` looks like a speaker's line. A label counts as a speaker if it is
in the transcript's list of participants, is a recorder's label (`Speaker 1`), is written like a
person's name, or stands before a colon at least twice; words that head lists and notes never do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_NEVER = frozenset(
    (
        "note notes pricing price prices cost costs budget action actions item items agenda summary "
        "overview question questions answer answers date time day attendees participants present subject "
        "to from cc topic topics call meeting meetings recorded recording duration length location "
        "update updates example examples transcript transcription title account link url website "
        "important takeaways takeaway todo decision decisions decided pros cons warning caveat fyi ps "
        "edit source sources context background timeline goal goals risk risks issue issues host "
        "organizer speakers with minutes today tomorrow reminder conclusion result results so well ok "
        "okay yes no look listen again first second third next finally also plus but and or step steps "
        "follow-up follow-ups deadline owner status priority company product industry segment stage "
        "amount deal outcome team email phone language type id version method requirement requirements "
        "feature features security integration integrations support implementation contract legal quote"
    ).split()
)
_NEVER_PHRASES = re.compile(
    r"^(?:(?:action|open|key|main|next|talking|pain|follow|important|other|my|our|the|your|in|one|two|three|four|five)"
    r"\b.*|.*\b(?:items|steps|points|takeaways|notes|questions|summary|up|room|thing|things|line|hand|side|words))$"
)
_GENERIC = re.compile(
    r"(?:(?:unknown|unidentified)(?:[ _-](?:speaker|participant|caller|user))?(?:[ _-]?\d+)?"
    r"|(?:speaker|participant|spk|guest|caller|attendee|user|person|voice|channel|customer|agent|rep)[ _#-]*"
    r"(?:\d{1,3}|[A-Z])|speaker|participant|guest|caller|[A-Z]|\d{1,3}|\+?\d[\d ()./-]{5,})\Z",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NAME_WORD = re.compile(r"(?:[^\W\d_a-z][\w'’.-]*|d[aeiu]|von|van|de[lr]?|der|den|la|le|bin|al|y|zu)\Z")


def clean_label(name: str) -> str:
    """A label without emphasis, marks of writing direction and spare white space."""
    return " ".join(_INVISIBLE.sub("", name).replace("*", " ").split()).strip("_ ")


def is_generic(name: str) -> bool:
    """True for a label that a recorder gives to a voice it has no name for."""
    return bool(_GENERIC.match(name.strip()))


def looks_like_person(name: str) -> bool:
    """True for two to four words written like a name: `Renata Cole`, `Jan van der Berg (Acme)`."""
    words = re.sub(r"\([^)]*\)", "", name).replace(",", " ").split()
    if not 2 <= len(words) <= 4 or _is_heading(name):
        return False
    return all(_NAME_WORD.match(word) for word in words) and not words[0][:1].islower()


def may_be_label(name: str) -> bool:
    """True if the words before a colon could be a speaker at all."""
    words = name.split()
    if not words or len(words) > 6 or len(name) > 60 or _is_heading(name):
        return False
    return name[-1] not in ".,;!?-–—" or bool(re.search(r"\b[A-Za-z]\.$", name))


def may_be_single_name(label: str) -> bool:
    """True for one word written like a name or initials; only its place can tell that it is one."""
    return may_be_label(label) and " " not in label and not label[:1].islower()


def speakers_among(counts: Mapping[str, int], listed: Iterable[str] = ()) -> frozenset[str]:
    """Labels that are speakers.

    Args:
        counts: How often each label stands before a colon.
        listed: Names from a list of participants.
    """
    known = {name.casefold() for name in listed}
    return frozenset(
        name
        for name, count in counts.items()
        if may_be_label(name)
        and (count >= 2 or name.casefold() in known or is_generic(name) or looks_like_person(name))
    )


def _is_heading(name: str) -> bool:
    lowered = " ".join(name.casefold().split())
    return lowered in _NEVER or bool(_NEVER_PHRASES.match(lowered))
