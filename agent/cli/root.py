"""The table of commands. Nothing is imported for `--help` but this."""

import click

from agent import __version__

from .base import Group, common_options, help_settings, run_told


@click.group(
    name="nadajnik",
    cls=Group,
    help="help_root",
    invoke_without_command=True,
    context_settings=help_settings,
    table={
        "run": "agent.cli.run:run",
        "stop": "agent.cli.stop:stop",
        "unlock": "agent.cli.unlock:unlock",
        "allegro": "agent.cli.root:allegro",
        "account": "agent.cli.root:account",
        "settings": "agent.cli.settings:settings",
        "tray": "agent.cli.tray:tray",
        "autostart": "agent.cli.autostart:autostart",
        "pair": "agent.cli.pair:pair",
        "pairings": "agent.cli.root:pairings",
        "plan": "agent.cli.plan:plan",
        "ship": "agent.cli.ship:ship",
        "cancel": "agent.cli.cancel:cancel",
        "decide": "agent.cli.decide:decide",
        "withdraw": "agent.cli.withdraw:withdraw",
        "labels": "agent.cli.labels:labels",
        "handover": "agent.cli.handover:handover",
        "points": "agent.cli.points:points",
        "pickup": "agent.cli.pickup:pickup",
        "rules": "agent.cli.root:rules",
        "status": "agent.cli.status:status",
        "reconcile": "agent.cli.reconcile:reconcile",
        "history": "agent.cli.history:history",
        "ledger": "agent.cli.root:ledger",
        "doctor": "agent.cli.doctor:doctor",
        "uninstall": "agent.cli.uninstall:uninstall",
        "demo": "agent.cli.demo:demo",
        "key-store": "agent.cli.key_store:key_store",
    },
    internal={"key-store"},
)
@click.version_option(__version__, "-V", "--version", prog_name="nadajnik")
@common_options
@click.pass_context
def root(context: click.Context) -> None:
    """All commands; without one the agent with its icon."""
    if context.invoked_subcommand is None:
        from .start import start

        run_told(context, start)


@click.group(
    name="allegro",
    cls=Group,
    help="help_allegro",
    context_settings=help_settings,
    table={
        "login": "agent.cli.allegro:login",
        "list": "agent.cli.allegro:list_accounts",
        "logout": "agent.cli.allegro:logout",
    },
)
def allegro() -> None:
    """The Allegro accounts."""


@click.group(
    name="account",
    cls=Group,
    help="help_account",
    context_settings=help_settings,
    table={
        "add": "agent.cli.account_add:add",
        "list": "agent.cli.accounts:list_accounts",
        "test": "agent.cli.accounts:test",
        "password": "agent.cli.account_password:password",
        "remove": "agent.cli.accounts:remove",
        "enable": "agent.cli.accounts:enable",
        "disable": "agent.cli.accounts:disable",
        "handover-at": "agent.cli.accounts:handover_at",
    },
)
def account() -> None:
    """Carrier accounts."""


@click.group(
    name="pairings",
    cls=Group,
    help="help_pairings",
    context_settings=help_settings,
    table={"list": "agent.cli.pairings:list_pairings", "remove": "agent.cli.pairings:remove"},
)
def pairings() -> None:
    """Paired browsers."""


@click.group(
    name="rules",
    cls=Group,
    help="help_rules",
    context_settings=help_settings,
    table={
        "show": "agent.cli.rules:show",
        "check": "agent.cli.rules:check",
        "try": "agent.cli.rules:try_rules",
        "edit": "agent.cli.rules:edit",
        "methods": "agent.cli.rules:methods",
    },
)
def rules() -> None:
    """What is chosen for which orders."""


@click.group(
    name="ledger",
    cls=Group,
    help="help_ledger",
    context_settings=help_settings,
    table={
        "show": "agent.cli.ledger:show",
        "connect": "agent.cli.ledger:connect",
        "move": "agent.cli.ledger:move_ledger",
        "backup": "agent.cli.ledger_backup:backup",
        "backups": "agent.cli.ledger_backup:backups",
        "restore": "agent.cli.ledger_backup:restore",
    },
)
def ledger() -> None:
    """The ledger of what was shipped."""
