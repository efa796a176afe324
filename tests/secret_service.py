"""A real Secret Service for tests: its own message bus and its own unlocked key store, in a folder of its own."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from jeepney import DBusAddress, new_method_call  # type: ignore[import-untyped]  # it has no types
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # it has no types
from keyring.core import load_keyring

DEADLINE_S = 180.0
_MISSING = [name for name in ("dbus-daemon", "gnome-keyring-daemon") if shutil.which(name) is None]

needs_secret_service = pytest.mark.skipif(bool(_MISSING), reason=f"not installed: {', '.join(_MISSING)}")


@contextlib.contextmanager
def secret_service(folder: Path, *, unlocked: bool = True) -> Iterator[dict[str, str]]:
    """Starts both programs; gives the environment variables that a child process (or this one) needs to find them."""
    home, runtime = folder / "home", folder / "runtime"
    home.mkdir(parents=True)
    runtime.mkdir(mode=0o700)
    environment = {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring",
    }
    with contextlib.ExitStack() as stack:
        bus = _start(stack, ["dbus-daemon", "--session", "--nofork", "--print-address=1"], environment)
        assert bus.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        keyring = _start(stack, [*command, "--unlock"] if unlocked else command, environment)
        assert keyring.stdin is not None
        keyring.stdin.write(b"password of the test")
        keyring.stdin.close()
        _wait_for_name(environment)
        yield environment


def _start(stack: contextlib.ExitStack, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(_stop, process)
    return process


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _wait_for_name(environment: dict[str, str]) -> None:
    """Until the key store has taken its name on the bus."""
    bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    message = new_method_call(bus, "NameHasOwner", "s", ("org.freedesktop.secrets",))
    ends_at = time.monotonic() + DEADLINE_S
    with open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"]) as connection:
        while not connection.send_and_get_reply(message, timeout=DEADLINE_S).body[0]:
            if time.monotonic() > ends_at:
                raise TimeoutError("the key store did not start")
            time.sleep(0.02)


@pytest.fixture
def secret_service_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The variables, also set in this process."""
    with secret_service(tmp_path / "secret-service") as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        # keyring keeps the store it found first, which may be that of an earlier test.
        keyring.set_keyring(load_keyring(environment["PYTHON_KEYRING_BACKEND"]))
        yield environment
