"""What a quantity in copy is about: a small table of the promises that all industries make.

Two durations (or prices) clash only if both are about the same row. The rows are words of offers, not
of products: what is counted or sold is compared by shared words elsewhere.
"""

from __future__ import annotations

import re

_TOPICS: dict[str, str] = {
    "trial": r"\b(?:free|no[- ]charge)\b[^.]{0,40}\b(?:trial|pilot|evaluation)\b|\b(?:trial|"
             r"pilot)\b[^.]{0,30}\bfree\b|"
             r"\bfree trial\b|\b(?:days?|weeks?|months?)\b[^.]{0,12}\b(?:on us|on the house|free)\b|"
             r"\b(?:days?|weeks?|month)[- ]"
             r"(?:free )?trial\b|\btry (?:it|us|\w+) (?:out )?(?:free|for)\b|\b(?:start|"
             r"free) for \w+ (?:days?|weeks?)\b|"
             r"\bfree\W{1,3}(?:\w+[- ])?(?:day|week|month)\b",
    "contract": r"\bcontracts?\b|\bcommit(?:ment|ted)\b|\binitial term\b|\bagreement\b|\block(?:ed)?[- ]in\b|"
                r"\bminimum term\b|\b(?:rentals?|plans?|subscriptions?|terms?|agreements?) (?:runs?|"
                r"lasts?)\b|"
                r"\bmonth[- ]to[- ]month\b|\bcancel (?:at )?any ?time\b|\bterm of\b",
    "warranty": r"\bwarrant(?:y|ies|s|ed)?\b|\bguaranteed? (?:for|covers|lasts|runs)\b|"
                r"\b\w+ guarantee\b|\bguaranteed for\b",
    "refund": r"\bmoney[- ]back\b|\brefund(?:s|ed)?\b|\bsend (?:it|them) back\b|\breturns? (?:it|"
              r"them|window|policy|within|accepted|allowed)\b|\bday returns\b|\bdays to (?:return|send)\b",
    "answer": r"\b(?:answer(?:s|ed)?|repl(?:y|ies)|respon(?:d|ds|se)|picks? up|talk to|"
              r"calls? (?:you )?back|hear back)\b",
    "launch": r"\b(?:go(?:es)?[- ]?live|up and running|set(?:[- ]| ?)up|install(?:ed|s|ation|ing)?|"
              r"implement\w*|onboard\w*|"
              r"deploy\w*|live in|live by|live before|rollout|roll out|migrat\w+|"
              r"switch(?:ing)? (?:over|in|takes)|fitted|"
              r"fitting|mov(?:e|ing) over|moving your|set up your|go-live|from (?:\w+ )?(?:order|"
              r"contract|signature|survey) to)\b",
    "delivery": r"\b(?:deliver(?:s|y|ed|ies)?|ship(?:s|ped|ping)?|dispatch(?:ed)? (?:in|within)|"
                r"arriv(?:e|es|al)|on[- ]site within|"
                r"at your door)\b",
    "payout": r"\b(?:get|are|is|be) paid\b|\bclaims? (?:are |is )?(?:usually |typically )?(?:paid|"
              r"settled)\b|\bpayouts?\b|"
              r"\breimburs\w+\b|\btakings\b|\bclaims? paid\b",
    "age": r"\b(?:older|newer|younger) than\b|\baverage age\b|\byears? old\b",
    "restore": r"\brestor(?:e|es|ed|ing)\b|\brecover(?:y|s|ed)?\b",
    "retention": r"\b(?:kept|retain(?:ed|s)?|archived?|delete[sd]?|stored)\b[^.]{0,40}\b(?:for|"
                 r"after)\b|\bretention\b",
    "battery": r"\bbatter(?:y|ies)\b|\bper charge\b|\bsingle charge\b",
    "entry price": r"\bfrom (?:just |only )?[$£€]|\b(?:start(?:s|ing)?|begins?|prices?|plans?) (?:at|"
                   r"from) (?:just |only )?[$£€]|"
                   r"\bas low as\b|\bentry (?:plan|price|tier)\b",
    "fee": r"\bfees?\b|\bcharges?\b|\bsurcharge\b",
}  # fmt: skip
_PATTERNS = {name: re.compile(pattern, re.I) for name, pattern in _TOPICS.items()}
_NOTICE = re.compile(r"\bnotice\b", re.I)


def topics(text: str) -> frozenset[str]:
    """Rows of the table that a text speaks about."""
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(text))


def is_notice(text: str, start: int, end: int) -> bool:
    """True if the quantity at text[start:end] is a period of notice, which is no term of contract."""
    return bool(_NOTICE.search(text[max(0, start - 25) : end + 25]))
