"""The states of an attempt and the events that move it: the one table of what may happen to a parcel.

`docs/exactly-once.md` shows it to people; a test holds the two together.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an attempt to create one parcel stands."""

    QUEUED = "queued"
    """Waits for its turn; nothing was sent."""
    WAITING = "waiting"
    """Waits for a service that does not answer; nothing was sent, and `next_try_at` says when it is tried again."""
    SENDING = "sending"
    """The intent is on disk; the carrier may or may not have it."""
    CONFIRMING = "confirming"
    """The carrier has the shipment and will give a number, or says why it does not."""
    CREATED = "created"
    """The parcel exists and has its tracking number."""
    REFUSED = "refused"
    """Nothing was created, certainly."""
    UNKNOWN = "unknown"
    """The answer was lost; looked up at the carrier, never sent again."""
    CANCELLED = "cancelled"
    """Stopped by the user before anything was sent."""
    WITHDRAWN = "withdrawn"
    """The carrier took the parcel back before it was handed over, because a person asked for it."""


UNSENT = (State.QUEUED, State.WAITING)
"""States in which certainly nothing was sent yet, and something may be."""

UNDER_WAY = (*UNSENT, State.SENDING, State.CONFIRMING, State.UNKNOWN)
"""States an attempt leaves by itself, unless an error beside it says that it will not."""

LIVE = (*UNDER_WAY, State.CREATED)
"""States in which the attempt holds the order's place: a second live attempt for it is refused by the database."""

NAMED = (*LIVE, State.WITHDRAWN)
"""States in which the attempt is named to a person who ships the order again: its number may still be known to the buyer."""


class Event(StrEnum):
    """What happens to an attempt."""

    WAIT = "wait"
    """A service did not answer, and certainly nothing was sent."""
    RESUME = "resume"
    """The pause is over: back into the queue."""
    INTEND = "intend"
    """About to call the carrier; committed before the call."""
    ACCEPT = "accept"
    """The carrier has the shipment, without a number yet."""
    NUMBER = "number"
    """The carrier gave the tracking number."""
    REFUSE = "refuse"
    """Nothing was created, and nothing will be by itself."""
    LOSE = "lose"
    """The answer did not arrive, or the agent died while waiting for it."""
    CANCEL = "cancel"
    """The user stopped it."""
    AFFIRM = "affirm"
    """A person found the parcel at the carrier and gives its number."""
    DENY = "deny"
    """A person looked at the carrier and says that there is no parcel."""
    WITHDRAW = "withdraw"
    """The carrier took the parcel back; that a person asked for it is on disk before the call."""


ANSWERS = (Event.ACCEPT, Event.NUMBER)
"""The carrier has the parcel: written whatever happened meanwhile."""


DECISIONS = (Event.AFFIRM, Event.DENY)
"""What a person says of a lost answer: only once the looks for it are over, which the error beside the attempt tells."""


class Cause(StrEnum):
    """Who may bring an event about."""

    PERSON = "person"
    WORK = "work"
    """The agent's own checks and pauses, before anything is sent."""
    CARRIER = "carrier"
    """An answer of the carrier, to the call or to a look-up."""
    SILENCE = "silence"
    """The lack of an answer: a cut connection, a crash, a station that died."""


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table."""

    before: State
    event: Event
    after: State
    cause: Cause


MOVES = (
    Move(State.QUEUED, Event.INTEND, State.SENDING, Cause.WORK),
    Move(State.QUEUED, Event.REFUSE, State.REFUSED, Cause.WORK),
    Move(State.QUEUED, Event.WAIT, State.WAITING, Cause.SILENCE),
    Move(State.QUEUED, Event.CANCEL, State.CANCELLED, Cause.PERSON),
    Move(State.WAITING, Event.RESUME, State.QUEUED, Cause.WORK),
    Move(State.WAITING, Event.WAIT, State.WAITING, Cause.SILENCE),
    Move(State.WAITING, Event.CANCEL, State.CANCELLED, Cause.PERSON),
    Move(State.SENDING, Event.ACCEPT, State.CONFIRMING, Cause.CARRIER),
    Move(State.SENDING, Event.NUMBER, State.CREATED, Cause.CARRIER),
    Move(State.SENDING, Event.REFUSE, State.REFUSED, Cause.CARRIER),
    Move(State.SENDING, Event.WAIT, State.WAITING, Cause.SILENCE),
    Move(State.SENDING, Event.LOSE, State.UNKNOWN, Cause.SILENCE),
    Move(State.UNKNOWN, Event.ACCEPT, State.CONFIRMING, Cause.CARRIER),
    Move(State.UNKNOWN, Event.NUMBER, State.CREATED, Cause.CARRIER),
    Move(State.UNKNOWN, Event.AFFIRM, State.CREATED, Cause.PERSON),
    Move(State.UNKNOWN, Event.DENY, State.REFUSED, Cause.PERSON),
    Move(State.CONFIRMING, Event.NUMBER, State.CREATED, Cause.CARRIER),
    Move(State.CREATED, Event.WITHDRAW, State.WITHDRAWN, Cause.CARRIER),
)
"""Every move there is. `unknown` has no way back to `queued`: what may exist is never sent again.

`sending` leaves towards `waiting` only when certainly nothing was sent: the connection was refused, or the carrier asked to wait.
"""


def sources(event: Event) -> tuple[State, ...]:
    """The states in which the event may happen."""
    return tuple(move.before for move in MOVES if move.event is event)


def target(event: Event) -> State:
    """The state the event leads to, the same from every source."""
    return next(move.after for move in MOVES if move.event is event)
