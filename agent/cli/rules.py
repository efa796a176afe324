"""`nadajnik rules show|check|try|edit|methods`: the seller's rules, and what becomes of Allegro's delivery methods."""

import asyncio
from pathlib import Path
from typing import TypeVar

import click
from rich.table import Table

from agent.config.home import prepare_home
from agent.config.problems import ConfigError
from agent.config.rules_file import RulesFile
from agent.config.rules_parse import parse_rules, unknown_accounts
from shared_schema import MAX_TRIED
from shared_schema.base import WireModel
from shared_schema.delivery_methods import MethodsListResult
from shared_schema.plans import Chosen
from shared_schema.request import NoParams
from shared_schema.rules import Rule, RulesTryParams, RulesTryResult

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .output import RulesOutput, emit
from .phrases import moment
from .screen import plain
from .session import Session
from .talk import agent_of, ask
from .words import Words

R = TypeVar("R", bound=WireModel)

TRIED = 100


@command("show", "help_rules_show")
@option("--json", "as_json", help="option_json", is_flag=True)
def show(session: Session, as_json: bool) -> None:
    """In the order in which they are asked."""
    rules = RulesFile(session.home).read()
    if as_json:
        emit(RulesOutput(rules=list(rules)))
    elif not rules:
        session.say("rules_none", path=RulesFile(session.home).path)
    else:
        table = Table(*(session.words(f"column_{name}") for name in ("number_short", "rule", "rule_when", "rule_then")))
        for number, rule in enumerate(rules, start=1):
            table.add_row(str(number), plain(rule.name), plain(_fields(rule.when) or "*"), plain(_fields(rule.then)))
        session.out.print(table)


@command("check", "help_rules_check")
def check(session: Session) -> None:
    """Names every wrong place with its line; also an account that is not configured."""
    session.say("rules_good", count=len(_checked(session, RulesFile(session.home).path)))


@command("try", "help_rules_try")
@option("--orders", help="option_try_orders", type=click.IntRange(1, MAX_TRIED), default=TRIED)
@option("--file", "file", help="option_rules_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--json", "as_json", help="option_json", is_flag=True)
def try_rules(session: Session, orders: int, file: Path | None, as_json: bool) -> None:
    """Compares the rules with none, or those of a file with the rules in force; changes nothing."""
    rules = None if file is None else list(_checked(session, file))
    found = asyncio.run(_asked(session, "rules.try", RulesTryParams(rules=rules, orders=orders), RulesTryResult))
    if as_json:
        emit(found)
        return
    words = session.words
    counts = ("sizes", "services", "accounts", "insurances")
    told = [words(f"rules_change_{name}", count=count) for name in counts if (count := getattr(found, name))]
    session.say("rules_tried", orders=found.orders, changes="; ".join(told) or words("rules_change_nothing"))
    if found.changes:
        table = Table(*(words(f"column_{name}") for name in ("order", "method", "before", "after", "rule")))
        for each in found.changes:
            cells = (each.order_id, plain(each.method), _chosen(words, each.before), _chosen(words, each.after))
            table.add_row(*cells, plain(each.rule or "-"))
        session.out.print(table)


@command("edit", "help_rules_edit")
def edit(session: Session) -> None:
    """Opens the file in the editor of the environment; where there is no terminal, only names it."""
    path = RulesFile(session.home).path
    if not path.exists():
        prepare_home(session.home)
        path.write_text(session.words("rules_template") + "\n", encoding="utf-8")
        path.chmod(0o600)
    click.echo(str(path))
    if session.on_terminal():
        click.edit(filename=str(path))
        session.say("rules_good", count=len(_checked(session, path)))


@command("methods", "help_rules_methods")
@option("--json", "as_json", help="option_json", is_flag=True)
def methods(session: Session, as_json: bool) -> None:
    """Those that nobody ships yet come first."""
    found = asyncio.run(_asked(session, "methods.list", NoParams(), MethodsListResult))
    if as_json:
        emit(found)
        return
    words = session.words
    order = ("unknown", "suggested", "own", "known", "other_carrier", "only_allegro")
    table = Table(*(words(f"column_{name}") for name in ("method", "method_id", "sort", "account")))
    for each in sorted(found.methods, key=lambda method: (order.index(method.sort), method.name)):
        table.add_row(plain(each.name), each.method, words.word("sort", each.sort), each.account or "-")
    session.out.print(table)
    session.say("methods_read_at", when=moment(found.read_at))


async def _asked(session: Session, method: str, params: WireModel, result: type[R]) -> R:
    async with agent_of(session) as agent:
        return await ask(agent, method, params, result, timeout_s=120.0)


def _checked(session: Session, path: Path) -> tuple[Rule, ...]:
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise CommandFailed(ExitCode.NOT_CONFIGURED, "config_unreadable", reason=type(error).__name__) from error
    rules = parse_rules(text, path)
    problems = unknown_accounts(text, rules, [each.id for each in session.config_file.read().accounts])
    if problems:
        raise ConfigError(path, problems)
    return rules


def _fields(part: WireModel) -> str:
    fields = part.model_dump(exclude_none=True)
    return ", ".join(f"{key} = {'|'.join(value) if isinstance(value, list) else value}" for key, value in fields.items())


def _chosen(words: Words, way: Chosen) -> str:
    insured = words.money(way.insurance_grosze) if way.insurance_grosze else None
    return " ".join(each for each in (way.account, way.service, way.size, insured) if each) or "-"
