"""The real agent in a process of its own, with secrets from standard input instead of a key store. For the benchmark only."""

import asyncio
import json
import signal
import sys
from pathlib import Path

from agent.app import running
from agent.demo.memory_vault import MemoryVault


async def main(home: Path) -> None:
    """Serves until terminated; prints the port once it is ready, and the vault's key of the command line."""
    vault = MemoryVault(json.loads(sys.stdin.readline()))
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with running(home, vault, port=0) as server:
        print(json.dumps({"port": server.port, "secrets": vault.secrets}), flush=True)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
