"""Bad files get one clear line and never a traceback; odd but readable ones lose nothing."""

import io
import json
import random
import zipfile

import pytest

from checker.errors import UnreadableFile
from checker.sources.calls.registry import read_call, read_calls
from checker.sources.copy import office
from tests.sources.calls.samples import SAMPLES


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x00\x01\x02\x03" * 50, "binary"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        (b"PK\x03\x04broken", "damaged"),
        (b"RIFF\x00\x00\x00\x00WAVE", "recording"),
        (b"Just a memo about pricing.\nNothing else.", "no line of a speaker"),
        (b"WEBVTT\n\n", "no line of a speaker"),
        (b'{"callTranscripts": [{"callId": "1",\n  "transcript": [{"speak', "line 2, column"),
        (b'{"a": 1,}', "line 1, column"),
        (b"[" * 100_000, "JSON"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deep"),
        (b'{"text": ' + b"9" * 5000 + b"}", "broken"),
        (b'{"hello": "world", "items": [1, 2]}', "keys hello, items"),
        (b'{"callTranscripts": [{"callId": "1", "transcript": "soon"}]}', "callTranscripts[0].transcript"),
        (b'{"callTranscripts": []}', "no transcript export"),
        (b'{"sentences": [{"text": "", "speaker_name": "A"}]}', "no line of a speaker"),
        (b"start,end,speaker,text\n", "no line of a speaker"),
    ],
)
def test_unreadable_files_say_why(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile) as error:
        read_calls(data, "calls/x.vtt")
    assert reason in error.value.reason
    assert error.value.file == "calls/x.vtt"
    assert error.value.remedy
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_cut_off_and_scrambled_samples_never_crash(path) -> None:  # type: ignore[no-untyped-def]
    data = path.read_bytes()
    chance = random.Random(7)
    for _ in range(12):
        cut = data[: chance.randrange(len(data))]
        at = chance.randrange(len(data))
        for broken in (cut, data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]):
            try:
                read_calls(broken, path.name)
            except UnreadableFile:
                continue


def mistyped(value: object, chance: random.Random) -> object:
    """A JSON value with some of its parts of another type."""
    if chance.random() < 0.06:
        return chance.choice([None, 7, "x", [], {}, True, [[]], -1.5])
    if isinstance(value, dict):
        return {key: mistyped(item, chance) for key, item in value.items()}
    return [mistyped(item, chance) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", [p for p in SAMPLES if p.suffix == ".json"], ids=lambda path: path.name)
def test_exports_with_other_types_never_crash(path) -> None:  # type: ignore[no-untyped-def]
    value = json.loads(path.read_text(encoding="utf-8"))
    chance = random.Random(11)
    for _ in range(60):
        try:
            read_calls(json.dumps(mistyped(value, chance)).encode(), path.name)
        except UnreadableFile:
            continue


def test_a_zip_that_unpacks_to_gigabytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "UNPACKED_LIMIT", 1024 * 1024)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(2_000_000))
    with pytest.raises(UnreadableFile, match="unpacks to more than 1 MB"):
        read_calls(out.getvalue(), "bomb.docx")


def test_other_zip_files_and_damaged_office_files_are_refused() -> None:
    for name in ("readme.txt", "word/document.xml", "xl/workbook.xml"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, "<broken")
        with pytest.raises(UnreadableFile):
            read_calls(out.getvalue(), "x.docx")


def test_nul_and_terminal_escapes_are_left_out() -> None:
    call = read_call(b"Renata Cole: hi \x1b[31mthere" + b"." * 5000 + b"\nGail Brunner: a\x00b\n", "x.txt")
    assert call.turns[0].text.startswith("hi [31mthere")
    assert call.turns[1].text == "ab"
    call = read_call(b'[{"speaker": "A B", "text": "x\\u0000y\\u001bz \\ud83d \\ud83d\\ude00"}]', "x.json")
    assert call.turns[0].text == "xyz \ufffd \U0001f600"


def test_negative_and_overlapping_times_keep_order_and_words() -> None:
    call = read_call(
        b"start,end,speaker,text\n-3,2,Renata Cole,one\n9,4,Gail Brunner,two\n"
        b"1,20,Renata Cole,three\nnan,,Gail Brunner,four\n",
        "x.csv",
    )
    assert [turn.text for turn in call.turns] == ["one", "two", "three", "four"]
    assert [turn.time for turn in call.turns] == [None, 9.0, 1.0, None]


def test_two_calls_of_one_export_with_one_id_get_ids_of_their_own() -> None:
    one = {"callId": "1", "transcript": [{"speakerId": "a", "sentences": [{"start": 1, "text": "Hi."}]}]}
    calls = read_calls(json.dumps({"callTranscripts": [one, one]}).encode(), "x.json")
    assert len(calls) == 2
    assert calls[0].id == "1" != calls[1].id
    with pytest.raises(UnreadableFile, match="holds 2 calls"):
        read_call(json.dumps({"callTranscripts": [one, one]}).encode(), "x.json")


def test_calls_with_one_name_but_other_words_have_other_ids() -> None:
    a, b = (
        read_call(f"Renata Cole: {word}\nGail Brunner: ok\n".encode(), "call.txt") for word in ("one", "two")
    )
    assert a.id != b.id
    assert a.id == read_call(b"Renata Cole: one\r\n\r\nGail Brunner: ok", "other/name.txt").id


def test_two_people_with_one_name_stay_two() -> None:
    parties = [
        {"speakerId": i, "name": "Alex Kim", "affiliation": side}
        for i, side in (("1", "Internal"), ("2", "External"))
    ]
    said = [{"speakerId": i, "sentences": [{"start": 0, "text": "Hi."}]} for i in ("1", "2")]
    call = read_call(
        json.dumps({"callTranscripts": [{"transcript": said}], "parties": parties}).encode(), "x.json"
    )
    assert [speaker.side for speaker in call.speakers] == ["ours", "buyer"]


def test_western_encoding_and_utf16_are_read() -> None:
    text = "Renata Cole: Café “ok”?\nGail Brunner: Ja – klar.\n"
    for data in (text.encode("cp1252"), text.encode("utf-16"), text.encode("utf-8-sig")):
        assert read_call(data, "x.txt").turns[0].text == "Café “ok”?"


@pytest.mark.parametrize(
    "line", ["a" * 100_000, " " * 100_000 + "x", "<" * 100_000, "*" * 100_000, "- " * 50_000, "A: " * 50_000]
)
def test_long_lines_take_no_time(line: str) -> None:
    call = read_call(
        f"Renata Cole: hi\nGail Brunner  0:45 {line}\n{line}\nRenata Cole: bye\n".encode(), "x.txt"
    )
    assert call.turns[-1].text.endswith("bye")
    read_calls(f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v A B>x {line}\n{line}".encode(), "x.vtt")
