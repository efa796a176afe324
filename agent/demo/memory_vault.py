"""A vault that lives in memory: for the demo and the tests. Nothing in the configuration leads here."""


class MemoryVault:
    """`agent.vault.Vault` over a dictionary."""

    def __init__(self, secrets: dict[str, str] | None = None) -> None:
        self.secrets = dict(secrets or {})

    async def get(self, name: str) -> str | None:
        """The secret, or None."""
        return self.secrets.get(name)

    async def set(self, name: str, value: str) -> None:
        """Remembers the secret."""
        self.secrets[name] = value

    async def delete(self, name: str) -> None:
        """Forgets the secret."""
        self.secrets.pop(name, None)

    async def backend(self) -> str:
        """Nothing of the system's."""
        return "memory"

    def forget(self) -> None:
        """There is nothing behind the memory."""
