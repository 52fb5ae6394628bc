"""Transcripts that are given as copy are told; copy never is."""

from pathlib import Path

import pytest

from checker.sources.transcript_look import NOTE, note_of_transcript

ROOT = Path(__file__).parents[2]
TURNS = ("Rita: How was it?", "Bo: Slow, to be frank.") * 3
TIMED = ("Rita Cole  0:02\nHow was it?\n", "Bo Lind  0:09\nSlow.\n") * 3


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.vtt", "WEBVTT\n"),
        ("a.SRT", "1\n"),
        ("a.txt", "\n".join(TURNS)),
        ("a.md", "# Call\n\n" + "\n\n".join(f"**{turn.replace(':', ':**')}" for turn in TURNS)),
        ("a.txt", "\n".join(f"[00:01:0{i}] {turn}" for i, turn in enumerate(TURNS))),
        ("a.txt", "Title\n\n" + "\n".join(TIMED)),
    ],
)
def test_transcripts(file: str, text: str) -> None:
    assert note_of_transcript(text.encode(), file) == NOTE


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("ads.txt", "Headline: Live in a day\nDescription: No typing.\nCTA: Try it\n" * 4),
        ("faq.txt", "Q: How long?\nA: A day.\n" * 5),
        ("fields.txt", "Subject: Hi\nBody: Live in a day.\n" * 5),
        ("quotes.md", "Bo Lind: Lovely.\nAnn Moe: Fast.\nJo Day: Good.\nAl Fox: Fine.\nUma Rao: Yes.\n"),
        ("page.md", "\n".join(TURNS) + "\nLive in a day.\n" * 3),
        ("strings.yaml", "\n".join(TURNS)),
        ("broken.txt", "%PDF-1.4"),
    ],
)
def test_copy(file: str, text: str) -> None:
    assert note_of_transcript(text.encode(), file) == ""


def test_what_cannot_be_decoded_is_left_to_its_reader() -> None:
    assert note_of_transcript(b"\x00\x01\x02" * 9, "a.txt") == ""


def test_none_of_the_corpus_copy_looks_like_a_transcript() -> None:
    files = [path for path in ROOT.glob("corpus/**/campaign/*") if path.is_file()]
    assert files
    assert not [path.name for path in files if note_of_transcript(path.read_bytes(), path.name)]


def test_text_transcripts_of_the_corpus_do() -> None:
    files = [path for path in ROOT.glob("corpus/**/calls/*") if path.suffix in (".txt", ".vtt", ".srt")]
    assert files
    assert all(note_of_transcript(path.read_bytes(), path.name) for path in files)
