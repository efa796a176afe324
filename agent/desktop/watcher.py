"""The tray's ear and hand: a thread that asks the agent how it is, and carries out what is chosen in the menu."""

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from agent.cli.session import Session
from agent.cli.talk import agent_of, ask
from agent.client import AgentClient, ClientError
from agent.newest_version import TOLD_FILE, KeptVersion
from agent.vault import VaultError
from shared_schema.agent import AgentPauseParams, AgentPauseResult, AgentStatusResult, AgentStopResult, AgentUnlockResult
from shared_schema.jobs import JobsListResult
from shared_schema.request import NoParams

from .notices import Notices
from .state import TrayState, away, tray_state

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
GONE_AFTER = 3
"""Looks in vain after which the agent counts as ended."""
ENDS_WITHIN_S = (GONE_AFTER + 1) * LOOK_EVERY_S
"""After the agent's end, the icon's."""


class Watcher:
    """Calls `changed` from its own thread with every new state, and `gone` when there is no agent any more.

    `notify` is given what is worth a word; whatever it raises is no matter.
    """

    def __init__(
        self,
        session: Session,
        changed: Callable[[TrayState], None],
        gone: Callable[[], None],
        notify: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._session = session
        self._changed = changed
        self._gone = gone
        self._notify = notify
        told = KeptVersion(session.home / TOLD_FILE)
        self._notices = Notices(session.words, told.version, told.keep)
        self._loop = asyncio.new_event_loop()
        self._ended = threading.Event()
        self._last: TrayState | None = None
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    def start(self) -> None:
        """Begins to look."""
        self._thread.start()

    def close(self) -> None:
        """Ends the thread; waits a moment for a call under way."""
        self._ended.set()
        self._thread.join(LOOK_EVERY_S + 1.0)

    def pause(self, paused: bool) -> None:
        """Lets no parcel be created, or lets them be created again."""
        asyncio.run_coroutine_threadsafe(self._pause(paused), self._loop)

    def unlock(self) -> None:
        """Lets browsers spend money again: who uses the menu is at this computer."""
        asyncio.run_coroutine_threadsafe(self._unlock(), self._loop)

    def stop_agent(self) -> None:
        """Ends the agent; `gone` follows."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._look_always())
        except Exception:
            log.exception("the tray cannot look any more")
            self._gone()

    async def _look_always(self) -> None:
        in_vain = 0
        while not self._ended.is_set():
            try:
                async with agent_of(self._session) as agent:
                    in_vain = 0
                    while not self._ended.is_set():
                        await self._look(agent)
                        await asyncio.sleep(LOOK_EVERY_S)
            except (ClientError, VaultError, OSError) as error:
                log.info("the agent does not answer: %s", type(error).__name__)
                self._tell(away(self._session.words))
                in_vain += 1
                if in_vain >= GONE_AFTER:
                    self._gone()
                    return
            await asyncio.sleep(LOOK_EVERY_S)

    async def _look(self, agent: AgentClient) -> None:
        status = await ask(agent, "agent.status", NoParams(), AgentStatusResult)
        jobs = await ask(agent, "jobs.list", NoParams(), JobsListResult)
        self._tell(tray_state(self._session.words, status, jobs.jobs))
        try:
            text = self._notices.due(status, jobs.jobs, datetime.now(UTC))
            if text is not None and self._session.config_file.read().interface.notifications:
                self._notify(text)
        except Exception:
            log.exception("a notification was not shown")

    def _tell(self, state: TrayState) -> None:
        if state != self._last:
            self._last = state
            self._changed(state)

    async def _pause(self, paused: bool) -> None:
        async with agent_of(self._session) as agent:
            await ask(agent, "agent.pause", AgentPauseParams(paused=paused), AgentPauseResult)
            await self._look(agent)

    async def _unlock(self) -> None:
        async with agent_of(self._session) as agent:
            await ask(agent, "agent.unlock", NoParams(), AgentUnlockResult)
            await self._look(agent)

    async def _stop(self) -> None:
        async with agent_of(self._session) as agent:
            await ask(agent, "agent.stop", NoParams(), AgentStopResult)
