"""Rows of an answer and parcels: told apart with certainty, or not at all."""

import random

from hypothesis import given
from hypothesis import strategies as st

from agent.carriers.paczka_w_ruchu.matching import Registered, matched, registered

POINTS = (100001, 116263, 204418)


def saved(number: int, point: int, code: int = 0, **more: str) -> Registered:
    row = {"Err": f"{code:03}", "PackCode_RUCH": f"{number:013}", "DestinationCode": f"WS-{point:06}-27-26", **more}
    return registered(row)


def refused(code: int) -> Registered:
    return registered({"Err": str(code), "ErrDes": f"text {code}"})


def test_a_row_that_names_our_number_is_ours_whatever_its_column() -> None:
    one, two = saved(1, 100001, Uwagi="b"), saved(2, 100001, Uwagi="a")
    assert matched({"a": 100001, "b": 100001}, [one, two], {}) == {"a": (two,), "b": (one,)}


def test_two_parcels_to_one_point_are_told_by_their_labels_and_not_by_position() -> None:
    one, two = saved(1, 100001), saved(2, 100001)
    points = {"a": 100001, "b": 100001}
    assert matched(points, [one, two], {}) == {}
    assert matched(points, [one, two], {f"{2:013}": "a"}) == {"a": (two,), "b": (one,)}


def test_a_point_only_one_goes_to_tells() -> None:
    one, two = saved(1, 116263), saved(2, 100001)
    assert matched({"a": 100001, "b": 116263}, [one, two], {}) == {"a": (two,), "b": (one,)}


def test_a_moved_parcel_is_not_told_by_the_point_it_was_moved_to() -> None:
    moved, lost = saved(1, 116263, code=6), refused(999)
    assert matched({"a": 204418, "b": 116263}, [moved, lost], {}) == {}


def test_when_all_are_refused_all_are_refused_even_if_nobody_says_which_why() -> None:
    one, two = refused(206), refused(318)
    assert matched({"a": 1, "b": 2}, [one, two], {}) == {"a": (one, two), "b": (one, two)}


def test_what_is_left_over_on_both_sides_belongs_together() -> None:
    row = refused(206)
    points = {"a": 100001, "b": 116263}
    assert matched(points, [saved(1, 116263), row], {})["a"] == (row,)


def test_a_missing_row_leaves_its_parcel_open() -> None:
    assert matched({"a": 100001, "b": 204418}, [saved(1, 100001)], {}).keys() == {"a"}
    assert matched({"a": 100001, "b": 100001}, [refused(206)], {}) == {}


@given(st.data())
def test_no_parcel_ever_gets_a_row_that_is_not_its_own(data: st.DataObject) -> None:
    """The service's truth is made up, shuffled, and thinned out; what `matched` says must agree with it."""
    size = data.draw(st.integers(1, 6))
    asked = {f"p{index}": data.draw(st.sampled_from(POINTS)) for index in range(size)}
    truth: dict[str, Registered] = {}
    printed: dict[str, str] = {}
    for index, (own, point) in enumerate(asked.items()):
        fate = data.draw(st.sampled_from(["saved", "moved", "refused", "unsaid"]))
        if fate == "refused":
            truth[own] = refused(data.draw(st.sampled_from([206, 310])))
        elif fate != "unsaid":
            to = data.draw(st.sampled_from(POINTS)) if fate == "moved" else point
            truth[own] = saved(index, to, code=6 if fate == "moved" else 0)
            if data.draw(st.booleans()):
                printed[f"{index:013}"] = own
    rows = list(truth.values())
    random.Random(data.draw(st.integers(0, 99))).shuffle(rows)
    for own, told in matched(asked, rows, printed).items():
        assert truth[own] in told
        if len(told) > 1:
            assert all(row.refused for row in told)
