"""`python -m bench.idle`: how long a program without accounts takes until it serves, and its memory once it waits. Linux only.

The first start makes the ledger, the second finds it. The key store is the session's, as for a seller.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

READY_S = 30.0
SETTLED_S = 20.0
"""After so long what is begun with the start is done, and the key store's process has ended."""


def main() -> None:
    """Starts twice in one home folder and prints a table."""
    table = Table("start", "seconds to ready", "RSS MB")
    with tempfile.TemporaryDirectory() as home:
        for name in ("first", "second"):
            ready_s, rss_mb = start(Path(home))
            table.add_row(name, f"{ready_s:.1f}", f"{rss_mb:.0f}")
    Console(width=60).print(table)


def start(home: Path) -> tuple[float, float]:
    """Seconds until it serves, and the resident megabytes of a program that waits."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began = time.monotonic()
    command = (sys.executable, "-m", "agent", "run", "--port", str(port))
    with subprocess.Popen(command, env={**os.environ, "NADAJNIK_HOME": str(home)}, stdout=subprocess.DEVNULL) as agent:
        try:
            while not serves(port):
                if agent.poll() is not None or time.monotonic() - began > READY_S:
                    raise RuntimeError("the agent does not serve; its log is above")
                time.sleep(0.02)
            ready_s = time.monotonic() - began
            time.sleep(SETTLED_S)
            status = Path(f"/proc/{agent.pid}/status").read_text(encoding="ascii")
        finally:
            agent.terminate()
    kilobytes = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return ready_s, kilobytes / 1000


def serves(port: int) -> bool:
    """Whether something listens there."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    main()
