"""The vault: nothing torn, nothing in clear, nothing told (threat model, row 24)."""

import asyncio
import logging
import sys
from pathlib import Path
from types import ModuleType

import keyring.backends.chainer
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.core import load_keyring
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordDeleteError, PasswordSetError

from agent.vault import VaultError, vault_service
from agent.vault.keyring_vault import KeyringVault, split
from tests.secret_service import needs_secret_service, secret_service, secret_service_environment

__all__ = ["secret_service_environment"]

SECRET = "the-secret-itself"


class WindowsLike(KeyringBackend):
    """In memory, with the limit of Windows: 2,560 bytes of UTF-16 an entry. Can fail at the n-th write."""

    priority = 1

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.fail_after: int | None = None
        self.error: Exception = PasswordSetError("failed with " + SECRET)
        self.reads = 0

    def _count(self) -> None:
        if self.fail_after is not None:
            if self.fail_after == 0:
                raise self.error
            self.fail_after -= 1

    def get_password(self, service: str, username: str) -> str | None:
        self.reads += 1
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._count()
        if len(password.encode("utf-16-le")) > 2560:
            raise PasswordSetError("The stub received bad data")
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._count()
        if (service, username) not in self.entries:
            raise PasswordDeleteError("not found")
        del self.entries[service, username]


class Crowded(WindowsLike):
    """Takes no connection at first, as D-Bus does on a busy computer."""

    def __init__(self, refused: int) -> None:
        super().__init__()
        self.refused = refused

    def _count(self) -> None:
        if self.refused:
            self.refused -= 1
            raise BlockingIOError
        super()._count()


def real_backend() -> KeyringBackend:
    return load_keyring("keyring.backends.SecretService.Keyring")


def fresh(backend: KeyringBackend) -> KeyringVault:
    return KeyringVault("nadajnik/test", backend)


secrets_of_any_kind = st.text(st.characters(exclude_categories=["Cs"]), max_size=5000) | st.integers(0, 6000).map(
    lambda length: "😀" * length
)


@settings(max_examples=60, deadline=None)
@given(secrets_of_any_kind)
def test_any_secret_comes_back_within_the_limit_of_windows(secret: str) -> None:
    backend = WindowsLike()

    async def there_and_back() -> str | None:
        await fresh(backend).set("allegro/token", secret)
        return await fresh(backend).get("allegro/token")

    assert asyncio.run(there_and_back()) == secret


@given(secrets_of_any_kind, st.integers(2, 50))
def test_parts_are_small_and_whole(secret: str, limit: int) -> None:
    parts = split(secret, limit)
    assert "".join(parts) == secret
    assert all(0 < len(part.encode("utf-16-le")) // 2 <= limit for part in parts)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3500), st.integers(0, 3500), st.integers(0, 12))
def test_whenever_it_dies_the_old_secret_or_the_new_one_is_found(old_length: int, new_length: int, writes: int) -> None:
    backend = WindowsLike()
    old, new = "o" * old_length, "n" * new_length

    async def die_in_between() -> str | None:
        await fresh(backend).set("a", old)
        backend.fail_after = writes
        try:
            await fresh(backend).set("a", new)
        except VaultError:
            assert await fresh(backend).get("a") in (old, new)
        backend.fail_after = None
        await fresh(backend).set("a", new + "!")
        return await fresh(backend).get("a")

    assert asyncio.run(die_in_between()) == new + "!"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.integers(0, 3000)), max_size=12))
def test_it_behaves_like_a_dictionary_and_leaves_nothing_behind(steps: list[tuple[str, int | None]]) -> None:
    backend = WindowsLike()
    expected: dict[str, str] = {}

    async def run() -> None:
        vault = fresh(backend)
        for name, length in steps:
            if length is None:
                await vault.delete(name)
                expected.pop(name, None)
            else:
                expected[name] = name * length
                await vault.set(name, expected[name])
            for other in "abc":
                assert await vault.get(other) == await fresh(backend).get(other) == expected.get(other)
        for name in "abc":
            await vault.delete(name)

    asyncio.run(run())
    assert backend.entries == {}


@needs_secret_service
async def test_a_key_store_that_comes_after_the_program_is_found(secret_service_environment: dict[str, str]) -> None:
    keyring.set_keyring(load_keyring("keyring.backends.fail.Keyring"))
    vault = KeyringVault("test")
    await vault.set("name", SECRET)
    vault.forget()
    assert await vault.get("name") == SECRET


async def test_a_key_store_too_busy_to_answer_is_asked_again() -> None:
    vault = KeyringVault("test", Crowded(refused=3))
    await vault.set("name", SECRET)
    vault.forget()
    assert await vault.get("name") == SECRET


async def test_every_entry_is_a_service_of_its_own() -> None:
    backend = WindowsLike()
    await fresh(backend).set("a", "x" * 3000)
    services = [service for service, _ in backend.entries]
    assert len(services) == len(set(services)) == 4


