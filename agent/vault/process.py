"""The key store from a process of its own, which is there only while it is needed: for the program that waits all day.

What it brings along on Linux weighs 12 MB. And a key store that hangs in a question can be given up with its process; a thread
would be blocked for ever.
"""

import asyncio
import json
import logging
from collections.abc import Coroutine, Sequence
from typing import TypeVar

from . import Reason, VaultError, check_storable
from .child import Child, ChildFailed

ANSWER_S = 120.0
"""The key store may ask the person for a password meanwhile."""
IDLE_S = 15.0
"""The process ends when nothing was asked for so long."""
ATTEMPTS = 2
"""A request may be asked again: reading and deleting change nothing the second time, and a secret is written as a whole."""

REASONS: dict[object, Reason] = {"missing": "missing", "locked": "locked", "plain_text": "plain_text"}

T = TypeVar("T")
_log = logging.getLogger(__name__)


class KeyStoreProcess:
    """`Vault` by way of the command `nadajnik key-store`, one request at a time; values stay in memory once read.

    `command` is how that is called, for this home. A request that was begun comes to its end even when its caller is cancelled.
    To be closed.
    """

    def __init__(self, command: Sequence[str], *, answer_s: float = ANSWER_S, idle_s: float = IDLE_S) -> None:
        self._command = command
        self._answer_s = answer_s
        self._idle_s = idle_s
        self._known: dict[str, str] = {}
        self._lock = asyncio.Lock()
        self._child: Child | None = None
        self._rest: asyncio.TimerHandle | None = None
        self._under_way: set[asyncio.Task[object]] = set()
        self._ending: set[asyncio.Task[object]] = set()
        self._closed = False

    async def begin(self) -> None:
        """Starts the process ahead of the first request, and does not wait for it."""
        async with self._lock:
            self._awake()
            try:
                self._child = self._child or await Child.start(self._command)
            except OSError as error:  # the first request starts it again, and tells
                _log.warning("the key store's process did not start: %s", type(error).__name__)
            self._rest_later()

    async def close(self) -> None:
        """Ends the process after what is under way, as far as that takes no longer than `child.END_S`."""
        self._closed = True
        self._awake()
        if self._child is not None:
            await self._child.end()
        await asyncio.gather(*self._under_way, return_exceptions=True)  # each has its answer, or meets the end by itself
        self._end()
        await asyncio.gather(*self._ending)

    async def get(self, name: str) -> str | None:
        """The secret, or None when there is none or a part of it is damaged."""
        return self._known[name] if name in self._known else await self._whole(self._get(name))

    async def set(self, name: str, value: str) -> None:
        """Stores the secret. `ValueError` (without the value) for a name or a text that cannot be stored."""
        check_storable(name, value)
        await self._whole(self._set(name, value))

    async def delete(self, name: str) -> None:
        """Forgets the secret; no error when there is none."""
        await self._whole(self._delete(name))

    async def backend(self) -> str:
        """The class of the library's back end."""
        return await self._whole(self._name())

    def forget(self) -> None:
        """Drops the values remembered in memory; the key store is untouched."""
        self._known = {}

    async def _get(self, name: str) -> str | None:
        async with self._lock:
            known = self._known  # not those after a `forget` meanwhile
            if name not in known:
                value = await self._ask(do="get", name=name)
                if value is None:
                    return None
                known[name] = value
            return known[name]

    async def _set(self, name: str, value: str) -> None:
        async with self._lock:
            known = self._known
            known.pop(name, None)
            await self._ask(do="set", name=name, value=value)
            known[name] = value

    async def _delete(self, name: str) -> None:
        async with self._lock:
            self._known.pop(name, None)
            await self._ask(do="delete", name=name)

    async def _name(self) -> str:
        async with self._lock:
            return await self._ask(do="backend") or ""

    async def _whole(self, work: Coroutine[object, object, T]) -> T:
        """Runs it to its end even when the caller is cancelled, so that no half-written secret and no answer is left over."""
        return await asyncio.shield(_kept(self._under_way, work))

    async def _ask(self, **request: str) -> str | None:
        """One request; holds the lock. Raises VaultError."""
        self._awake()
        line = json.dumps(request).encode() + b"\n"
        try:
            async with asyncio.timeout(self._answer_s):
                for _ in range(ATTEMPTS):
                    try:
                        return _value(await self._answer(line))
                    except (ChildFailed, OSError) as error:
                        self._let_go()
                        _log.warning("the key store's process failed: %s", type(error).__name__)
        except TimeoutError:
            _log.warning("the key store does not answer")
        finally:
            self._rest_later()
        raise VaultError("locked")

    async def _answer(self, line: bytes) -> bytes:
        if not self._closed:
            self._child = self._child or await Child.start(self._command)
        if self._closed or self._child is None:
            raise VaultError("locked")
        try:
            return await self._child.ask(line)
        except BaseException:  # it may still owe an answer, which the next request must not get
            self._let_go()
            raise

    def _let_go(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._end()

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            _kept(self._ending, child.end())

    def _rest_later(self) -> None:
        if not self._closed:
            self._rest = asyncio.get_running_loop().call_later(self._idle_s, self._end)

    def _awake(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None


def _kept(tasks: set[asyncio.Task[object]], work: Coroutine[object, object, T]) -> asyncio.Task[T]:
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return task


def _value(answer: bytes) -> str | None:
    """What was answered: VaultError as the key store's process met it, ChildFailed for what makes no sense."""
    try:
        told = json.loads(answer)
    except ValueError:
        raise ChildFailed from None
    match told:
        case {"value": None | str() as value}:
            return value
        case {"error": str(reason), "kind": str(kind)} if reason in REASONS:
            if kind:
                _log.warning("key store failed: %s", kind)
            raise VaultError(REASONS[reason], kind)
    raise ChildFailed
