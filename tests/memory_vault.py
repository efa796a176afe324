"""A vault in memory, for tests of whatever needs secrets but not the key store."""

from agent.vault import VaultError


class MemoryVault:
    """`Vault` over a dictionary; `locked` makes every use fail."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.locked = False

    async def get(self, name: str) -> str | None:
        self._check()
        return self.secrets.get(name)

    async def set(self, name: str, value: str) -> None:
        self._check()
        self.secrets[name] = value

    async def delete(self, name: str) -> None:
        self._check()
        self.secrets.pop(name, None)

    def _check(self) -> None:
        if self.locked:
            raise VaultError("locked")
