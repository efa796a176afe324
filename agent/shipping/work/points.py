"""Named points at which the agent may die: between any two of them something is on disk, at the carrier or at Allegro.

Nothing happens here in the product. The crash tests put a killer in place of `on_reach` and visit every point.
"""

from collections.abc import Callable
from enum import StrEnum


class Point(StrEnum):
    """In the order an attempt meets them."""

    JOB_STORED = "job_stored"
    ORDER_READ = "order_read"
    CHECKED = "checked"
    INTENT_WRITTEN = "intent_written"
    ANSWER_ARRIVED = "answer_arrived"
    OUTCOME_WRITTEN = "outcome_written"
    WAIT_WRITTEN = "wait_written"
    LOSS_WRITTEN = "loss_written"
    LOOK_ARRIVED = "look_arrived"
    LOOK_WRITTEN = "look_written"
    CONFIRMATION_ARRIVED = "confirmation_arrived"
    CONFIRMATION_WRITTEN = "confirmation_written"
    NUMBERS_READ = "numbers_read"
    NUMBER_ADDED = "number_added"
    NUMBER_WRITTEN = "number_written"
    LABEL_ARRIVED = "label_arrived"
    LABEL_KEPT = "label_kept"
    LABEL_WRITTEN = "label_written"
    WITHDRAWAL_ASKED = "withdrawal_asked"
    WITHDRAWAL_ARRIVED = "withdrawal_arrived"


def _go_on(_: Point) -> None:
    return None


on_reach: Callable[[Point], None] = _go_on


def reach(point: Point) -> None:
    """Called at each point."""
    on_reach(point)
