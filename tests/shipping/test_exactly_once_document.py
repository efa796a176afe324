"""docs/exactly-once.md and its picture say what the code says."""

from pathlib import Path

import pytest

from agent.shipping.ledger.states import LIVE, MOVES, UNSENT, Cause, Event, State
from agent.shipping.ledger.stations import DEAD_AFTER
from agent.shipping.work.engine import ANSWER_GRACE_S
from agent.shipping.work.gate import OUTAGE_PAUSES_S
from agent.shipping.work.lease import ACT_FOR_S, BEAT_S
from agent.shipping.work.points import Point
from tools import states_picture

DOCUMENT = (Path(__file__).parents[2] / "docs/exactly-once.md").read_text(encoding="utf-8")


def table(first_column: str) -> list[list[str]]:
    """The rows of the table whose first column has this heading, code marks taken off."""
    lines = iter(DOCUMENT.splitlines())
    next(line for line in lines if line.startswith(f"| {first_column} |"))
    next(lines)
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().strip("`") for cell in line.strip("|").split("|")])
    return rows


@pytest.mark.parametrize(("column", "names"), [("state", State), ("event", Event), ("cause", Cause), ("point", Point)])
def test_every_name_stands_in_its_table_in_order(column: str, names: type[State | Event | Cause | Point]) -> None:
    rows = table(column)
    assert [row[0] for row in rows] == [str(name) for name in names]
    assert all(cell for row in rows for cell in row)


def test_the_moves_are_those_of_the_code() -> None:
    assert [tuple(row[:4]) for row in table("before")] == [
        (str(move.before), str(move.event), str(move.after), str(move.cause)) for move in MOVES
    ]


def test_what_is_certain_of_the_parcel_is_the_same_in_document_picture_and_code() -> None:
    kinds = {colours: words for words, colours in states_picture.KINDS.items()}
    told = {State(row[0]): row[1] for row in table("state")}
    assert told == {state: kinds[colours] for state, (_, _, colours, _) in states_picture.STATES.items()}
    assert {state for state, words in told.items() if words == "nothing was sent"} == set(UNSENT)
    assert {state for state, words in told.items() if words != "ended without a parcel"} == set(LIVE)


def test_the_picture_is_drawn_from_the_moves() -> None:
    picture = states_picture.PICTURE.read_text(encoding="utf-8")
    assert picture == states_picture.draw(), "run python -m tools.states_picture"
    assert all(f">{state}</text>" in picture for state in State)
    for move in MOVES:
        assert f"<title>{move.before} {move.event} {move.after} ({move.cause})</title>" in picture
    assert set(states_picture.ROUTES) == {(move.before, move.event) for move in MOVES}


def test_the_seconds_are_those_of_the_code() -> None:
    text = " ".join(DOCUMENT.split())
    assert f"a sign of life every {BEAT_S:g} seconds" in text
    assert f"silent for {DEAD_AFTER.total_seconds():g} seconds" in text
    assert f"within {ACT_FOR_S:g} seconds of its own last sign" in text
    assert f"falls silent {DEAD_AFTER.total_seconds() - ACT_FOR_S:g} seconds before" in text
    assert f"answer within {ANSWER_GRACE_S:g} seconds" in text
    assert f"after {', '.join(f'{each:g}' for each in OUTAGE_PAUSES_S)} seconds" in text
