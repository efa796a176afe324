"""The key store by the `keyring` library, in this process.

A secret is cut into parts because Windows takes at most 2,560 bytes (1,280 UTF-16 units) an entry. The parts are written
first, the header that names them last, and the old parts go only after that: whenever the program dies, a reader finds the
old secret or the new one, never a mixture.
"""

import asyncio
import hashlib
import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

import keyring
from keyring.backend import KeyringBackend
from keyring.core import init_backend
from keyring.errors import KeyringError, NoKeyringError, PasswordDeleteError
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_random

from . import VaultError, check_storable

BUSY_S = 10
"""For so long a key store that takes no further connection in this moment is asked again."""

LIMIT_UNITS = 1000
"""UTF-16 units in one part, with room below the 1,280 of Windows."""

REFUSED_MODULES: dict[str, Literal["missing", "plain_text"]] = {
    "keyring.backends.fail": "missing",
    "keyring.backends.null": "missing",
    "keyrings.alt": "plain_text",
}
"""Back ends that keep nothing, or keep it readable for everyone who reads the disk."""

T = TypeVar("T")
_log = logging.getLogger(__name__)


def split(secret: str, limit: int = LIMIT_UNITS) -> list[str]:
    """Parts of at most `limit` UTF-16 units, never cutting a character in two; an empty secret has no parts."""
    parts: list[str] = []
    part: list[str] = []
    used = 0
    for character in secret:
        units = 2 if ord(character) > 0xFFFF else 1
        if used + units > limit:
            parts.append("".join(part))
            part, used = [], 0
        part.append(character)
        used += units
    return [*parts, "".join(part)] if part else parts


def refusal(backend: KeyringBackend) -> Literal["missing", "plain_text"] | None:
    """Why this back end must not be used, looking also into a chain of several."""
    for one in [backend, *getattr(backend, "backends", ())]:
        module = type(one).__module__
        for refused, reason in REFUSED_MODULES.items():
            if module == refused or module.startswith(refused + "."):
                return reason
    return None


@dataclass(frozen=True, slots=True)
class _Header:
    """Names the parts of a secret: their generation, how many, and the hash of the whole."""

    generation: str
    parts: int
    digest: str

    def text(self) -> str:
        return json.dumps({"v": 1, "gen": self.generation, "n": self.parts, "sha": self.digest})

    @staticmethod
    def read(text: str | None) -> "_Header | None":
        try:
            fields = json.loads(text or "null")
            return _Header(str(fields["gen"]), int(fields["n"]), str(fields["sha"])) if fields["v"] == 1 else None
        except (ValueError, TypeError, KeyError):
            return None


class KeyringVault:
    """`Vault` over the `keyring` library, called in a thread because it blocks; values stay in memory once read.

    `service` comes from `vault_service`. Without `backend` the system's own is looked up at each use, so that a key store
    unlocked after the start is found. Another process may write too: `forget` drops what is remembered.
    """

    def __init__(self, service: str, backend: KeyringBackend | None = None) -> None:
        self._service = service
        self._backend = backend
        self._known: dict[str, str] = {}
        self._lock = asyncio.Lock()

    async def get(self, name: str) -> str | None:
        """The secret, or None when there is none or a part of it is damaged."""
        async with self._lock:
            if name not in self._known:
                value = await self._use(lambda backend: self._get(backend, name))
                if value is None:
                    return None
                self._known[name] = value
            return self._known[name]

    async def set(self, name: str, value: str) -> None:
        """Stores the secret. `ValueError` (without the value) for a name or a text that cannot be stored."""
        check_storable(name, value)
        async with self._lock:
            self._known.pop(name, None)
            await self._use(lambda backend: self._set(backend, name, value))
            self._known[name] = value

    async def delete(self, name: str) -> None:
        """Forgets the secret; no error when there is none."""
        async with self._lock:
            self._known.pop(name, None)
            await self._use(lambda backend: self._delete(backend, name))

    async def backend(self) -> str:
        """The class of the library's back end."""
        return await asyncio.to_thread(self._name)

    def forget(self) -> None:
        """Drops the values remembered in memory; the key store is untouched."""
        self._known.clear()

    async def _use(self, work: Callable[[KeyringBackend], T]) -> T:
        return await asyncio.to_thread(self._work, work)

    def _work(self, work: Callable[[KeyringBackend], T]) -> T:
        try:
            backend = self._backend or _found()
            reason = refusal(backend)
            if reason is not None:
                raise VaultError(reason)
            return _patiently(work, backend)
        except VaultError:
            raise
        except NoKeyringError:
            raise VaultError("missing") from None
        except Exception as error:  # back ends let errors of D-Bus and of the system through; none may carry a secret on
            expected = isinstance(error, KeyringError)
            _log.warning("key store failed: %s%s", type(error).__name__, "" if expected else " (unexpected)")
            raise VaultError("locked", type(error).__name__) from None

    def _name(self) -> str:
        try:
            found = type(self._backend or _found())
        except Exception as error:  # back ends are looked up by D-Bus too, and let its errors through
            raise VaultError("locked", type(error).__name__) from None
        return f"{found.__module__}.{found.__qualname__}"

    def _entry(self, name: str, generation: str = "", number: int = 0) -> str:
        """Each part is a service of its own: the Windows back end mishandles several users under one service."""
        return f"{self._service}/{name}" + (f"/{generation}.{number}" if generation else "")

    def _header(self, backend: KeyringBackend, name: str) -> _Header | None:
        return _Header.read(backend.get_password(self._entry(name), name))

    def _get(self, backend: KeyringBackend, name: str) -> str | None:
        header = self._header(backend, name)
        if header is None:
            return None
        parts = [backend.get_password(self._entry(name, header.generation, i), name) for i in range(header.parts)]
        value = "".join(part for part in parts if part is not None)
        return value if hashlib.sha256(value.encode()).hexdigest() == header.digest else None

    def _set(self, backend: KeyringBackend, name: str, value: str) -> None:
        old = self._header(backend, name)
        parts = split(value)
        new = _Header(secrets.token_hex(6), len(parts), hashlib.sha256(value.encode()).hexdigest())
        for number, part in enumerate(parts):
            backend.set_password(self._entry(name, new.generation, number), name, part)
        backend.set_password(self._entry(name), name, new.text())
        self._drop_parts(backend, name, old)

    def _delete(self, backend: KeyringBackend, name: str) -> None:
        old = self._header(backend, name)
        _drop(backend, self._entry(name), name)
        self._drop_parts(backend, name, old)

    def _drop_parts(self, backend: KeyringBackend, name: str, header: _Header | None) -> None:
        for number in range(header.parts if header else 0):
            _drop(backend, self._entry(name, header.generation if header else "", number), name)


def _found() -> KeyringBackend:
    """The system's key store. One that was missing is looked for again: a program that starts with the computer may be first."""
    if refusal(keyring.get_keyring()) == "missing":
        init_backend()
    return keyring.get_keyring()


@retry(retry=retry_if_exception_type(BlockingIOError), stop=stop_after_delay(BUSY_S), wait=wait_random(0.05, 0.3), reraise=True)
def _patiently(work: Callable[[KeyringBackend], T], backend: KeyringBackend) -> T:
    return work(backend)


def _drop(backend: KeyringBackend, service: str, name: str) -> None:
    try:
        backend.delete_password(service, name)
    except PasswordDeleteError:  # it is not there any more
        return
