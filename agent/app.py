"""The only place where the parts are put together."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from agent import __version__
from agent.api import jobs, plans
from agent.api.context import Context
from agent.api.pairing import pairing_handlers
from agent.api.presence import Presence
from agent.api.reconcile import finding, reconcile_summary
from agent.api.table import shipping_handlers
from agent.cache_folder import account_cache
from agent.cli.words import Words, usual_language
from agent.config.file import ConfigFile
from agent.config.model import Config
from agent.config.rules_file import RulesFile
from agent.connections import Connections
from agent.correction_file import CorrectionFile
from agent.daily_backup import keep_copies
from agent.label_store import FolderLabelStore
from agent.ledger_access import backup_folder, check_ledger, ledger_file, open_ledger
from agent.method_list import KeptMethods
from agent.newest_version import NewestVersion
from agent.printing.station import StationPrinter
from agent.report_folder import ReportFolder
from agent.server.address import http_url
from agent.server.one_time_files import OneTimeFiles
from agent.server.pairing_desk import PairingDesk
from agent.server.pairings import PairingStore
from agent.server.server import Server
from agent.settings.api import settings_handlers
from agent.settings.asked import Question
from agent.settings.household import Household
from agent.settings.server import SettingsServer
from agent.shipping.ledger.changes import Change
from agent.shipping.ledger.store import Ledger
from agent.shipping.ports import HandOver, HandOverProtocol
from agent.shipping.work.daily_handover import DailyHandover
from agent.shipping.work.desk import Desk
from agent.shipping.work.engine import Engine
from agent.shipping.work.handover import Handovers
from agent.shipping.work.lease import Lease
from agent.shipping.work.pickups import Pickups
from agent.shipping.work.planner import Planner
from agent.shipping.work.print_labels import LabelPrinting
from agent.shipping.work.print_when_ready import PrintWhenReady
from agent.shipping.work.reconciler import Reconciler, Run
from agent.shipping.work.stopped_accounts import StoppedAccounts
from agent.vault import Vault

log = logging.getLogger(__name__)


@asynccontextmanager
async def running(
    home: Path, vault: Vault, port: int | None = None, patience: float = 1.0, stop: asyncio.Event | None = None
) -> AsyncIterator[Server]:
    """The agent of one home folder, serving until the block is left.

    `port` overrides the configured one; `patience` below 1 shortens pauses, for stand-ins only. `stop`
    is set when a client wants the agent to end, which is for the caller to do. Raises `ConfigError`,
    `PortInUse`, `VaultError`, `LedgerUnusable` (nothing is shipped by a damaged ledger), and `LedgerUnavailable` for a ledger in
    a file; one on a server is waited for. Whatever was under
    way in the ledger is taken up again.
    """
    connections = Connections(ConfigFile(home), vault, partial(account_cache, home))
    config = connections.config
    desk_of_pairing = PairingDesk(PairingStore(vault))
    newest = NewestVersion(home, __version__)
    desk_of_pairing.pairings.on_visited(newest.visited)
    files = OneTimeFiles()
    rules = RulesFile(home)
    async with _ledger(config, home, vault) as ledger:

        def changed(change: Change) -> None:
            server.broadcast(jobs.event(change, ledger.stations.last_seen))
            when_ready.changed(change)

        desk = Desk(
            ledger=ledger,
            marketplace=connections,
            accounts=connections,
            labels=FolderLabelStore(home / "labels"),
            lease=Lease(ledger.stations),
            stopped=StoppedAccounts(ledger.stops),
            changed=changed,
            patience=patience,
            corrections=CorrectionFile(home / "corrections.json"),
            rules=rules.current,
        )
        engine = Engine(desk)
        printing = LabelPrinting(desk, engine, StationPrinter(lambda: connections.printing().printer))
        when_ready = PrintWhenReady(desk, printing, lambda: connections.printing().print_when_ready)
        planner = Planner(desk, lambda book: server.broadcast(plans.event(book)))
        reports = ReportFolder(home / "reports")
        reconciler = Reconciler(desk, engine, partial(_keep_report, home, reports))
        handovers = Handovers(desk, FolderLabelStore(home / "handover"))
        daily = DailyHandover(desk, engine, handovers, connections.handover_times)
        context = Context(
            desk=desk,
            engine=engine,
            planner=planner,
            files=files,
            handovers=handovers,
            daily=daily,
            pickups=Pickups(desk),
            presence=Presence(connections.ask_after_idle_minutes),
            printing=printing,
            when_ready=when_ready,
            station=config.station.name,
            account_list=lambda: connections.account_list(desk.stopped.reasons, engine.next_tries()),
            reconciler=reconciler,
            rules=rules,
            methods=KeptMethods(home, connections.delivery_methods).get,
            findings=reports.to_look_at,
            newer_version=lambda: newest.newer() if connections.tells_of_updates() else None,
            stop=stop or asyncio.Event(),
        )
        shipping = shipping_handlers(context)
        household = Household(
            home=home,
            vault=vault,
            desk=desk_of_pairing,
            account_list=context.account_list,
            sellers=connections.sellers,
            let_ship=lambda account_id: ledger.stops.resume(account_id, None),
            handlers=shipping,
            locked=lambda: context.presence.locked,
            files=files,
            file_address=lambda path: http_url(server.port, path),
            hands_over=partial(_hands_over, engine),
            newer_version=context.newer_version,
        )
        settings = SettingsServer(partial(_questions, household))
        handlers = {
            **pairing_handlers(desk_of_pairing),
            **shipping,
            **settings_handlers(settings),
        }
        server = Server(
            handlers,
            desk=desk_of_pairing,
            files=files,
            agent_version=__version__,
            port=config.server.port if port is None else port,
        )
        await server.start()
        starting = asyncio.create_task(engine.start())
        reconciler.start_daily()
        handing_over = asyncio.create_task(daily.run())
        copying = None if ledger.database.shared else keep_copies(ledger_file(home), backup_folder(home))
        beside = [starting, handing_over, *([asyncio.create_task(copying)] if copying else [])]
        try:
            yield server
        finally:
            await server.stop()
            await settings.stop()
            for each in beside:
                each.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await when_ready.close()
            await printing.close()
            await planner.close()
            await reconciler.close()
            await engine.close()
            await connections.close()


@asynccontextmanager
async def _ledger(config: Config, home: Path, vault: Vault) -> AsyncIterator[Ledger]:
    await check_ledger(config, home)
    ledger = await open_ledger(config, home, vault)
    try:
        yield ledger
    finally:
        await ledger.close()


async def _hands_over(engine: Engine) -> list[str]:
    lanes = await engine.lanes()
    return [lane.account.id for lane in lanes if isinstance(lane.account, HandOver | HandOverProtocol)]


def _questions(household: Household) -> Mapping[str, Question]:
    """Imported when somebody opens the settings: most of the day nobody does."""
    from agent.settings.questions import all_questions

    return all_questions(household)


async def _keep_report(home: Path, reports: ReportFolder, run: Run) -> None:
    """A report that cannot be kept is told in the log alone: the comparison itself is done."""
    from agent.cli.reconcile_report import report_text  # draws tables, which is nothing to wait with

    try:
        findings = [finding(each) for each in run.findings]
        text = report_text(Words(usual_language(home)), reconcile_summary(run), findings)
        await asyncio.to_thread(reports.keep, run.finished_at or run.started_at, run.to_look_at, text)
    except Exception:  # the comparison itself is done, whatever becomes of its report
        log.exception("the report of the comparison could not be kept")


async def serve(home: Path, vault: Vault, port: int | None, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    """Runs the agent until `stop` is set; calls `ready` once it serves. Raises like `running`."""
    async with running(home, vault, port, stop=stop) as server:
        log.info("ready on port %s", server.port)
        ready()
        await stop.wait()
