"""One client's connection, from the challenge to the last answer."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import WSCloseCode

from shared_schema.codes import ErrorCode
from shared_schema.errors import ErrorInfo
from shared_schema.handshake import Authenticate, Pair, Paired
from shared_schema.incoming import AnyRequest
from shared_schema.outgoing import Error

from . import handshake
from .dispatch import Client, Dispatcher
from .errors import ApiError, error_info
from .limits import REMEMBERED_IDS, REQUESTS_PER_10_S, RUNNING_REQUESTS, WINDOW_S, Clock, SlidingWindow
from .pairing_desk import PairingDesk
from .pairings import Pairing, Visit
from .reading import Unreadable, read_opening, read_request
from .socket import Socket

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a connection needs of its server. `tasks` holds running handlers, which outlive the connection."""

    desk: PairingDesk
    dispatcher: Dispatcher
    tasks: set[asyncio.Task[None]]
    clock: Clock
    agent_version: str
    handshake_timeout_s: float


class Connection:
    """Runs the phases in their order; nothing of a later phase exists in an earlier one."""

    def __init__(self, socket: Socket, origin: str, around: Surroundings) -> None:
        self._socket = socket
        self._origin = origin
        self._around = around
        self.pairing_id: str | None = None
        """Set once the client has proven its key; from then on it is ready and hears events."""

    async def run(self) -> None:
        """Until the connection ends."""
        client = await self._shake_hands()
        if client is not None:
            await _Session(self._socket, client, self._around).run()

    def send_text(self, text: str) -> None:
        """Queues an event, if the client keeps up."""
        self._socket.offer_text(text)

    async def close(self, code: WSCloseCode) -> None:
        """Ends the connection from the agent's side; requests that arrive meanwhile are not taken."""
        self.pairing_id = None
        await self._socket.close(code)

    async def _shake_hands(self) -> Client | None:
        challenge = handshake.challenge(self._around.agent_version)
        self._socket.send(challenge)
        try:
            async with asyncio.timeout(self._around.handshake_timeout_s):
                text = await self._socket.receive()
        except TimeoutError:
            await self._socket.close(WSCloseCode.POLICY_VIOLATION)
            return None
        if text is None:
            return None
        try:
            opening = read_opening(text)
            problem = handshake.version_problem(opening)
            if problem is not None:
                raise ApiError(problem)
            if isinstance(opening, Pair):
                await self._pair(opening)
                return None
            return self._authenticate(opening, challenge.nonce)
        except (Unreadable, ApiError) as error:
            await self._refuse(error.info)
            return None

    async def _pair(self, message: Pair) -> None:
        """Waits for the user's answer, watching the socket: whoever leaves or speaks meanwhile has withdrawn."""
        asking = asyncio.create_task(self._around.desk.ask(message.browser, self._origin, message.code))
        listening = asyncio.create_task(self._socket.receive())
        try:
            await asyncio.wait({asking, listening}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                raise ApiError(error_info(ErrorCode.INVALID_MESSAGE, "nothing may be sent while the user decides"))
            pairing = asking.result()
        finally:
            asking.cancel()
            listening.cancel()
            await asyncio.gather(asking, listening, return_exceptions=True)
        self._socket.send(Paired(type="paired", pairing_id=pairing.pairing_id, key=pairing.key))
        await self._socket.close(WSCloseCode.OK)

    def _authenticate(self, message: Authenticate, nonce: str) -> Client:
        pairing = self._around.desk.pairings.get(message.pairing_id)
        if not handshake.is_authentic(message, self._origin, nonce, pairing) or pairing is None:
            raise ApiError(error_info(ErrorCode.NOT_PAIRED, "this client is not paired"))
        return self._become_ready(message, nonce, pairing)

    def _become_ready(self, message: Authenticate, nonce: str, pairing: Pairing) -> Client:
        methods = self._around.dispatcher.methods(pairing.kind)
        self._socket.send(handshake.ready(message, nonce, pairing, methods))
        self.pairing_id = pairing.pairing_id
        now = datetime.now(UTC).isoformat(timespec="seconds")
        visit = Visit(now, message.extension_version, message.page_access)
        self._around.desk.pairings.visited(pairing, visit)
        return Client(pairing.pairing_id, pairing.kind, pairing.origin)

    async def _refuse(self, info: ErrorInfo) -> None:
        self._socket.send(Error(type="error", id=None, error=info))
        await self._socket.close(WSCloseCode.POLICY_VIOLATION)


class _Session:
    """The command phase: requests run side by side, each answered exactly once."""

    def __init__(self, socket: Socket, client: Client, around: Surroundings) -> None:
        self._socket = socket
        self._client = client
        self._around = around
        self._rate = SlidingWindow(REQUESTS_PER_10_S, WINDOW_S, around.clock)
        self._ids: set[str] = set()
        self._running = 0

    async def run(self) -> None:
        while (text := await self._socket.receive()) is not None:
            self._take(text)
            if len(self._ids) >= REMEMBERED_IDS:
                await self._socket.close(WSCloseCode.TRY_AGAIN_LATER)
                return

    def _take(self, text: str) -> None:
        """Schema, identifier, rate, handler. Frames that fail count for the rate too."""
        wait_s = self._rate.take()
        try:
            request = read_request(text)
        except Unreadable as error:
            if error.request_id is not None:
                self._ids.add(error.request_id)
            self._fail(error.request_id, _too_many(wait_s) if wait_s else error.info)
            return
        if request.id in self._ids:
            self._fail(request.id, error_info(ErrorCode.DUPLICATE_ID, "the id was used before; nothing was done"))
            return
        self._ids.add(request.id)
        if wait_s or self._running >= RUNNING_REQUESTS:
            self._fail(request.id, _too_many(wait_s or 1.0))
            return
        self._start(request)

    def _start(self, request: AnyRequest) -> None:
        self._running += 1
        task = asyncio.create_task(self._answer(request))
        self._around.tasks.add(task)
        task.add_done_callback(self._around.tasks.discard)

    async def _answer(self, request: AnyRequest) -> None:
        try:
            answer = await self._around.dispatcher.answer(self._client, request)
        finally:
            self._running -= 1
        if not self._socket.closed:
            self._socket.send(answer)

    def _fail(self, request_id: str | None, info: ErrorInfo) -> None:
        self._socket.send(Error(type="error", id=request_id, error=info))


def _too_many(wait_s: float) -> ErrorInfo:
    return error_info(ErrorCode.RATE_LIMITED, "too many requests", retry_after_s=wait_s)
