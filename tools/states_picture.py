"""Draws the table of moves: `python -m tools.states_picture` writes docs/images/states.svg, and a test holds it to the table."""

from html import escape
from pathlib import Path

from agent.shipping.ledger.states import MOVES, Cause, Event, Move, State

PICTURE = Path(__file__).parents[1] / "docs/images/states.svg"

WIDTH, HEIGHT = 1120, 600
BOX_WIDTH, BOX_HEIGHT = 160, 62

NOTHING_SENT, MAY_EXIST, EXISTS, ENDED = (
    ("#dbe7f6", "#2f5f9e"),
    ("#fde6b8", "#a86a00"),
    ("#d3ecd5", "#25783b"),
    ("#e6e6e6", "#666666"),
)
"""Fill and border of a state, by what is certain about the parcel."""

KINDS = {
    "nothing was sent": NOTHING_SENT,
    "a parcel may exist": MAY_EXIST,
    "the parcel exists": EXISTS,
    "ended without a parcel": ENDED,
}

STATES: dict[State, tuple[int, int, tuple[str, str], str]] = {
    State.WAITING: (170, 120, NOTHING_SENT, "for a service to answer"),
    State.QUEUED: (170, 290, NOTHING_SENT, "for its turn"),
    State.CANCELLED: (170, 460, ENDED, "by a person"),
    State.SENDING: (450, 290, MAY_EXIST, "the intent is on disk"),
    State.REFUSED: (450, 460, ENDED, "nothing was created"),
    State.UNKNOWN: (730, 120, MAY_EXIST, "looked up, never re-sent"),
    State.CONFIRMING: (730, 290, EXISTS, "no number yet"),
    State.CREATED: (1000, 290, EXISTS, "with its number"),
    State.WITHDRAWN: (1000, 460, ENDED, "taken back by the carrier"),
}
"""Middle of each box, its colours, and the words under the name."""

LINES = {
    Cause.PERSON: ("#7a2f9e", "", "a person"),
    Cause.WORK: ("#2f5f9e", "", "the agent"),
    Cause.CARRIER: ("#25783b", "", "the carrier's answer"),
    Cause.SILENCE: ("#b03a2e", "7 5", "no answer"),
}
"""Colour and dashes of a move, by who may bring it about."""

ROUTES: dict[tuple[State, Event], tuple[str, int, int]] = {
    (State.QUEUED, Event.INTEND): ("M250,290 L368,290", 309, 280),
    (State.QUEUED, Event.REFUSE): ("M235,321 C270,400 320,460 368,460", 300, 400),
    (State.QUEUED, Event.WAIT): ("M150,259 L150,153", 128, 210),
    (State.QUEUED, Event.CANCEL): ("M170,321 L170,427", 200, 380),
    (State.WAITING, Event.RESUME): ("M190,151 L190,257", 224, 210),
    (State.WAITING, Event.WAIT): ("M140,89 C110,30 230,30 202,87", 170, 38),
    (State.WAITING, Event.CANCEL): ("M90,130 C20,170 20,420 88,450", 38, 205),
    (State.SENDING, Event.ACCEPT): ("M530,290 L648,290", 589, 280),
    (State.SENDING, Event.NUMBER): ("M530,310 C620,410 960,430 995,323", 760, 400),
    (State.SENDING, Event.REFUSE): ("M450,321 L450,427", 481, 380),
    (State.SENDING, Event.WAIT): ("M430,259 C410,160 330,120 252,120", 368, 150),
    (State.SENDING, Event.LOSE): ("M470,259 C490,160 570,120 648,120", 532, 150),
    (State.UNKNOWN, Event.ACCEPT): ("M730,151 L730,257", 762, 210),
    (State.UNKNOWN, Event.NUMBER): ("M810,120 C900,120 980,170 998,257", 935, 165),
    (State.UNKNOWN, Event.AFFIRM): ("M810,105 C930,90 1010,150 1012,257", 965, 116),
    (State.UNKNOWN, Event.DENY): ("M690,151 C640,250 580,380 500,427", 622, 385),
    (State.CONFIRMING, Event.NUMBER): ("M810,290 L918,290", 864, 280),
    (State.CREATED, Event.WITHDRAW): ("M1020,321 L1020,427", 1066, 380),
}
"""How the line of each move runs, and where its event stands. A new move has to be given one."""


def draw() -> str:
    """The picture as SVG. Raises KeyError when a state or a move has no place in it."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="DejaVu Sans, Verdana, sans-serif">'
        f"<title>The states of an attempt and the moves between them</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    )
    lines = [head, *map(_arrow_head, Cause), *map(_line, MOVES), *map(_box, State), *_legend(), "</svg>"]
    return "\n".join(lines) + "\n"


def _arrow_head(cause: Cause) -> str:
    colour, _, _ = LINES[cause]
    return (
        f'<marker id="{cause}" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0,0 L10,5 L0,10 z" fill="{colour}"/></marker>'
    )


def _line(move: Move) -> str:
    path, x, y = ROUTES[move.before, move.event]
    colour, dashes, _ = LINES[move.cause]
    return (
        f'<g><title>{move.before} {move.event} {move.after} ({move.cause})</title><path d="{path}" fill="none" stroke="{colour}" '
        f'stroke-width="2" stroke-dasharray="{dashes or "none"}" marker-end="url(#{move.cause})"/>'
        f'<text x="{x}" y="{y}" text-anchor="middle" font-size="15" fill="{colour}" stroke="#ffffff" stroke-width="4" '
        f'paint-order="stroke">{move.event}</text></g>'
    )


def _box(state: State) -> str:
    x, y, (fill, border), words = STATES[state]
    return (
        f'<g><rect x="{x - BOX_WIDTH // 2}" y="{y - BOX_HEIGHT // 2}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="9" '
        f'fill="{fill}" stroke="{border}" stroke-width="2"/>'
        f'<text x="{x}" y="{y - 3}" text-anchor="middle" font-size="18" font-weight="bold" fill="#222222">{state}</text>'
        f'<text x="{x}" y="{y + 18}" text-anchor="middle" font-size="12" fill="#444444">{escape(words)}</text></g>'
    )


def _legend() -> list[str]:
    parts = []
    for number, (words, (fill, border)) in enumerate(KINDS.items()):
        x = 60 + number * 255
        parts.append(f'<rect x="{x}" y="530" width="26" height="16" rx="3" fill="{fill}" stroke="{border}" stroke-width="2"/>')
        parts.append(f'<text x="{x + 36}" y="543" font-size="14" fill="#222222">{words}</text>')
    for number, (colour, dashes, words) in enumerate(LINES.values()):
        x = 60 + number * 255
        parts.append(
            f'<path d="M{x},572 L{x + 28},572" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes or "none"}"/>'
            f'<text x="{x + 36}" y="577" font-size="14" fill="#222222">{escape(words)}</text>'
        )
    return parts


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
