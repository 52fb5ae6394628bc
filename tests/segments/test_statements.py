"""Turns become statements with context; offsets survive; backchannels are dropped."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from checker.model import Call, Piece, SourceMap, Speaker, Turn
from checker.segments.sentences import sentences
from checker.segments.statements import MAX_LENGTH, MAX_WORDS, statements


def turn(index: int, speaker: int, text: str) -> Turn:
    return Turn(index, speaker, text, SourceMap((Piece(0, 1, 1, 1, len(text) + 1),), len(text)))


def call(*said: tuple[int, str]) -> Call:
    speakers = (Speaker("Rita", "ours", "test"), Speaker("Bo", "buyer", "test"))
    return Call("c1", "calls/1.txt", "test", speakers, tuple(turn(i, s, t) for i, (s, t) in enumerate(said)))


def test_context_is_the_two_turns_before() -> None:
    found = statements(call((0, "How long did it take?"), (1, "Ha."), (0, "Roughly?"), (1, "Six weeks.")))
    assert found[-1].text == "Six weeks."
    assert found[-1].context == "Buyer: Ha.\nRep: Roughly?"
    assert found[-1].side == "buyer"


def test_backchannels_are_no_statements() -> None:
    assert statements(call((1, "Mm-hm, right."), (1, "Okay. Yeah."))) == ()
    assert len(statements(call((1, "Yeah, 40.")))) == 1


def test_long_turns_are_cut_at_sentence_ends() -> None:
    text = " ".join(f"This is sentence number {i} of a very long story." for i in range(40))
    found = statements(call((1, text)))
    assert len(found) > 3
    assert all(len(s.text.split()) <= 2 * MAX_WORDS for s in found)
    assert " ".join(s.text for s in found) == text
    assert all(text[s.start : s.end] == s.text for s in found)


def test_a_turn_without_full_stops_is_cut_all_the_same() -> None:
    text = " ".join(["word"] * 500)
    assert all(len(s.text.split()) <= 2 * MAX_WORDS for s in statements(call((1, text))))


@given(st.text(max_size=400))
def test_sentences_cover_the_text_in_order(text: str) -> None:
    found = sentences(text)
    assert all(s < e for s, e in found)
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert "".join("".join(text[s:e].split()) for s, e in found) == "".join(text.split())


@given(st.text(alphabet="ab.!?… “”é🙂\n", max_size=1200))
def test_statements_are_stretches_of_their_turn(text: str) -> None:
    text = text.strip()
    if not text:
        return
    for statement in statements(call((1, text))):
        assert text[statement.start : statement.end] == statement.text


def test_kilobytes_that_are_no_speech_are_cut_and_nothing_is_lost() -> None:
    said = f"We are live. {'x' * 9_000}{' ' * 900}In ten days."
    found = statements(call((1, said)))
    assert max(len(s.text) for s in found) <= MAX_LENGTH
    assert all(said[s.start : s.end] == s.text for s in found)
    assert "".join("".join(s.text for s in found).split()) == "".join(said.split())
    assert not any("  " in s.text for s in found)
