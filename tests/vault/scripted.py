"""A stand-in for `nadajnik key-store` that behaves as badly as it is told at its first starts, and answers with the name then.

Run as a module: a folder for its notes, the trouble, how many starts have it.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

STARTS = "starts"
"""One line a start: the process id."""
ASKED = "asked"
"""One line a request."""
GO = "go"
"""Until there is a file of this name, what is slow does not answer."""

DIES = "dies"
SILENT = "is silent"
SLOW = "is slow"
STAYS = "stays"
"""Does not go when there is nothing more to read."""
NONSENSE = {
    "no JSON": b"unlocked!\n",
    "no text": b"\xff\xfe\n",
    "another shape": b'["value"]\n',
    "a number": b'{"value": 1}\n',
    "another reason": b'{"error": "tired", "kind": ""}\n',
    "no reason": b'{"error": null, "kind": ""}\n',
    "half a line": b'{"value": "half',
    "no end": b"x" * (17 * 1024 * 1024),
}


def main(folder: Path, trouble: str, bad_starts: int) -> None:
    with (folder / STARTS).open("a+") as starts:
        starts.write(f"{os.getpid()}\n")
        starts.seek(0)
        bad = len(starts.readlines()) <= bad_starts
    while line := sys.stdin.buffer.readline():
        with (folder / ASKED).open("ab") as asked:
            asked.write(line)
        if bad and trouble and trouble != STAYS:
            misbehave(folder, trouble)
        sys.stdout.write(json.dumps({"value": json.loads(line)["name"]}) + "\n")
        sys.stdout.flush()
    if bad and trouble == STAYS:
        time.sleep(600)


def misbehave(folder: Path, trouble: str) -> None:
    if trouble == DIES:
        os.kill(os.getpid(), signal.SIGKILL)
    elif trouble == SILENT:
        time.sleep(600)
    elif trouble == SLOW:
        while not (folder / GO).exists():
            time.sleep(0.01)
    else:
        sys.stdout.buffer.write(NONSENSE[trouble])
        sys.stdout.buffer.flush()
        sys.exit()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
