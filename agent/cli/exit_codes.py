"""What the command line's exit codes mean; the numbers are part of the interface for scripts and never change."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit code of every `nadajnik` command. Words for each are `exit_<name>` in the texts."""

    OK = 0
    SOME_NEED_FIXING = 1
    USAGE = 2
    AGENT_NOT_RUNNING = 3
    NOT_CONFIGURED = 4
    ALREADY_RUNNING = 5
    KEYRING = 6
    REFUSED = 7
    PORT_BUSY = 8
    NOT_CONFIRMED = 9
    UNAVAILABLE = 10
    LEDGER = 11
    INTERNAL = 70
    INTERRUPTED = 130


class CommandFailed(Exception):
    """Ends a command: the words `key` with `data` go to the standard error, `code` to the shell."""

    def __init__(self, code: ExitCode, key: str, /, **data: object) -> None:
        super().__init__(f"{code.name}: {key}")
        self.code = code
        self.key = key
        self.data = data
