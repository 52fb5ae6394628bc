"""Transcripts in DOCX and XLSX, made here the way the tools lay them out."""

import datetime
import io

import docx
import openpyxl
import pytest

from checker.errors import UnreadableFile
from checker.sources.calls.registry import read_call
from tests.sources.calls.samples import place, shown


def document(*paragraphs: str) -> bytes:
    file = docx.Document()
    for text in paragraphs:
        file.add_paragraph(text)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def test_teams_document() -> None:
    data = document(
        "Acme review-20260203_160000-Meeting Recording",
        "February 3, 2026, 4:00PM",
        "Renata Cole started transcription",
        "Renata Cole   0:03\nGood morning.\nAll there?",
        "Gail Brunner   0:12\nWe are.",
        "Renata Cole stopped transcription",
    )
    call = read_call(data, "review.docx")
    assert (call.format, call.date, call.title) == (
        "docx",
        "2026-02-03",
        "Acme review-20260203_160000-Meeting Recording",
    )
    assert [(call.speakers[t.speaker].name, t.time, shown(t.text, t.source)) for t in call.turns] == [
        ("Renata Cole", 3.0, "Good morning. ‖ All there?"),
        ("Gail Brunner", 12.0, "We are."),
    ]
    assert place(call.turns[0].source) == [5, 1]


def test_older_teams_document_and_table() -> None:
    call = read_call(
        document("0:0:3.450 --> 0:0:5.100\nAdele Vance\nHello.", "0:0:6.0 --> 0:0:7.1\nMegan Bowen\nHi."),
        "t.docx",
    )
    assert [turn.text for turn in call.turns] == ["Hello.", "Hi."]
    file = docx.Document()
    table = file.add_table(rows=2, cols=1)
    table.cell(0, 0).text, table.cell(1, 0).text = "Renata Cole: Hello.", "Gail Brunner: Hi."
    out = io.BytesIO()
    file.save(out)
    assert [turn.text for turn in read_call(out.getvalue(), "t.docx").turns] == ["Hello.", "Hi."]


def test_sheet() -> None:
    book = openpyxl.Workbook()
    book.active.append(["about", "this file"])  # type: ignore[union-attr]
    sheet = book.create_sheet("Transcript")
    for row in (
        ["Start", "Speaker", "Text"],
        [datetime.time(0, 0, 12), "Renata Cole", "Hello\nthere."],
        [15.5, "Gail Brunner", "Hi."],
        [None, "Gail Brunner", None],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    call = read_call(out.getvalue(), "x.xlsx")
    assert [(t.time, t.text, place(t.source)) for t in call.turns] == [
        (12.0, "Hello there.", [2, 22, "row 2, Text"]),
        (15.5, "Hi.", [3, 19, "row 3, Text"]),
    ]


def test_sheet_without_a_transcript() -> None:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with pytest.raises(UnreadableFile, match="no sheet"):
        read_call(out.getvalue(), "x.xlsx")
