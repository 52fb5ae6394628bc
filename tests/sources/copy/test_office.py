"""DOCX, XLSX, PPTX and PDF: built with their own libraries, read with ours."""

import io
import zipfile

import docx
import openpyxl
import pptx
import pypdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx.util import Inches
from pypdf.errors import DependencyError

from checker.errors import UnreadableFile
from checker.model import Asset
from checker.sources.copy.registry import read_copy
from tests.sources.copy.conftest import standing_at


def places(asset: Asset) -> list[tuple[str, str | None, str]]:
    return [(block.kind, block.source.locator, block.text) for block in asset.blocks]


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Close the books", 0)
    document.add_paragraph("")
    document.add_paragraph("Month-end shouldn't mean midnight.\nIt takes an hour.")
    document.add_heading("What you get", 1)
    document.add_paragraph("Live in ten days", style="List Bullet")
    document.add_paragraph("“Nine days to three.”", style="Quote")
    changed = document.add_paragraph("Plans start at ")
    for tag, inner in (("ins", "<w:t>$49</w:t>"), ("del", "<w:delText>$99</w:delText>")):
        xml = f'<w:{tag} {nsdecls("w")} w:id="1" w:author="x"><w:r>{inner}</w:r></w:{tag}>'
        changed._p.append(parse_xml(xml))
    changed.add_run(" a month.")
    changed.add_run("hidden").font.hidden = True
    table = document.add_table(2, 2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("Plan", "Price", "Team", "$49 per month"), strict=True
    ):
        cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_docx() -> None:
    asset = read_copy(word(), "brief.doc")
    assert asset.format == "docx" and asset.title == "Close the books"
    assert places(asset) == [
        ("title", "paragraph 1", "Close the books"),
        ("paragraph", "paragraph 2", "Month-end shouldn't mean midnight."),
        ("paragraph", "paragraph 2", "It takes an hour."),
        ("heading", "paragraph 3", "What you get"),
        ("bullet", "paragraph 4", "Live in ten days"),
        ("quote", "paragraph 5", "“Nine days to three.”"),
        ("paragraph", "paragraph 6", "Plans start at $49 a month."),
        ("cell", "table 1, row 1, column 1", "Plan"),
        ("cell", "table 1, row 1, column 2", "Price"),
        ("cell", "table 1, row 2, column 1", "Team"),
        ("cell", "table 1, row 2, column 2", "$49 per month"),
    ]
    assert asset.blocks[-1].label == "Price"
    assert asset.blocks[2].source.span(0, 2).start.line == 2


def sheet() -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Search ads"
    page.append(["Campaign", "Headline 1", "Description", "Final URL", "Clicks"])
    page.append(["Q1", "Close By Friday", "No rekeying, ever.\nLive in ten days.", "https://x.example", 12])
    page.append(["Q1", None, "Call 1-800-555-0100 for a demo", "https://x.example", 0])
    hidden = book.create_sheet("Old")
    hidden.append(["Headline 1", "Description"])
    hidden.append(["Not this one", "nor this one"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_xlsx() -> None:
    asset = read_copy(sheet(), "ads")
    assert places(asset) == [
        ("cell", "Search ads!B2", "Close By Friday"),
        ("cell", "Search ads!C2", "No rekeying, ever."),
        ("cell", "Search ads!C2", "Live in ten days."),
        ("cell", "Search ads!C3", "Call 1-800-555-0100 for a demo"),
    ]
    assert asset.notes == ("hidden sheet Old left out",)


def deck() -> bytes:
    slides = pptx.Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[1])
    slide.shapes.title.text = "Close by Friday"
    slide.placeholders[1].text = "No rekeying\nLive in ten days"
    slide.notes_slide.notes_text_frame.text = "Say this slowly"
    table = slide.shapes.add_table(2, 1, Inches(1), Inches(1), Inches(2), Inches(1)).table
    table.cell(0, 0).text, table.cell(1, 0).text = "Price", "$49 per month"
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, 99, 99).text_frame.text = "In a group"
    slides.slides.add_slide(slides.slide_layouts[6])._element.set("show", "0")
    out = io.BytesIO()
    slides.save(out)
    return out.getvalue()


