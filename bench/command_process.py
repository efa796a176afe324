"""The real command line in a process of its own, secrets from standard input instead of a key store. For the benchmark only."""

import json
import sys

from agent.cli.root import root
from agent.cli.session import Session
from agent.demo.memory_vault import MemoryVault

if __name__ == "__main__":
    vault = MemoryVault(json.load(sys.stdin))
    root(obj=Session(open_vault=lambda _: vault))
