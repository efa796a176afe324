"""The command line's client of the running agent: the same WebSocket and the same rules as for a browser."""

import asyncio
import contextlib
import hmac
import itertools
import json
import secrets
from collections.abc import AsyncIterator
from typing import Literal, TypeVar

import aiohttp
from pydantic import TypeAdapter, ValidationError

from agent import __version__
from agent.server.address import COMMAND_LINE_ORIGIN, socket_url
from agent.server.errors import error_info
from agent.server.pairings import Pairing, command_line_pairing
from agent.vault import Vault
from shared_schema import MAX_MESSAGE_BYTES, MIN_PROTOCOL, PROTOCOL
from shared_schema.base import WireModel
from shared_schema.codes import ErrorCode
from shared_schema.errors import ErrorInfo
from shared_schema.handshake import Authenticate, Challenge, Ready
from shared_schema.methods import METHODS
from shared_schema.outgoing import AnyEvent, Error
from shared_schema.proof import AGENT_ROLE, EXTENSION_ROLE, proof

HANDSHAKE_TIMEOUT_S = 10.0
QUEUED_EVENTS = 10_000

R = TypeVar("R", bound=WireModel)
_Events: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)


class ClientError(Exception):
    """Base of what can go wrong when asking the agent."""


class AgentNotRunning(ClientError):
    """Nobody listens on the port."""


class NotPaired(ClientError):
    """The vault has no key of the command line, or the agent does not accept it (another data folder?)."""


class WrongProof(ClientError):
    """Whoever listens on the port does not know the key: it is not the agent."""


class ConnectionLost(ClientError):
    """The connection ended, or no answer came in time; whether the request was carried out is not known."""


class VersionMismatch(ClientError):
    """`side` has to be updated."""

    def __init__(self, side: Literal["agent", "client"]) -> None:
        super().__init__(f"the {side} is too old")
        self.side = side


class CallFailed(ClientError):
    """The agent answered with an error."""

    def __init__(self, error: ErrorInfo) -> None:
        super().__init__(f"{error.code}: {error.message}")
        self.error = error


class AgentClient:
    """An authenticated connection; made by `connect`."""

    def __init__(self, websocket: aiohttp.ClientWebSocketResponse, agent_version: str, ready: Ready) -> None:
        self._websocket = websocket
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[object]] = {}
        self._events: asyncio.Queue[AnyEvent | None] = asyncio.Queue(QUEUED_EVENTS)
        self._reader = asyncio.create_task(self._read())
        self.agent_version = agent_version
        self.methods = ready.methods

    async def call(self, method: str, params: WireModel, result: type[R], *, timeout_s: float = 30.0) -> R:
        """One request. `result` is the method's result model in METHODS, named again for the type checker.

        Raises `CallFailed` with the agent's error, `ConnectionLost` when no answer came.
        """
        if METHODS[method].result is not result:
            raise TypeError(f"{method} does not answer with {result.__name__}")
        request_id = str(next(self._numbers))
        fields = {"type": "request", "id": request_id, "method": method, "params": params}
        text = METHODS[method].request.model_validate(fields).model_dump_json()
        if len(text.encode()) > MAX_MESSAGE_BYTES:
            raise CallFailed(error_info(ErrorCode.TOO_LARGE, f"{method} does not fit into one message"))
        self._waiting[request_id] = waiting = asyncio.get_running_loop().create_future()
        try:
            if self._reader.done():
                raise ConnectionLost("the connection has ended")
            async with asyncio.timeout(timeout_s):
                await self._websocket.send_str(text)
                answer = await waiting
        except (TimeoutError, ConnectionError) as error:
            raise ConnectionLost("no answer") from error
        finally:
            del self._waiting[request_id]
        return result.model_validate_json(json.dumps(answer))

    async def events(self) -> AsyncIterator[AnyEvent]:
        """Events as they come, from the beginning of the connection until its end."""
        while (event := await self._events.get()) is not None:
            yield event

    async def close(self) -> None:
        """Ends the connection; calls still waiting raise `ConnectionLost`."""
        await self._websocket.close()
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def _read(self) -> None:
        try:
            async for frame in self._websocket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._take(json.loads(frame.data))
        finally:
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(ConnectionLost("the connection has ended"))
            with contextlib.suppress(asyncio.QueueFull):
                self._events.put_nowait(None)

    def _take(self, message: dict[str, object]) -> None:
        if message.get("type") == "event":
            with contextlib.suppress(asyncio.QueueFull):  # events are an optimisation; the snapshot is the truth
                self._events.put_nowait(_Events.validate_json(json.dumps(message)))
            return
        waiting = self._waiting.get(str(message.get("id")))
        if waiting is None or waiting.done():
            return
        if message.get("type") == "error":
            waiting.set_exception(CallFailed(Error.model_validate_json(json.dumps(message)).error))
        else:
            waiting.set_result(message.get("result"))