def test_pptx() -> None:
    asset = read_copy(deck(), "deck.pptx")
    assert asset.title == "Close by Friday"
    assert places(asset) == [
        ("title", "slide 1, Title 1", "Close by Friday"),
        ("bullet", "slide 1, Content Placeholder 2", "No rekeying"),
        ("bullet", "slide 1, Content Placeholder 2", "Live in ten days"),
        ("cell", "slide 1, Table 3, row 1, column 1", "Price"),
        ("cell", "slide 1, Table 3, row 2, column 1", "$49 per month"),
        ("paragraph", "slide 1, TextBox 5", "In a group"),
    ]
    assert asset.notes == ("speaker notes of slide 1 left out", "hidden slide 2 left out")


def document(*pages: list[str]) -> bytes:
    """A PDF with the lines of each page, written by hand: no library of ours draws text."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    for lines in pages:
        shown = "".join(f"({line}) Tj T* " for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        resources = f"<< /Font << /F1 {font} >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources {resources} "
            f"/Contents {len(objects)} 0 R >>"
        )
    kids = " ".join(f"{number} 0 R" for number in range(4, len(objects) + 1, 2))
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"
    body, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return (body + head + trailer).encode("latin-1")


PAGES = (
    [
        "CLOSE BY FRIDAY",
        "Invoices arrive six different ways, and nobody can say what has been auto-",
        "mated yet.",
    ],
    ["Live in ten days.", "Our cloud-", "based desk is cloud-based."],
)


def test_pdf() -> None:
    asset = read_copy(document(*PAGES), "one-pager.pdf")
    assert places(asset) == [
        ("heading", "page 1", "CLOSE BY FRIDAY"),
        (
            "paragraph",
            "page 1",
            "Invoices arrive six different ways, and nobody can say what has been automated yet.",
        ),
        ("paragraph", "page 2", "Live in ten days."),
        ("paragraph", "page 2", "Our cloud-based desk is cloud-based."),
    ]


@pytest.mark.parametrize(("user", "readable"), [("secret", False), ("", True)])
def test_pdf_with_a_password(user: str, readable: bool) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(document(*PAGES)))
    writer.encrypt(user, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    if readable:
        assert len(read_copy(out.getvalue(), "a.pdf").blocks) == 4
        return
    with pytest.raises(UnreadableFile, match="protected by a password"):
        read_copy(out.getvalue(), "a.pdf")


def test_pdf_that_needs_a_package_which_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise DependencyError("cryptography>=3.1 is required for AES algorithm")

    monkeypatch.setattr(pypdf.PageObject, "extract_text", missing)
    with pytest.raises(UnreadableFile, match="encrypted"):
        read_copy(document(*PAGES), "a.pdf")


def test_pdf_without_text_is_a_scan() -> None:
    with pytest.raises(UnreadableFile, match="only pictures"):
        read_copy(document([]), "scan.pdf")


@pytest.mark.parametrize("make", [word, sheet, deck], ids=["docx", "xlsx", "pptx"])
def test_a_damaged_office_file_is_refused_with_a_reason(make: object) -> None:
    data = make()  # type: ignore[operator]
    with pytest.raises(UnreadableFile, match="damaged"):
        read_copy(data[: len(data) // 2], "a")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            broken = name.endswith(("document.xml", "sheet1.xml", "slide1.xml"))
            target.writestr(name, source.read(name)[:200] if broken else source.read(name))
    with pytest.raises(UnreadableFile, match="damaged"):
        read_copy(out.getvalue(), "a")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(3):
            archive.writestr(f"word/document{number or ''}.xml", b"0" * (70 * 1024 * 1024))
    with pytest.raises(UnreadableFile, match="unpacks to more than 200 MB"):
        read_copy(out.getvalue(), "bomb.docx")


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.text("abcxyzäé 0129,.$%", min_size=3, max_size=40).map("We see {}".format), min_size=1, max_size=5
    )
)
def test_a_quote_is_found_within_the_text_at_its_locator(values: list[str]) -> None:
    written = docx.Document()
    book = openpyxl.Workbook()
    book.active.append(["Headline"])
    for value in values:
        written.add_paragraph(value)
        book.active.append([value])
    for save, name in ((written.save, "Sheet!A"), (book.save, "Sheet!A")):
        out = io.BytesIO()
        save(out)
        for value, block in zip(values, read_copy(out.getvalue(), name).blocks, strict=True):
            span = block.source.span(len(block.text) // 3, len(block.text))
            assert " ".join(value.split()) == block.text
            found = standing_at(value, span)
            assert " ".join(found.split()) == block.text[len(block.text) // 3 :].strip()
