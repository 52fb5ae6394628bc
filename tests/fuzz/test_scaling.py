"""Files that once took a reader the square of their length; `python -m tests.fuzz.scaling` looks for more."""

import time

import pytest

from checker.segments.sentences import sentences
from checker.sources.names import label_of
from tests.fuzz.fuzzing import read_asset, read_call, read_deals
from tests.fuzz.scaling import FRAMES, Frame, grows, seconds

pytest.importorskip("resource")

_PLAIN, _SPOKEN = FRAMES[0], FRAMES[1]
_CUE = Frame("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n", "\nBo Lind: Good.\n", (read_call,))
KNOWN = {
    "override never closed": (_CUE, "{\\"),
    "time before spaces": (Frame("a.txt", "[00:03:12] ", "!\n", (read_call,)), " "),
    "word as long as a call": (_SPOKEN, "a"),
    "quotes": (_PLAIN, "“"),
    "at signs": (_PLAIN, "@"),
    "front matter of spaces": (
        Frame("a.md", "---\ntitle: x", "y\n---\nLive in ten days.\n", (read_asset,)),
        " ",
    ),
    "style without a brace": (Frame("a.html", "<style>", "</style><p>Live in ten days.", (read_asset,)), "a"),
    "comment never closed": (Frame("a.json", '{"title": "Live in ', '"}', (read_asset,)), "<!--"),
    "link never closed": (Frame("a.txt", "Live in ten days ", "", (read_asset,)), "]("),
    "rule never closed": (Frame("a.txt", "---", "x", (read_asset,)), "\n"),
    "yaml of spaces": (Frame("a.yaml", 'title: "Live in', 'ten days"\n', (read_asset,)), " "),
    "yaml of slashes": (Frame("a.yaml", "say: ", " Live in ten days.\n", (read_asset,)), "../x"),
    "column of currencies": (Frame("a.csv", "account,amount ", "\nAcme,5\n", (read_deals,)), "USD "),
}


@pytest.mark.parametrize("name", KNOWN)
def test_time_grows_no_faster_than_the_file(name: str) -> None:
    frame, piece = KNOWN[name]
    for reader in frame.readers:
        assert not grows(frame, piece, reader)


def test_a_voice_tag_of_dots_doubles_nothing() -> None:
    """Each dot doubled the time: sixty of them would have taken longer than there are machines."""
    frame = Frame("a.vtt", f"{_CUE.before}<v", ">Yes.\n", (read_call,))
    assert seconds(frame, ".", read_call, 60) < 5


def test_a_turn_without_end_is_cut_in_the_time_of_its_length() -> None:
    assert not grows(_SPOKEN, "We are live in ten days. ", read_call, 150_000)


def test_a_table_of_many_columns_is_read_in_the_time_of_its_length() -> None:
    def read(data: bytes, name: str) -> None:
        cells = data.decode().count("x")
        read_asset(f"|{'a|' * cells}\n|{'-|' * cells}\n|{'ten days|' * cells}\n".encode(), name)

    assert not grows(Frame("a.md", "", "", (read,)), "xxxxx     ", read)


def test_labels_of_brackets_and_spaces_cost_nothing() -> None:
    start = time.process_time()
    for piece in ("(", "[", " ", " -"):
        label_of(piece * 100_000)
    assert time.process_time() - start < 1


def test_long_texts_are_cut_into_the_same_sentences() -> None:
    text = "We are live in ten days. Is that so? " * 600
    found = [text[start:end] for start, end in sentences(text)]
    assert found == ["We are live in ten days.", "Is that so?"] * 600


def test_the_search_sees_what_grows_too_fast() -> None:
    def square(data: bytes, name: str) -> None:
        for _ in range(len(data) // 4):
            sum(data)

    def line(data: bytes, name: str) -> None:
        for _ in range(6000):
            sum(data)

    frame = Frame("a.txt", "", "", (square,))
    assert grows(frame, "a", square) and not grows(frame, "a", line)