async def test_damage_is_no_secret() -> None:
    for damage in ("part missing", "part changed", "header changed"):
        backend = WindowsLike()
        await fresh(backend).set("a", "x" * 3000)
        key = next(one for one in backend.entries if (one[0] == "nadajnik/test/a") == (damage == "header changed"))
        if damage == "part missing":
            del backend.entries[key]
        else:
            backend.entries[key] = "y"
        assert await fresh(backend).get("a") is None, damage


async def test_values_are_remembered_until_forgotten() -> None:
    backend = WindowsLike()
    vault = fresh(backend)
    await vault.set("a", "1")
    reads = backend.reads
    assert await vault.get("a") == "1"
    assert backend.reads == reads
    await fresh(backend).set("a", "2")
    vault.forget()
    assert await vault.get("a") == "2"


@pytest.mark.parametrize("name", ["", "A", "../a", "a b", "a" * 101, "ą"])
async def test_names_are_ours(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        await fresh(WindowsLike()).set(name, "x")


async def test_a_secret_that_is_no_text_is_refused_without_telling_it() -> None:
    with pytest.raises(ValueError, match="Unicode") as caught:
        await fresh(WindowsLike()).set("a", SECRET + "\ud800")
    assert SECRET not in str(caught.value)


def test_data_folders_do_not_share_secrets(tmp_path: Path) -> None:
    assert vault_service(tmp_path / "a") != vault_service(tmp_path / "b")
    assert vault_service(tmp_path / "a") == vault_service(tmp_path / "x" / ".." / "a")


def plain_text_backend(name: str) -> KeyringBackend:
    """A stand-in for one of the back ends of `keyrings.alt`, which is not installed."""
    module = ModuleType(name)
    one = type("PlaintextKeyring", (WindowsLike,), {"__module__": module.__name__})()
    assert isinstance(one, KeyringBackend)
    return one


def chain_of(*backends: KeyringBackend) -> KeyringBackend:
    chain = type("Chain", (keyring.backends.chainer.ChainerBackend,), {"backends": list(backends)})()
    assert isinstance(chain, KeyringBackend)
    return chain


def failing(error: Exception) -> KeyringBackend:
    backend = WindowsLike()
    backend.error, backend.fail_after = error, 0
    return backend


REFUSED = {
    "fail": (load_keyring("keyring.backends.fail.Keyring"), "missing"),
    "null": (load_keyring("keyring.backends.null.Keyring"), "missing"),
    "plain text": (plain_text_backend("keyrings.alt.file"), "plain_text"),
    "plain text in a chain": (chain_of(WindowsLike(), plain_text_backend("keyrings.alt.file")), "plain_text"),
    "null in a chain": (chain_of(load_keyring("keyring.backends.null.Keyring"), WindowsLike()), "missing"),
    "locked": (failing(KeyringLocked(SECRET)), "locked"),
    "prompt dismissed": (failing(InitError(SECRET)), "locked"),
    "write refused": (failing(PasswordSetError(SECRET)), "locked"),
    "none found": (failing(NoKeyringError(SECRET)), "missing"),
    "bus gone": (failing(ConnectionResetError(SECRET)), "locked"),
}


@pytest.mark.parametrize(("backend", "reason"), REFUSED.values(), ids=REFUSED.keys())
async def test_row_24_an_unusable_key_store_is_an_error_and_nothing_is_stored(
    backend: KeyringBackend, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    vault = fresh(backend)

    with pytest.raises(VaultError) as caught:
        await vault.set("a", SECRET)

    assert (caught.value.code, caught.value.reason) == ("keyring_locked", reason)
    assert caught.value.advice
    assert caught.value.__cause__ is None
    told = "".join(map(str, caught.value.args)) + caplog.text
    assert SECRET not in told
    assert not getattr(backend, "entries", None)
    for part in getattr(backend, "backends", ()):
        assert not getattr(part, "entries", None)


async def test_row_24_a_failed_write_is_not_remembered_as_stored() -> None:
    backend = failing(KeyringLocked())
    vault = fresh(backend)
    with pytest.raises(VaultError):
        await vault.set("a", "x")
    assert isinstance(backend, WindowsLike)
    backend.fail_after = None
    assert await vault.get("a") is None


@needs_secret_service
@pytest.mark.usefixtures("secret_service_environment")
async def test_the_real_key_store() -> None:
    secret = "zażółć 😀 " * 800
    backend = real_backend()
    await fresh(backend).set("allegro/token", secret)
    assert await fresh(backend).get("allegro/token") == secret
    await fresh(backend).delete("allegro/token")
    assert await fresh(backend).get("allegro/token") is None


@needs_secret_service
async def test_the_real_key_store_from_another_process(secret_service_environment: dict[str, str]) -> None:
    """What the agent stores, the command line reads."""
    await fresh(real_backend()).set("a", SECRET)
    program = (
        "import asyncio; from agent.vault.keyring_vault import KeyringVault;"
        "print(asyncio.run(KeyringVault('nadajnik/test').get('a')), end='')"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[1]
    )
    output, _ = await process.communicate()
    assert output.decode() == SECRET


@needs_secret_service
async def test_row_24_the_real_key_store_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with secret_service(tmp_path / "locked", unlocked=False) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(VaultError) as caught:
            await fresh(real_backend()).set("a", SECRET)
    assert caught.value.reason == "locked"
