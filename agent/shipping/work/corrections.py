"""Which correction of the receiver holds for a plan and for a parcel, and what is remembered for the next order.

A plan's correction is remembered by the receiver as Allegro gives him, so that it holds for the same receiver again, and by the
plan's digest, because two orders of one receiver may have been corrected differently: a parcel is sent with the correction of
the plan that was looked at. Should it be missing (another station took the parcel over), the plan's digest differs and nothing
is sent.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from agent.shipping.ledger.rows import Attempt
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices, Plan, Unshippable
from agent.shipping.model.receiver import Correction, input_key
from agent.shipping.ports import Corrections

PLAN: Final = "plan:"
"""How the keys of plans begin: a plan is soon sent or forgotten, a receiver may come back."""


class CorrectionsInMemory:
    """Implements `ports.Corrections` for as long as the process lives."""

    def __init__(self) -> None:
        self._kept: dict[str, Correction] = {}

    async def read(self, key: str) -> Correction | None:
        """What was kept under the key."""
        return self._kept.get(key)

    async def keep(self, entries: Mapping[str, Correction | None]) -> None:
        """Keeps or forgets."""
        for key, correction in entries.items():
            if correction is None:
                self._kept.pop(key, None)
            else:
                self._kept[key] = correction


def of_plan(digest: str) -> str:
    """The key of what a plan was made with."""
    return f"{PLAN}{digest}"


def of_input(order: Order) -> str:
    """The key of what holds for everything that goes to exactly this receiver."""
    return f"input:{input_key(order.recipient)}"


async def choices_for_plan(corrections: Corrections, order: Order, asked: Choices) -> Choices:
    """What a person asks for now; without it, what was asked for before. An empty correction asks for none."""
    if asked.correction is None:
        before = await corrections.read(of_input(order))
        return asked if before is None else replace(asked, correction=before, corrected="before")
    new = None if asked.correction.empty else asked.correction
    return replace(asked, correction=new, corrected="no" if new is None else "now")


async def remember(corrections: Corrections, order: Order, asked: Choices, planned: Plan | Unshippable) -> None:
    """Keeps what a person asks for now, or forgets it for an empty correction. Raises OSError: then the plan cannot be sent."""
    if asked.correction is None:
        return
    new = None if asked.correction.empty else asked.correction
    digest = planned.digest if isinstance(planned, Plan) else None
    await corrections.keep({of_input(order): new, **({of_plan(digest): new} if digest else {})})


async def choices_for_parcel(corrections: Corrections, order: Order, attempt: Attempt) -> Choices:
    """What the plan that was looked at was made with."""
    correction = await corrections.read(of_plan(attempt.digest)) or await corrections.read(of_input(order))
    chosen = attempt.choices
    return chosen if correction is None or correction.empty else replace(chosen, correction=correction, corrected="before")
