"""What the handlers work with."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.server.one_time_files import OneTimeFiles
from agent.shipping.model.order import ListedMethod
from agent.shipping.rules.model import RuleStore
from agent.shipping.work.daily_handover import DailyHandover
from agent.shipping.work.desk import Desk
from agent.shipping.work.engine import Engine
from agent.shipping.work.handover import Handovers
from agent.shipping.work.pickups import Pickups
from agent.shipping.work.planner import Planner
from agent.shipping.work.print_labels import LabelPrinting
from agent.shipping.work.print_when_ready import PrintWhenReady
from agent.shipping.work.reconciler import Reconciler
from shared_schema.agent import AccountInfo

from .presence import Presence


@dataclass(frozen=True, slots=True)
class Context:
    """The running parts, put together in `app`."""

    desk: Desk
    engine: Engine
    planner: Planner
    reconciler: Reconciler
    files: OneTimeFiles
    handovers: Handovers
    daily: DailyHandover
    pickups: Pickups
    presence: Presence
    printing: LabelPrinting
    when_ready: PrintWhenReady
    station: str
    account_list: Callable[[], list[AccountInfo]]
    """All configured accounts, enabled or not, without a call to anyone."""
    rules: RuleStore
    methods: Callable[[], Awaitable[tuple[datetime, Sequence[ListedMethod]]]]
    """Allegro's delivery methods, and when they were read; raises ShippingError."""
    findings: Callable[[], int]
    """How many findings of the last kept comparison wait for a look."""
    newer_version: Callable[[], str | None]
    """A newer version of the program to tell of."""
    stop: asyncio.Event
    """Set when the agent is to end."""
