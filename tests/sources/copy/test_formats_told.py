"""The format is told from the content; what cannot be read is refused with reason and remedy."""

import time

import pytest

from checker.errors import UnreadableFile
from checker.sources.copy.registry import COPY_SUFFIXES, read_copy

PAGE = "<!DOCTYPE html><html><body><p>Live in ten days.</p></body></html>"


@pytest.mark.parametrize(
    ("text", "file", "name"),
    [
        (PAGE, "email.txt", "html"),
        (PAGE, "email.md", "html"),
        ('<?xml version="1.0"?>\n' + PAGE, "email", "html"),
        ("<!-- v2 -->\n<div>Live in ten days.</div>", "snippet", "html"),
        ("Live in ten days.", "page.html", "text"),
        ("# Close by Friday\n\nLive in ten days.", "copy.txt", "markdown"),
        ("---\ntitle: Close by Friday\n---\nLive in ten days.", "copy", "markdown"),
        ("Live in ten days.", "copy.md", "markdown"),
        ('{"title": "Live in ten days."}', "copy", "json"),
        ('[{"title": "Live in ten days."}]', "copy.txt", "json"),
        ("[Live](/x) in ten days, they say.", "copy.txt", "markdown"),
        ("title: Live in ten days\ncta: Book a demo\n", "copy", "yaml"),
        ("Headline\tText\nFast\tLive in ten days.\n", "ads.txt", "table"),
        ("Campaign,Headline,Text\nQ1,Fast,Live in ten days.\n", "ads", "table"),
        ("Fast, simple, cheap.\nLive in ten days, we say.\n", "copy.txt", "text"),
        ("Subject: Live in ten days\nHello there.\n", "mail.txt", "text"),
        ("LIVE IN TEN DAYS\n", "copy", "text"),
    ],
)
def test_format(text: str, file: str, name: str) -> None:
    assert read_copy(text.encode(), file).format == name


@pytest.mark.parametrize(
    ("data", "file", "reason"),
    [
        (b"", "a.md", "empty"),
        (b" \n\n", "a.txt", "empty"),
        (bytes(range(256)), "a.txt", "binary"),
        ("日本語の文章です".encode("shift_jis"), "a.txt", "not UTF-8"),
        (b'{"hero": {"title": "Half a', "a.json", "not valid JSON .line 1"),
        (b'{"hero": {"title": "Half a', "a", "not valid JSON"),
        (b"[" * 200_000, "a.json", "nested too deeply"),
        (b"[" + b"9" * 5_000 + b"]", "a.json", "not valid JSON"),
        (b"hero: [1\nb: }", "a.yaml", "not valid YAML .line 2"),
        (b"[" * 600, "a.yaml", "nested too deeply"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "old binary kind"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "protected by a password",
        ),
        (b"{\\rtf1 hello}", "a.doc", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "a.html", "picture"),
        (b"<?xml version='1.0'?><xliff/>", "a.xml", "XML"),
        (b"From: a@x.example\nMIME-Version: 1.0\n\nHello", "a.eml", "e-mail message"),
        (b"%PDF-1.7\n1 0 obj", "a.pdf", "damaged"),
        (b"PK\x03\x04" + b"x" * 500, "a.docx", "damaged"),
        (b"id,url\n1,https://x.example\n", "a.csv", "no copy found"),
        (b"```\ncode only\n```\n", "a.md", "no copy found"),
        (b"<html><script>alert('Hello there')</script></html>", "a.html", "no copy found"),
    ],
)
def test_refused_with_reason_and_remedy(data: bytes, file: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason) as raised:
        read_copy(data, file)
    assert raised.value.file == file
    assert raised.value.remedy.endswith(".")


def test_western_text_and_byte_order_marks_are_read() -> None:
    assert read_copy("It’s café time.".encode("cp1252"), "a.txt").blocks[0].text == "It’s café time."
    block = read_copy("﻿Live in ten days.".encode(), "a.txt").blocks[0]
    assert (block.text, block.source.span(0, 4).start.column) == ("Live in ten days.", 1)


@pytest.mark.parametrize(
    ("data", "file"),
    [
        ("<html>" + "<div>" * 100_000 + "Live in ten days.", "a.html"),
        ("<html>Live in ten days.<p><button>" + "<div>" * 20_000, "a.html"),
        ("<html>Live in ten days." + "<a " * 50_000, "a.html"),
        ("<html>Live in ten days." + "<!--" * 50_000, "a.html"),
        ("<html>Live in ten days." + "<a b='" * 20_000, "a.html"),
        ("<html>Live in ten days." + "<i>" + "<b>" * 20_000 + "</i></b>" * 20_000, "a.html"),
        ("Live in ten days.\n\n" + ">" * 5_000 + " x", "a.md"),
        ("Live in ten days.\n\n" + "[" * 5_000, "a.md"),
        ("Live in ten days.\n\n" + "*a " * 5_000, "a.md"),
        ("Live in ten days.\n\n" + "word\n" * 10_000, "a.md"),
        ("Headline,Text\nx,Live in ten days.\n" + '"",' * 20_000, "a.csv"),
        ("a: &a [Live in ten days.]\n" + "".join(f"b{i}: [{'*a,' * 9}]\n" for i in range(500)), "a.yaml"),
    ],
    ids=lambda value: value[:40],
)
def test_hostile_input_costs_linear_time(data: str, file: str) -> None:
    begun = time.process_time()
    texts = " ".join(block.text for block in read_copy(data.encode(), file).blocks)
    assert "Live in ten days." in texts
    assert time.process_time() - begun < 10


def test_suffixes_include_those_that_are_refused() -> None:
    assert {".md", ".html", ".csv", ".docx", ".pdf", ".doc", ".eml"} <= COPY_SUFFIXES
