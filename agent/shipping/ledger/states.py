"""The states of an attempt and the events that move it: the one table of what may happen to a parcel."""

from enum import StrEnum


class State(StrEnum):
    """Where an attempt to create one parcel stands."""

    QUEUED = "queued"
    """Waits; nothing was sent."""
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


LIVE = (State.QUEUED, State.SENDING, State.CONFIRMING, State.CREATED, State.UNKNOWN)
"""States in which the attempt holds the order's place: a second live attempt for it is refused by the database."""

UNDER_WAY = (State.QUEUED, State.SENDING, State.CONFIRMING, State.UNKNOWN)
"""States an attempt leaves by itself, unless an error beside it says that it will not."""


class Event(StrEnum):
    """What happens to an attempt."""

    INTEND = "intend"
    """About to call the carrier; committed before the call."""
    REQUEUE = "requeue"
    """The call certainly did not reach the carrier."""
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


TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.QUEUED, Event.INTEND): State.SENDING,
    (State.QUEUED, Event.REFUSE): State.REFUSED,
    (State.QUEUED, Event.CANCEL): State.CANCELLED,
    (State.SENDING, Event.REQUEUE): State.QUEUED,
    (State.SENDING, Event.ACCEPT): State.CONFIRMING,
    (State.SENDING, Event.NUMBER): State.CREATED,
    (State.SENDING, Event.REFUSE): State.REFUSED,
    (State.SENDING, Event.LOSE): State.UNKNOWN,
    (State.UNKNOWN, Event.ACCEPT): State.CONFIRMING,
    (State.UNKNOWN, Event.NUMBER): State.CREATED,
    (State.CONFIRMING, Event.NUMBER): State.CREATED,
}
"""Every move there is. `unknown` has no way back to `queued`: what may exist is never sent again."""


def sources(event: Event) -> tuple[State, ...]:
    """The states in which the event may happen."""
    return tuple(state for state, each in TRANSITIONS if each is event)


def target(event: Event) -> State:
    """The state the event leads to, the same from every source."""
    return next(after for (_, each), after in TRANSITIONS.items() if each is event)
