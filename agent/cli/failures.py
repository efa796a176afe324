"""From an exception to words for a person and an exit code. Everything is imported here, because nothing is told in a hurry."""

import logging
from typing import TYPE_CHECKING

import click

from .exit_codes import CommandFailed, ExitCode

if TYPE_CHECKING:
    from .session import Session

_log = logging.getLogger(__name__)


def tell(session: "Session", error: Exception) -> ExitCode:
    """Writes what happened and what to do on the standard error; the unforeseen is logged, redacted, and never shown raw."""
    code, lines = describe(session, error)
    for line in lines:
        click.echo(line, err=True)
    return code


def describe(session: "Session", error: Exception) -> tuple[ExitCode, list[str]]:
    """The exit code and the words, without writing them."""
    from agent.client import ClientError
    from agent.config.home import HomeUnusable
    from agent.config.problems import ConfigError
    from agent.ledger_access import LedgerMissing
    from agent.log import setup_logging
    from agent.server.errors import PortInUse
    from agent.shipping.ledger.backup import BackupFailed
    from agent.shipping.ledger.database import LedgerUnavailable
    from agent.shipping.ledger.integrity import LedgerDamaged, LedgerTooNew
    from agent.shipping.model.failure import ShippingError
    from agent.vault import VaultError

    from .phrases import failure_text

    words = session.words
    match error:
        case CommandFailed():
            return error.code, [words(error.key, **error.data)]
        case ConfigError():
            lines = [
                words("config_at", file=error.file, line=each.line or 1, field=each.field_name or "-")
                + " "
                + words(f"config_{each.kind}", **each.data)
                for each in error.problems
            ]
            return ExitCode.NOT_CONFIGURED, [words("config_wrong"), *lines]
        case HomeUnusable():
            return ExitCode.NOT_CONFIGURED, [words("home_unusable", path=error.path, reason=error.reason)]
        case VaultError():
            return ExitCode.KEYRING, [words(f"keyring_{error.reason}")]
        case LedgerDamaged():
            return ExitCode.LEDGER, [words("ledger_damaged", path=error.path, reason=error.reason)]
        case LedgerMissing():
            return ExitCode.LEDGER, [words("ledger_missing", path=error.path)]
        case LedgerTooNew():
            return ExitCode.LEDGER, [words("ledger_too_new", path=error.path)]
        case LedgerUnavailable():
            passes = error.reason in ("unavailable", "newer")
            return ExitCode.UNAVAILABLE if passes else ExitCode.NOT_CONFIGURED, [words(f"ledger_{error.reason}")]
        case BackupFailed():
            return ExitCode.UNAVAILABLE, [words("backup_failed", reason=error)]
        case PortInUse():
            return ExitCode.PORT_BUSY, [words("port_busy", port=error.port)]
        case ShippingError():
            return exit_code_of(error.failure.code), [failure_text(session.words, error.failure)]
        case ClientError():
            return _of_client(session, error)
    if session.home.is_dir():
        setup_logging(session.home)
    _log.error("unexpected failure", exc_info=error)
    return ExitCode.INTERNAL, [words("internal", kind=type(error).__name__, home=session.home)]


def exit_code_of(code: str) -> ExitCode:
    """The exit code of an error code that ends a whole command."""
    if code in ("credentials_missing", "not_configured"):
        return ExitCode.NOT_CONFIGURED
    if code == "keyring_locked":
        return ExitCode.KEYRING
    if code in ("credentials_refused", "allegro_refused", "carrier_refused", "not_allowed", "pairing_closed"):
        return ExitCode.REFUSED
    if code in ("points_not_searchable", "point_not_found"):
        return ExitCode.USAGE
    if code in ("invalid_params", "invalid_message", "internal"):
        return ExitCode.INTERNAL
    return ExitCode.UNAVAILABLE


def _of_client(session: "Session", error: Exception) -> tuple[ExitCode, list[str]]:
    from agent.client import AgentNotRunning, CallFailed, ConnectionLost, NotPaired, VersionMismatch, WrongProof

    from .phrases import error_text

    words = session.words
    match error:
        case AgentNotRunning():
            return ExitCode.AGENT_NOT_RUNNING, [words("agent_not_running")]
        case NotPaired():
            return ExitCode.AGENT_NOT_RUNNING, [words("agent_of_other_home", home=session.home)]
        case WrongProof():
            return ExitCode.PORT_BUSY, [words("agent_is_a_stranger")]
        case VersionMismatch():
            return ExitCode.UNAVAILABLE, [words(f"version_{error.side}")]
        case ConnectionLost():
            return ExitCode.UNAVAILABLE, [words("connection_lost")]
        case CallFailed():
            return exit_code_of(error.error.code), [error_text(session.words, error.error)]
    return ExitCode.INTERNAL, [words("internal", kind=type(error).__name__, home=session.home)]