@contextlib.asynccontextmanager
async def connect(port: int, vault: Vault) -> AsyncIterator[AgentClient]:
    """Connects and checks the agent's proof; nothing but our own proof is sent before that.

    Raises the errors of this module, and `VaultError` when the key cannot be read.
    """
    pairing = await command_line_pairing(vault)
    if pairing is None:
        raise NotPaired("the agent has never been started with this data folder")
    async with aiohttp.ClientSession() as http:
        try:
            websocket = await http.ws_connect(socket_url(port), origin=COMMAND_LINE_ORIGIN, max_msg_size=2 * MAX_MESSAGE_BYTES)
        except aiohttp.WSServerHandshakeError as error:
            raise ConnectionLost(f"refused with {error.status}; perhaps too many connections") from error
        except aiohttp.ClientError as error:
            raise AgentNotRunning(f"nobody listens on port {port}") from error
        try:
            agent_version, ready = await _shake_hands(websocket, pairing)
            client = AgentClient(websocket, agent_version, ready)
        except BaseException:
            await websocket.close()
            raise
        try:
            yield client
        finally:
            await client.close()


async def _shake_hands(websocket: aiohttp.ClientWebSocketResponse, pairing: Pairing) -> tuple[str, Ready]:
    try:
        challenge = Challenge.model_validate_json(await websocket.receive_str(timeout=HANDSHAKE_TIMEOUT_S))
        if challenge.protocol < MIN_PROTOCOL:
            raise VersionMismatch("agent")
        if challenge.min_protocol > PROTOCOL:
            raise VersionMismatch("client")
        opening = _opening(challenge.nonce, pairing)
        await websocket.send_str(opening.model_dump_json())
        answer = await websocket.receive_str(timeout=HANDSHAKE_TIMEOUT_S)
        if json.loads(answer).get("type") == "error":
            raise _refusal(Error.model_validate_json(answer).error)
        ready = Ready.model_validate_json(answer)
    except (ValidationError, ValueError, TypeError, AttributeError, TimeoutError, ConnectionError) as error:
        raise WrongProof("whoever listens on the port does not speak our protocol") from error
    key = bytes.fromhex(pairing.key)
    expected = proof(key, AGENT_ROLE, PROTOCOL, COMMAND_LINE_ORIGIN, challenge.nonce, opening.nonce)
    if not hmac.compare_digest(expected.encode(), ready.proof.encode()):
        raise WrongProof("whoever listens on the port does not know the key")
    return challenge.agent_version, ready


def _opening(agent_nonce: str, pairing: Pairing) -> Authenticate:
    nonce = secrets.token_hex(32)
    key = bytes.fromhex(pairing.key)
    return Authenticate(
        type="authenticate",
        protocol=PROTOCOL,
        min_protocol=MIN_PROTOCOL,
        extension_version=__version__,
        pairing_id=pairing.pairing_id,
        nonce=nonce,
        proof=proof(key, EXTENSION_ROLE, PROTOCOL, COMMAND_LINE_ORIGIN, agent_nonce, nonce),
    )


def _refusal(error: ErrorInfo) -> ClientError:
    if error.code is ErrorCode.PROTOCOL_TOO_OLD:
        return VersionMismatch("client")
    if error.code is ErrorCode.PROTOCOL_TOO_NEW:
        return VersionMismatch("agent")
    return (
        NotPaired("the agent does not accept the command line's key") if error.code is ErrorCode.NOT_PAIRED else CallFailed(error)
    )
