"""Whatever people say, in every format: it is read as it was said, and stands where the map says."""

import csv
import html
import io
import json
from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from checker.sources.calls.registry import read_calls
from tests.sources.calls.samples import raw
from tests.sources.calls.test_samples import assert_round_trip, squeezed

NAMES = ("Renata Cole", "Gail Brunner", "رنا خليل", "Jürgen Groß")
Turns = list[tuple[str, str]]
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking takes minutes on a busy machine

# Words as they are spoken: no white space inside, no control characters, nothing that is markup in a
# format which has no way to escape it.
plain_words = st.text(
    st.characters(
        blacklist_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp", "Cn"),
        blacklist_characters=":*_[](){}<>#-|•=\uff1a",
    ),
    min_size=1,
    max_size=8,
).filter(lambda word: not word[0].isdigit() and not word.isspace())
any_words = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp", "Cn")), min_size=1, max_size=8
)


def turns_of(words: st.SearchStrategy[str]) -> st.SearchStrategy[Turns]:
    said = st.lists(words, min_size=1, max_size=6).map(" ".join)
    return st.lists(st.tuples(st.sampled_from(NAMES), said), min_size=2, max_size=6)


def as_vtt(turns: Turns) -> str:
    cues = (
        f"00:00:0{i}.000 --> 00:00:0{i}.900\n<v {n}>{html.escape(t, quote=False)}</v>\n"
        for i, (n, t) in enumerate(turns)
    )
    return "WEBVTT\n\n" + "\n".join(cues)


def as_json(turns: Turns, ascii_only: bool = False) -> str:
    data = {
        "sentences": [
            {"speaker_name": name, "text": text, "start_time": i} for i, (name, text) in enumerate(turns)
        ]
    }
    return json.dumps(data, ensure_ascii=ascii_only, indent=1)


def as_gong(turns: Turns) -> str:
    parties = [{"speakerId": str(i), "name": name} for i, name in enumerate(NAMES)]
    said = [
        {"speakerId": str(NAMES.index(name)), "sentences": [{"start": 1, "end": 2, "text": text}]}
        for name, text in turns
    ]
    return json.dumps({"callTranscripts": [{"callId": "1", "transcript": said}], "parties": parties})


def as_csv(turns: Turns) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(
        [("start", "end", "speaker", "text"), *((i, i + 1, n, t) for i, (n, t) in enumerate(turns))]
    )
    return out.getvalue()


def as_srt(turns: Turns) -> str:
    return "\r\n".join(
        f"{i}\r\n00:00:0{i},000 --> 00:00:0{i},900\r\n{n}: {t}\r\n" for i, (n, t) in enumerate(turns)
    )


def as_inline(turns: Turns) -> str:
    return "\n".join(f"{name}: {text}" for name, text in turns)


def as_timed(turns: Turns) -> str:
    return "\r\n".join(f"[00:00:0{i}] {name}: {text}" for i, (name, text) in enumerate(turns))


def as_headed(turns: Turns) -> str:
    return "\n\n".join(f"{name}  0:0{i}\n{text}" for i, (name, text) in enumerate(turns))


def as_bold(turns: Turns) -> str:
    return "\n\n".join(f"**{name}:** {text}" for name, text in turns)


def merged(turns: Turns) -> Turns:
    out: Turns = []
    for name, text in turns:
        if out and out[-1][0] == name:
            out[-1] = (name, f"{out[-1][1]} {text}")
        else:
            out.append((name, text))
    return out


def check(render: Callable[[Turns], str], turns: Turns, bom: bool = False) -> str:
    file = render(turns)
    data = (b"\xef\xbb\xbf" if bom else b"") + file.encode()
    call = read_calls(data, "call.txt")[0]
    assert [(call.speakers[t.speaker].name, t.text) for t in call.turns] == merged(turns)
    return file


@pytest.mark.parametrize("render", [as_vtt, as_csv, as_json, as_gong, lambda turns: as_json(turns, True)])
@settings(max_examples=20, deadline=None, phases=PHASES)
@given(data=st.data())
def test_formats_that_escape_hold_any_words(render: Callable[[Turns], str], data: st.DataObject) -> None:
    turns = data.draw(turns_of(any_words))
    check(render, turns, bom=data.draw(st.booleans()))


@pytest.mark.parametrize("render", [as_srt, as_inline, as_timed, as_headed, as_bold])
@settings(max_examples=20, deadline=None, phases=PHASES)
@given(data=st.data())
def test_plain_formats_hold_plain_words_at_their_place(
    render: Callable[[Turns], str], data: st.DataObject
) -> None:
    turns = data.draw(turns_of(plain_words))
    file = check(render, [(name, text.replace("&", "and")) for name, text in turns])
    for turn in read_calls(file.encode(), "call.txt")[0].turns:
        assert_round_trip(file, turn.text, turn.source, squeezed)
        start = data.draw(st.integers(0, len(turn.text) - 1))
        end = data.draw(st.integers(start + 1, len(turn.text)))
        if not any(start < at < end for at in turn.source.breaks):
            assert raw(file, turn.source, start, end).strip() == turn.text[start:end].strip()


@settings(max_examples=30, deadline=None, phases=PHASES)
@given(turns=turns_of(any_words), data=st.data())
def test_any_stretch_of_json_is_what_is_quoted(turns: Turns, data: st.DataObject) -> None:
    file = as_json(turns, ascii_only=data.draw(st.booleans()))
    for turn in read_calls(file.encode(), "call.json")[0].turns:
        start = data.draw(st.integers(0, len(turn.text) - 1))
        end = data.draw(st.integers(start + 1, len(turn.text)))
        if not any(start < at < end for at in turn.source.breaks):
            assert (
                json.loads(f'"{raw(file, turn.source, start, end)}"').strip() == turn.text[start:end].strip()
            )
