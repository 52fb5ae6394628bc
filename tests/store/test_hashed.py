"""What is known by hashes only is found wherever it stands, and nothing else is."""

import json

import pytest

from checker.store.hashed import _PART, Hashed, hashed

LONG = b"We were still typing things in on the Fourth of July at the plant."


def known(*texts: bytes, words: tuple[bytes, ...] = ()) -> Hashed:
    marks = json.loads(json.dumps(hashed("5a17", texts, words)))
    return Hashed.of("5a17", marks)


@pytest.mark.parametrize("before", [0, 1, 1000, _PART - 10, _PART - 24, _PART, _PART + 1])
def test_it_is_found_at_any_place(before: int) -> None:
    data = b"." * before + LONG + b"." * 50
    assert known(LONG).stands_in(data) and known(b"other words of its own, long", LONG).stands_in(data)


def test_the_same_beginning_is_not_enough() -> None:
    assert not known(LONG).stands_in(LONG[:-1] + b"!")
    assert not known(LONG).stands_in(LONG[:-1])
    assert not known(LONG).stands_in(b"")


def test_a_word_counts_as_a_whole_only() -> None:
    name = known(words=(b"bo@x.example",))
    assert name.stands_in(b"<bo@x.example>") and name.stands_in(b"bo@x.example")
    assert not name.stands_in(b"jumbo@x.example") and not name.stands_in(b"bo@x.examples")


def test_nothing_of_it_can_be_read_in_its_marks() -> None:
    kept = json.dumps(hashed("5a17", [LONG]))
    assert "typing" not in kept and hashed("5a17", [LONG]) != hashed("5a18", [LONG])
    assert not hashed("5a17", [b"Bo"]), "too short to be looked for"


def test_what_is_no_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="no mark"):
        Hashed.of("5a17", [(25, 1, 30, "00", False)])
