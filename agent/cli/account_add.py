"""`nadajnik account add CARRIER`: asks, tries the credentials, shows what they open, and only then saves."""

import asyncio
import tomllib
from collections.abc import Mapping

import click
from pydantic import BaseModel, ValidationError

from agent.accounts import free_id, save, settings_of, tried
from agent.carriers.registry import CARRIERS, CarrierKind
from agent.config.edit import Value, add_account
from agent.config.model import AccountConfig
from agent.shipping.model.shipment import AccountReport

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .let_ship import let_ship
from .phrases import printable
from .questions import secret, text
from .session import Session


@command("add", "help_account_add")
@click.argument("carrier", type=click.Choice(sorted(CARRIERS)))
@option("--id", "account_id", help="option_account_id")
@option("--name", help="option_account_name")
@option("--organization-id", help="option_organization_id")
@option("--set", "values", help="option_set", multiple=True, metavar="KEY=VALUE")
@option("--token-stdin", help="option_token_stdin", is_flag=True)
def add(
    session: Session,
    carrier: str,
    account_id: str | None,
    name: str | None,
    organization_id: str | None,
    values: tuple[str, ...],
    token_stdin: bool,
) -> None:
    """Saves nothing when the carrier refuses the credentials."""
    kind = CARRIERS[carrier]
    file = session.config_file
    config = file.read()
    chosen = account_id or free_id(config, carrier)
    if config.account(chosen) is not None:
        raise CommandFailed(ExitCode.USAGE, "account_exists", id=chosen)
    given = _given(session, kind, values, organization_id)
    account = AccountConfig(id=chosen, carrier=carrier, name=name or kind.name, settings=_settings(kind, given))
    file.preview(lambda document: add_account(document, account))
    secrets = {name: secret(session, f"ask_secret_{name}", token_stdin) for name in kind.secrets}
    report = asyncio.run(tried(kind, account, secrets, config.endpoints))
    show_report(session, kind, report)
    asyncio.run(save(file, session.vault, account, secrets))
    session.say("account_added", id=chosen)
    let_ship(session, chosen)


def show_report(session: Session, kind: CarrierKind, report: AccountReport) -> None:
    """What the credentials open: whose account, services, where the money of cash on delivery goes (last four digits)."""
    services = ", ".join(report.services) or "-"
    last4 = report.cod_account_last4 or session.words("none")
    session.say("account_report", carrier=kind.name, name=printable(report.name), services=printable(services), last4=last4)
    for note in report.warnings:
        session.say("attention", text=printable(session.words.code("note", note.code, note.data)))


def _given(session: Session, kind: CarrierKind, values: tuple[str, ...], organization_id: str | None) -> dict[str, Value]:
    """The settings named by `--set`, and the answers for fields that have no default."""
    fields = kind.settings.model_fields
    given: dict[str, Value] = {}
    for each in values:
        key, equals, value = each.partition("=")
        if not equals or key not in fields:
            raise CommandFailed(ExitCode.USAGE, "set_unknown", key=key, allowed=", ".join(fields))
        given[key] = _value(value)
    if organization_id and "organization_id" in fields:
        given["organization_id"] = _value(organization_id)
    for key, field in fields.items():
        if field.is_required() and key not in given:
            asked = f"ask_{key}"
            given[key] = _value(text(session, None, asked))
    return given


def _value(text: str) -> Value:
    """As it would be read from the file (`200`, `true`), else the text itself (`small`)."""
    try:
        value: Value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
    return value


def _settings(kind: CarrierKind, given: Mapping[str, Value]) -> BaseModel:
    try:
        return settings_of(kind, given)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in detail["loc"])
        raise CommandFailed(ExitCode.USAGE, "set_wrong", key=key, reason=detail["msg"]) from None
