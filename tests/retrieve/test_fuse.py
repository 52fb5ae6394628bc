from hypothesis import given, settings
from hypothesis import strategies as st

from checker.model import Statement
from checker.retrieve.fuse import Ranked, cap_per_call, effective_cap, fuse, lift_neighbours

keys = st.lists(st.sampled_from("abcdefghij"), unique=True)


def statement(call: str, turn: int) -> Statement:
    return Statement(f"{call}{turn}", call, f"{call}.vtt", turn, 0, 1, "x", "", "B", "buyer")


def ranked(*places: tuple[str, int]):
    return [(Ranked(f"{c}{t}", 1 / (i + 1), i, None), statement(c, t)) for i, (c, t) in enumerate(places)]


def kept(*places, n=100, per_call):
    return [s.id for _, s in cap_per_call(ranked(*places), n=n, per_call=per_call)]


def test_what_both_rankings_have_comes_first():
    out = fuse(["a", "b", "c"], ["x", "b", "y"])
    assert [r.key for r in out] == ["b", "a", "x", "c", "y"]
    assert (out[0].dense_rank, out[0].lexical_rank) == (1, 1)
    assert (out[1].dense_rank, out[1].lexical_rank) == (0, None)


def test_weights_shift_the_order():
    assert [r.key for r in fuse(["a"], ["b"], lexical_weight=2.0)] == ["b", "a"]
    assert [r.key for r in fuse(["a"], ["b"], dense_weight=2.0)] == ["a", "b"]


@settings(max_examples=100, deadline=None)
@given(keys, keys)
def test_fusion_is_a_fixed_order_of_all_keys(dense, lexical):
    out = fuse(dense, lexical)
    assert sorted(r.key for r in out) == sorted({*dense, *lexical})
    assert out == sorted(out, key=lambda r: (-r.score, r.key)) == fuse(dense, lexical)


def test_a_chatty_call_leaves_room_for_the_rest():
    chatty = [("a", turn) for turn in range(0, 100, 10)]
    assert kept(*chatty, ("b", 1), ("c", 1), per_call=3) == ["a0", "a10", "a20", "b1", "c1"]


def test_neighbours_of_a_taken_place_go_with_it():
    assert kept(("a", 10), ("a", 50), ("a", 90), ("a", 12), ("a", 51), per_call=2) == [
        "a10",
        "a50",
        "a12",
        "a51",
    ]


def test_a_monologue_gives_no_more_than_twice_the_cap():
    assert len(kept(*[("a", turn) for turn in range(50)], per_call=4)) == 8


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 40)), unique=True),
    st.integers(1, 6),
    st.integers(0, 20),
)
def test_the_cap_keeps_order_and_bounds(places, per_call, n):
    out = kept(*places, n=n, per_call=per_call)
    order = [f"{c}{t}" for c, t in places]
    assert out == [key for key in order if key in set(out)]
    assert len(out) <= n
    assert all(sum(key[0] == call for key in out) <= 2 * per_call for call in "abc")


def test_a_fragment_beside_the_best_is_lifted():
    rows = ranked(("a", 10), ("b", 1), ("a", 12), ("a", 20))
    lifted = lift_neighbours(rows, 0.5)
    assert [s.id for _, s in lifted] == ["a10", "a12", "b1", "a20"]
    assert lifted[1][0].score == 1 / 3 + 0.5
    assert lifted[1][0].dense_rank == 2
    assert [s.id for _, s in lift_neighbours(rows, 0.0)] == ["a10", "b1", "a12", "a20"]


def test_few_calls_may_give_more():
    assert effective_cap(12, 60, 1) >= 60
    assert effective_cap(12, 60, 11) == 12
    assert effective_cap(12, 60, 0) >= 60
