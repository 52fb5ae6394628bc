"""Points, reading and the second look: what a model may point at, and what becomes of the rest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.judge.desk import Desk
from checker.judge.distil import Distiller
from checker.judge.looking import Looker
from checker.judge.points import decode_points, encode_points, make_point
from checker.judge.reading import PointLines, Reader, Suspicion
from checker.judge.verify import locate, uninterrupted
from checker.model import Claim, Position, Span, Usage
from checker.store.replies import SqliteReplies
from tests.fakes import call_of
from tests.judge.llm_server import Reply, Request, Server
from tests.judge.test_llm_client import model

CALL, _ = call_of(
    "a.vtt",
    ("ours", "How was the set-up?"),
    ("buyer", "We signed the Monday after the Super Bowl."),
    ("ours", "It takes ten days, usually."),
    ("buyer", "She was still typing them in on the Fourth of July. It’s $1,200 a month."),
    ("unknown", "Somebody coughed here."),
)
DESK = Desk.load("Acme")


def claim(text: str, n: int = 1) -> Claim:
    return Claim(f"c{n}", "landing.md", text, Span(Position(n, 1), Position(n, 9)), "bullet")


def point_form(*quotes: tuple[str, str], who: str = "buyer") -> dict[str, object]:
    return {
        "who": who,
        "about": "us",
        "kind": "experience",
        "text": "Five months after signing they typed by hand.",
        "quotes": [{"turn": turn, "words": words} for turn, words in quotes],
    }


def distilled(points: list[dict[str, object]], tmp_path: Path, **more):
    with Server(lambda _: Reply({"points": points})) as server:
        kept = SqliteReplies(tmp_path / "points.sqlite3")
        distiller = Distiller(model(server), DESK, kept, **more)
        return distiller.distil([CALL])[0], distiller, server


def test_a_call_too_long_for_an_answer_is_read_in_halves(tmp_path: Path) -> None:
    """A small model's answers end early: half a call is better than none, and all of it is paid for."""

    def short(request: Request) -> Reply:
        turns = re.findall(r"^\[(t\d+)\] buyer", request.user, re.MULTILINE)
        if len(turns) > 1:
            return Reply("", finish="length", usage=(100, 50))
        words = {"t1": "We signed the Monday", "t3": "She was still typing"}
        return Reply({"points": [point_form((turn, words[turn])) for turn in turns]}, usage=(60, 20))

    with Server(short) as server:
        distiller = Distiller(model(server), DESK, SqliteReplies(tmp_path / "points.sqlite3"))
        (made,) = distiller.distil([CALL])
        asked = len(server.bodies)
        assert distiller.distil([CALL]) == [made] and len(server.bodies) == asked, "kept as any other"
    assert not made.failure and [p.quotes[0].turn for p in made.points] == [1, 3]
    assert made.usage == Usage(7, 3 * 100 + 4 * 60, 3 * 50 + 4 * 20) and asked == 7


def test_a_single_turn_too_long_for_an_answer_is_told(tmp_path: Path) -> None:
    with Server(lambda _: Reply("", finish="length")) as server:
        (made,) = Distiller(model(server), DESK, None).distil([CALL])
        assert len(server.bodies) < 20
    assert "length" in made.failure and not made.points


def test_a_point_without_words_is_dropped_and_counted(tmp_path: Path) -> None:
    made, *_ = distilled([point_form()], tmp_path)
    assert made.points == () and made.dropped == 1


def test_points_rest_on_words_that_are_there(tmp_path: Path) -> None:
    good = point_form(("t1", "the monday after the Super Bowl"), ("t3", "“it's $1,200 a month”"))
    made, distiller, server = distilled([good], tmp_path)
    (point,) = made.points
    assert [CALL.turns[q.turn].text[q.start : q.end] for q in point.quotes] == [
        "the Monday after the Super Bowl.",
        "It’s $1,200 a month.",
    ]
    assert made.dropped == 0 and made.usage.llm_calls == 1
    assert distiller.known(CALL) == made and len(server.bodies) == 1


@pytest.mark.parametrize(
    "quote",
    [
        ("t1", "the Tuesday after the Super Bowl"),  # words that are not there
        ("t3", "the Super Bowl"),  # in another turn
        ("t9", "the Super Bowl"),  # no such turn
        ("p1", "the Super Bowl"),  # no turn at all
        ("t2", "It takes ten days"),  # our rep's words as a buyer's
        ("t4", "Somebody coughed"),  # of an unknown side
        ("t3", "$1,20"),  # half of a number
        ("t1", ""),
    ],
)
def test_a_point_without_a_quote_is_none(quote: tuple[str, str], tmp_path: Path) -> None:
    made, _, _ = distilled([point_form(quote)], tmp_path)
    assert made.points == () and made.dropped == 1


def test_a_long_call_is_read_in_windows_that_overlap(tmp_path: Path) -> None:
    lines = [("buyer", f"Sentence number {n} of a very long call that goes on. " * 20) for n in range(12)]
    call, _ = call_of("long.vtt", *lines)
    with Server(lambda _: Reply({"points": []})) as server:
        Distiller(model(server), DESK, None, context_tokens=6000).distil([call])
    assert len(server.bodies) > 3
    for n in range(12):
        assert any(f"[t{n}] " in r.user for r in server.requests)


