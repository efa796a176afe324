"""The demo's vault in memory, which can also be locked."""

from agent.demo import memory_vault
from agent.vault import VaultError


class MemoryVault(memory_vault.MemoryVault):
    """`locked` makes every use fail."""

    def __init__(self) -> None:
        super().__init__()
        self.locked = False

    async def get(self, name: str) -> str | None:
        self._check()
        return await super().get(name)

    async def set(self, name: str, value: str) -> None:
        self._check()
        await super().set(name, value)

    async def delete(self, name: str) -> None:
        self._check()
        await super().delete(name)

    def _check(self) -> None:
        if self.locked:
            raise VaultError("locked")
