"""`agent.*` and `page.*`: is it alive, what is connected, what does the page look like."""

import asyncio
import logging
from datetime import UTC, datetime

from agent import __version__
from agent.server.dispatch import Client
from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.rows import Job, timestamp
from agent.shipping.ledger.stations import SeenStation
from agent.shipping.model.failure import ShippingError
from agent.shipping.work.desk import LEDGER_LOST
from shared_schema.agent import (
    AgentPause,
    AgentPauseResult,
    AgentPing,
    AgentPingResult,
    AgentStatus,
    AgentStatusResult,
    AgentStop,
    AgentStopResult,
    AgentUnlock,
    AgentUnlockResult,
    SellerInfo,
    StationInfo,
    StationPrinter,
)
from shared_schema.page import PageReport, PageReportResult

from .context import Context
from .errors import failure_info

log = logging.getLogger(__name__)

STOP_AFTER_S = 0.2
"""So that the one who asked gets the answer."""


async def ping(_: Client, __: AgentPing) -> AgentPingResult:
    """Answers with the agent's clock."""
    return AgentPingResult(time=datetime.now(UTC).isoformat())


async def status(context: Context, _: Client, __: AgentStatus) -> AgentStatusResult:
    """What is connected; a missing or refused connection is a problem in the answer, not a failure of it."""
    told = [*context.engine.problems(), *([context.when_ready.problem] if context.when_ready.problem else [])]
    printer = context.printing.printer
    sellers: list[SellerInfo] = []
    try:
        known = await context.desk.marketplace.sellers()
        sellers = [SellerInfo(id=each.id, login=each.login) for each in known.connected]
        told += known.failures.values()
    except ShippingError as error:
        told.append(error.failure)
    jobs: list[Job] = []
    stations: list[StationInfo] = []
    try:
        jobs = await context.desk.ledger.jobs()
        own = context.desk.ledger.own.id
        told += await context.daily.problems()
        stations = [station_info(each, own) for each in await context.desk.ledger.stations.seen()]
    except LedgerUnavailable:
        if LEDGER_LOST not in told:  # the engine may not have noticed yet
            told.insert(0, LEDGER_LOST)
    return AgentStatusResult(
        agent_version=__version__,
        newer_version=context.newer_version(),
        station=context.station,
        sellers=sellers,
        accounts=context.account_list(),
        stations=stations,
        running_jobs=sum(job.working > 0 for job in jobs),
        problems=[failure_info(each) for each in told],
        findings=context.findings(),
        paused=not context.desk.not_paused.is_set(),
        locked=context.presence.locked,
        printer=StationPrinter(name=printer, when_ready=context.when_ready.is_wanted()) if printer else None,
    )


async def pause(context: Context, client: Client, request: AgentPause) -> AgentPauseResult:
    """Parcels being sent come to their answer; those that were not sent yet wait."""
    if request.params.paused:
        context.desk.not_paused.clear()
    else:
        context.desk.not_paused.set()
    log.info("%s by %s", "paused" if request.params.paused else "resumed", client.pairing_id)
    return AgentPauseResult(paused=request.params.paused)


async def unlock(context: Context, client: Client, _: AgentUnlock) -> AgentUnlockResult:
    """Browsers may spend money again, for as long as the seller's setting lets them."""
    was_locked = context.presence.locked
    context.presence.unlock()
    log.info("unlocked by %s", client.pairing_id)
    return AgentUnlockResult(was_locked=was_locked)


async def stop(context: Context, client: Client, _: AgentStop) -> AgentStopResult:
    """Whoever runs the agent ends it after the answer is on its way."""
    log.info("told to stop by %s", client.pairing_id)
    asyncio.get_running_loop().call_later(STOP_AFTER_S, context.stop.set)
    return AgentStopResult()


async def page_report(_: Client, request: PageReport) -> PageReportResult:
    """Leaves a line in the log, so that a change of Allegro's page is seen in the field."""
    params = request.params
    log.log(
        logging.INFO if params.recognised else logging.WARNING,
        "order page %s, selectors %s, witnesses found: %s",
        "recognised" if params.recognised else "not recognised",
        params.selectors_version,
        "/".join(map(str, params.witnesses)),
    )
    return PageReportResult()


def station_info(station: SeenStation, own_id: str) -> StationInfo:
    """A station as people see it."""
    return StationInfo(name=station.name, seen_at=timestamp(station.seen_at), alive=station.alive, this=station.id == own_id)
