"""JUnit XML: a test case per finding; new ones fail, those carried over are skipped, notes pass.

A run without findings has one case that passes, since some servers take an empty file for a broken one.
"""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from checker.reports.notices import Notice, Report, notices

_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(report: Report, *, quote_calls: bool = False) -> str:
    """The report as JUnit XML."""
    found = notices(report, quote_calls=quote_calls)
    failures = sum(_fails(n) for n in found)
    skipped = sum(n.state == "carried" for n in found)
    counts = f'tests="{len(found) or 1}" failures="{failures}" errors="0" skipped="{skipped}" time="0"'
    cases = [line for notice in found for line in _case(notice)]
    if not found:
        cases = ['    <testcase classname="messaging-checker" name="No findings" time="0"/>']
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="messaging-checker" {counts}>',
        f'  <testsuite name="messaging-checker" {counts}>',
        *cases,
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _fails(notice: Notice) -> bool:
    return notice.state == "new" and notice.severity != "note"


def _case(notice: Notice) -> list[str]:
    span = notice.place.span
    line = f' line="{span.start.line}"' if span else ""
    name = f"{notice.title}: {notice.message} ({notice.id})"
    opening = (
        f"    <testcase classname={_attribute(notice.kind)} name={_attribute(name)} "
        f'file={_attribute(notice.place.file)}{line} time="0"'
    )
    if notice.state == "carried":
        why = f"carried over {notice.since}".strip()
        return [f"{opening}>", f"      <skipped message={_attribute(why)}/>", "    </testcase>"]
    if not _fails(notice):
        return [f"{opening}/>"]
    where = f"{notice.place.file}:{span.start.line}" if span else notice.place.file
    text = "\n".join([where, notice.message, *notice.quotes])
    failure = (
        f"      <failure message={_attribute(notice.message)} type={_attribute(notice.severity)}>"
        f"{escape(_legal(text))}</failure>"
    )
    return [f"{opening}>", failure, "    </testcase>"]


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _attribute(text: str) -> str:
    return quoteattr(_legal(text), {"\n": "&#10;", "\t": "&#9;"})
