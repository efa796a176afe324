"""The inside of the key store's own process: one request a line, one answer a line, both JSON.

Secrets travel in these lines alone: in no argument, no variable of the environment, no log.
"""

import json
import signal
from typing import BinaryIO

from . import Vault, VaultError

LONGEST_S = 180
"""More than anybody waits for an answer. A key store that asks a person who is not there would keep the process for ever."""


async def serve(vault: Vault, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers until the requests end, or nobody takes the answers. Linux only: ends a process that cannot answer in time."""
    try:
        while line := requests.readline():
            signal.alarm(LONGEST_S)
            answer = await _answer(vault, line)
            signal.alarm(0)
            answers.write(json.dumps(answer).encode() + b"\n")
            answers.flush()
    except BrokenPipeError:
        return


async def _answer(vault: Vault, line: bytes) -> dict[str, str | None]:
    try:
        match json.loads(line):
            case {"do": "get", "name": str(name)}:
                return {"value": await vault.get(name)}
            case {"do": "set", "name": str(name), "value": str(value)}:
                await vault.set(name, value)
                return {"value": None}
            case {"do": "delete", "name": str(name)}:
                await vault.delete(name)
                return {"value": None}
            case {"do": "backend"}:
                return {"value": await vault.backend()}
    except VaultError as error:
        return {"error": error.reason, "kind": error.kind}
    except ValueError:
        pass
    finally:
        vault.forget()  # others write too, and who asks remembers by itself
    return {"error": "request"}
