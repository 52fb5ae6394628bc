"""Each file in data/ is read as the YAML file beside it says; a new case is a new pair of files."""

import html
import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from checker.model import SourceMap
from checker.sources.calls.registry import CALL_SUFFIXES, read_calls
from tests.sources.calls.samples import DATA, SAMPLES, described, raw


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_sample_is_read_as_expected(path: Path) -> None:
    expected = yaml.safe_load(path.with_name(path.name + ".yaml").read_text(encoding="utf-8"))
    calls = read_calls(path.read_bytes(), path.name)
    assert [described(call) for call in calls] == expected
    assert len({call.id for call in calls}) == len(calls)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_format_is_told_from_content_not_suffix(path: Path) -> None:
    calls = read_calls(path.read_bytes(), "transcript.bin")
    assert [c.turns for c in calls] == [c.turns for c in read_calls(path.read_bytes(), path.name)]
    assert path.suffix in CALL_SUFFIXES


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_words_stand_where_the_map_says(path: Path) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    for call in read_calls(path.read_bytes(), path.name):
        for turn in call.turns:
            assert_round_trip(text, turn.text, turn.source, from_json if path.suffix == ".json" else decoded)


def assert_round_trip(text: str, said: str, source: SourceMap, decoded: Callable[[str], str]) -> None:
    """Every piece is the file's text, decoded; so is every stretch between two breaks."""
    starts = [piece.start for piece in source.pieces] + [source.length]
    for start, end in pairwise(starts):
        assert decoded(raw(text, source, start, end)) == said[start:end].strip(), (start, end)
    edges = [0, *source.breaks, source.length]
    for start, end in pairwise(edges):
        body = said[start:end].rstrip()
        if body:
            found = decoded(raw(text, source, start, start + len(body)))
            assert squeezed(found) == squeezed(body) or squeezed(joined_words(found)) == squeezed(body)


def decoded(found: str) -> str:
    """What a stretch of a file says: without tags and doubled quotes, entities decoded."""
    found = re.sub(r"</?[A-Za-z][^<>]*>|<[\d:.]+>", "", found)
    return squeezed(html.unescape(found.replace('""', '"')))


def from_json(found: str) -> str:
    """What a stretch of JSON says: escapes decoded, in Amazon's words too."""
    return squeezed(found if '"content"' in found else json.loads('"' + found + '"'))


def joined_words(found: str) -> str:
    """Amazon Transcribe parts a sentence into one JSON string a word: take those out of the JSON."""
    inside = re.sub(r'"[}\]].*?"content": "', " ", found, flags=re.DOTALL)
    return re.sub(r" (?=[?.!,])", "", inside)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_webvtt_py_sees_the_same_words() -> None:
    webvtt = pytest.importorskip("webvtt")
    for name in ("zoom.vtt", "teams.vtt"):
        cues = webvtt.read(str(DATA / name))
        theirs = squeezed(" ".join(html.unescape(re.sub(r"^[\w' ()]+: ", "", cue.text)) for cue in cues))
        ours = " ".join(turn.text for turn in read_calls((DATA / name).read_bytes(), name)[0].turns)
        assert theirs.replace("we said", "Pricing: we said") == ours or theirs == ours


def test_pysubs2_sees_the_same_words_and_times() -> None:
    pysubs2 = pytest.importorskip("pysubs2")
    subs = pysubs2.load(str(DATA / "changes-only.srt"))
    call = read_calls((DATA / "changes-only.srt").read_bytes(), "c.srt")[0]
    theirs = squeezed(" ".join(re.sub(r"^[A-Z ]+: ", "", event.plaintext) for event in subs))
    assert theirs == " ".join(turn.text for turn in call.turns)
    assert [turn.time for turn in call.turns] == [subs[0].start / 1000, subs[3].start / 1000]
