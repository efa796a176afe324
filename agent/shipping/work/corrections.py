"""Which correction of the receiver holds for a plan and for a parcel, and what is remembered for the next order.

A plan's correction is remembered by the receiver as Allegro gives him, so that it holds for the same receiver again. A parcel's
is kept by its order until it is sent, because two orders of one receiver may have been corrected differently; should it be
missing (another station took the parcel over), the plan's digest differs and nothing is sent.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace

from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices
from agent.shipping.model.receiver import Correction, input_key
from agent.shipping.ports import Corrections

log = logging.getLogger(__name__)


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


def of_order(order_id: str) -> str:
    """The key of what holds for the parcel of one order."""
    return f"order:{order_id}"


def of_input(order: Order) -> str:
    """The key of what holds for everything that goes to exactly this receiver."""
    return f"input:{input_key(order.recipient)}"


async def choices_for_plan(corrections: Corrections, order: Order, asked: Choices) -> Choices:
    """What a person asks for now is remembered; without it, what he asked for before. An empty correction forgets."""
    if asked.correction is None:
        before = await corrections.read(of_input(order))
        return asked if before is None else replace(asked, correction=before, corrected="before")
    new = None if asked.correction.empty else asked.correction
    try:
        await corrections.keep({of_input(order): new})
    except OSError:
        # The plan is right all the same, and creation brings the correction along.
        log.exception("order %s: the correction cannot be remembered", order.id)
    return replace(asked, correction=new, corrected="no" if new is None else "now")


async def choices_for_parcel(corrections: Corrections, order: Order, chosen: Choices) -> Choices:
    """What the plan that was looked at was made with."""
    correction = await corrections.read(of_order(order.id)) or await corrections.read(of_input(order))
    return chosen if correction is None or correction.empty else replace(chosen, correction=correction, corrected="before")
