"""What `--json` prints: one JSON object on the standard output, the same fields as in the protocol.

Fields are only ever added. On a failure that ends the whole command nothing is printed here: the exit code and the words on
the standard error tell why.
"""

from typing import Literal

import click

from shared_schema.base import WireModel
from shared_schema.outgoing import FailedAccount, MissingLabel
from shared_schema.values import ErrorInfo, HandOverStatus, JobItem, OpenSet, OrderStatus, PairingInfo, PlanRow, SetError


class PlanOutput(WireModel):
    """`nadajnik plan`: one row per order, in the order asked for."""

    plan: list[PlanRow]


class NotSent(WireModel):
    """An order left out before anything was sent.

    `blocked` cannot be shipped as it is, `attention` needs `--accept`, `already_shipped` needs `--again` with every number
    of `earlier`.
    """

    order_id: str
    reason: Literal["blocked", "attention", "already_shipped"]
    error: ErrorInfo | None
    earlier: list[str]


class ShipOutput(WireModel):
    """`nadajnik ship`: what became of each order; `job_id` is null when nothing was sent."""

    job_id: str | None
    items: list[JobItem]
    not_sent: list[NotSent]


class LabelsOutput(WireModel):
    """`nadajnik labels`: the written file, null when there was no label at all."""

    file: str | None
    pages: int
    labels: int
    missing: list[MissingLabel]


class HandedOver(WireModel):
    """What became of one set: `error` when it was not handed over, `book` is the written posting book."""

    account_id: str
    set_id: str
    handed_id: str | None
    status: HandOverStatus | None
    errors: list[SetError]
    book: str | None
    error: ErrorInfo | None


class HandoverOutput(WireModel):
    """`nadajnik handover`: the sets that waited, the accounts that could not tell, and what was handed over."""

    waiting: list[OpenSet]
    failed: list[FailedAccount]
    handed_over: list[HandedOver]


class StatusOutput(WireModel):
    """`nadajnik status`: in the order asked for."""

    orders: list[OrderStatus]


class PairingsOutput(WireModel):
    """`nadajnik pairings list`."""

    pairings: list[PairingInfo]


class AccountRow(WireModel):
    """A configured carrier account; `credentials` tells whether all its secrets are stored."""

    id: str
    carrier: str
    name: str
    enabled: bool
    credentials: bool


class AccountsOutput(WireModel):
    """`nadajnik account list`."""

    accounts: list[AccountRow]


def emit(output: WireModel) -> None:
    """Prints the object."""
    click.echo(output.model_dump_json(indent=2))