def test_a_call_that_fails_is_named_and_asked_again(tmp_path: Path) -> None:
    with Server([Reply(refusal="no"), Reply({"points": [point_form(("t1", "We signed"))]})]) as server:
        kept = SqliteReplies(tmp_path / "p.sqlite3")
        distiller = Distiller(model(server), DESK, kept)
        (failed,) = distiller.distil([CALL])
        assert failed.points == () and "refused" in failed.failure and distiller.known(CALL) is None
        (made,) = distiller.distil([CALL])
    assert len(made.points) == 1 and not made.failure


def test_codec() -> None:
    point = make_point("call-a.vtt", "a.vtt", "us", "buyer", "need", "x", [])
    assert decode_points(encode_points([point], 3), "call-a.vtt", "a.vtt") == ((point,), 3)
    assert decode_points("{}", "c", "f") is None


def points(count: int):
    return [
        make_point(CALL.id, CALL.file, "us", "buyer" if n % 2 else "ours", "need", f"Point number {n}.", [])
        for n in range(count)
    ]


def lines_of(count: int) -> PointLines:
    return PointLines(points(count), {(CALL.file, CALL.id): CALL}, DESK)


def suspicion(claim_: str, *ids: str) -> dict[str, object]:
    return {"claim": claim_, "points": list(ids), "relation": "contradicts"}


def test_reading_takes_ids_that_were_given_and_keeps_sides_apart() -> None:
    answer = [suspicion("k1", "p1", "p2", "p99"), suspicion("k7", "p1"), suspicion("[k2]", "[p4]")]
    with Server([Reply({"suspicions": answer})]) as server:
        read = Reader(model(server), DESK).read([claim("A.", 1), claim("B.", 2)], lines_of(4))
    assert [(s.claim.quote, s.who, len(s.points)) for s in read.suspicions] == [
        ("A.", "buyer", 1),
        ("A.", "ours", 1),
        ("B.", "buyer", 1),
    ]
    assert read.stray == 2 and read.prompts == 1 and not read.warnings


def test_a_cut_answer_halves_the_claims_and_a_refusal_leaves_them_unread() -> None:
    def script(request):
        if "[k2]" in request.user:
            return Reply("", finish="length")
        return Reply(refusal="no") if "B." in request.user else Reply({"suspicions": [suspicion("k1", "p1")]})

    with Server(script) as server:
        read = Reader(model(server), DESK).read([claim("A.", 1), claim("B.", 2)], lines_of(2))
    assert [s.claim.quote for s in read.suspicions] == ["A."]
    assert list(read.unread) == ["c2"] and "refused" in read.unread["c2"]


def test_where_points_do_not_fit_a_ranking_chooses_and_the_result_says_so() -> None:
    def rank(claims):
        return [list(range(399, -1, -1)) for _ in claims]

    with Server(lambda _: Reply({"suspicions": [suspicion("k1", "p400", "p1")]})) as server:
        read = Reader(model(server), DESK, context_tokens=4000).read([claim("A.")], lines_of(400), rank)
    assert "nearest ones were read" in read.warnings[0]
    assert "[p400]" in server.requests[0].user and "[p1]" not in server.requests[0].user
    assert len(read.suspicions) == 1 and read.stray == 1
    assert len(server.bodies[0]) < 4 * 4000 * 1.5


def look(entries: list[dict[str, object]]):
    place = decode_points(
        '{"format":1,"dropped":0,"points":[["us","buyer","need","x",[[3,0,7]]]]}', CALL.id, CALL.file
    )
    assert place
    with Server([Reply({"entries": entries})]) as server:
        looker = Looker(model(server), DESK, {(CALL.file, CALL.id): CALL})
        return looker.look([Suspicion(claim("Live in ten days."), "buyer", place[0])]), server


def entry(turn: str, words: str) -> dict[str, object]:
    return {"relation": "contradicts", "quotes": [{"turn": turn, "words": words}], "reason": "so"}


def test_the_second_look_sees_raw_turns_and_its_quotes_are_checked() -> None:
    found, server = look([entry("x1.3", "on the Fourth of July"), entry("x1.3", "on Christmas Day")])
    assert "Super Bowl" in server.requests[0].user
    assert [q.place.turn for s in found.said for q in s.quotes] == [3]
    assert found.dropped == 1 and found.unfounded == 1
    assert look([entry("x2.3", "on the Fourth of July")])[0].said == ()
    assert look([entry("x1.2", "It takes ten days")])[0].said == (), "our rep's words"
    assert look([])[0].said == ()


@pytest.mark.parametrize(
    "words, text, found",
    [
        ("it's  DONE", "Well, it’s done. Yes.", "it’s done."),
        ("20%", "about 20 % off", "20 %"),
        ("20%", "about 20 off", None),
        ("$49", "It is 49", None),
        ("art", "start", None),
        ("", "x", None),
        ("no", "no", "no"),
        ("a a b", "a a a b", "a a b"),
    ],
)
def test_locate(words: str, text: str, found: str | None) -> None:
    place = locate(words, text)
    assert (text[slice(*place)] if place else None) == found


def test_a_quote_is_cut_where_its_file_interrupts_it() -> None:
    text = "one two three four five"
    assert uninterrupted(0, len(text), text, (8,)) == [(0, 7), (8, 23)]
    assert uninterrupted(0, len(text), text, (3,)) == [(4, 23)]
