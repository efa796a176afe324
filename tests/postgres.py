"""A private PostgreSQL for tests: its own data folder, a free loopback port, passwords that are really asked for."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

import pytest
from sqlalchemy import URL

DEADLINE_S = 120.0
ADMIN = "postgres"
OWNER = "nadajnik"

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[4]))
_BIN = _BINARIES[-1].parent if _BINARIES else None


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def _identity() -> _Identity:
    """Whom the server runs as: it refuses root."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@dataclass
class PostgresServer:
    """One server over one data folder; it may be stopped and started again in the middle of a test."""

    folder: Path
    port: int
    password: str
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Starts the server, unless it runs, and waits until it answers."""
        if self._process is not None:
            return
        # Without fsync the server survives all that tests do to it, but for a power cut.
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "fsync": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [_program("postgres"), "-D", str(self.folder / "data"), *options],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **_identity(),
            )  # fmt: skip
        deadline = time.monotonic() + DEADLINE_S
        ask = [_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ask, check=False).returncode != 0:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Ends the server; by default at once, as a crash would."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(DEADLINE_S)
            self._process = None

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Without the server, from a crash in this very moment until the block is left."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def sql(self, statements: str, database: str = "postgres") -> str:
        """Runs statements as the administrator; the rows of their results as text."""
        address = ["-h", "127.0.0.1", "-p", str(self.port), "-U", ADMIN, "-d", database]
        quiet = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        environment = {**os.environ, "PGPASSWORD": self.password}
        done = subprocess.run(
            [_program("psql"), *address, *quiet, "-f", "-"],
            env=environment, input=statements, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()


@dataclass(frozen=True)
class PostgresDatabase:
    """An empty database of its own, owned by a user that may do nothing else."""

    server: PostgresServer
    name: str
    user: str
    password: str

    @property
    def address(self) -> str:
        """As a seller writes it into the configuration, without the password."""
        return f"postgresql://{self.user}@127.0.0.1:{self.server.port}/{self.name}"

    @property
    def url(self) -> URL:
        """With driver and password."""
        return URL.create("postgresql+asyncpg", self.user, self.password, "127.0.0.1", self.server.port, self.name)

    def sql(self, statements: str) -> str:
        """Runs statements in this database as the administrator."""
        return self.server.sql(statements, self.name)


def _program(name: str) -> str:
    assert _BIN is not None
    return str(_BIN / name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running server for the whole session."""
    if _BIN is None:
        missing = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    folder = Path(tempfile.mkdtemp(prefix="nadajnik-postgres-"))
    server = PostgresServer(folder, _free_port(), secrets.token_hex(16))
    try:
        identity = _identity()
        password_file = folder / "password"
        password_file.write_text(server.password, encoding="ascii")
        if identity:
            for path in (folder, password_file):
                os.chown(path, identity["user"], identity["group"])
        access = ["--username", ADMIN, "--pwfile", str(password_file), "--auth", "scram-sha-256"]
        command = [_program("initdb"), "-D", str(folder / "data"), *access, "--encoding", "UTF8", "--no-locale", "--no-sync"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, **identity)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


@pytest.fixture
def postgres(postgres_server: PostgresServer) -> Iterator[PostgresDatabase]:
    """An empty database."""
    name = f"ledger_{secrets.token_hex(4)}"
    database = PostgresDatabase(postgres_server, name, f"{OWNER}_{name}", secrets.token_hex(16))
    postgres_server.sql(f"CREATE ROLE {database.user} LOGIN PASSWORD '{database.password}'")
    postgres_server.sql(f"CREATE DATABASE {name} OWNER {database.user}")
    yield database
    postgres_server.sql(f"DROP DATABASE {name} WITH (FORCE)")
    postgres_server.sql(f"DROP ROLE {database.user}")
