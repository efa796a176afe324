"""A vault in a file of the home folder, for agents that are processes of their own where there is no key store."""

import json
from pathlib import Path


class FileVault:
    """`agent.vault.Vault`; the file is replaced as a whole, so that a killed process leaves the old one or the new one."""

    def __init__(self, home: Path) -> None:
        self._file = home / "vault.json"

    async def get(self, name: str) -> str | None:
        return self._read().get(name)

    async def set(self, name: str, value: str) -> None:
        self._write({**self._read(), name: value})

    async def delete(self, name: str) -> None:
        self._write({key: value for key, value in self._read().items() if key != name})

    async def backend(self) -> str:
        return "file"

    def forget(self) -> None:
        """Nothing is remembered."""

    def _read(self) -> dict[str, str]:
        try:
            secrets: dict[str, str] = json.loads(self._file.read_text())
        except FileNotFoundError:
            return {}
        return secrets

    def _write(self, secrets: dict[str, str]) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps(secrets))
        new.replace(self._file)
