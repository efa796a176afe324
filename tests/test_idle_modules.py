"""What a program that waits all day must not have loaded: memory that nobody uses."""

import subprocess
import sys
from pathlib import Path

from agent.ledger_access import file_url
from agent.shipping.ledger.integrity import check
from agent.shipping.ledger.schema import CURRENT

NOT_WHILE_IDLE = {
    "agent.carriers.inpost.account": "an account is opened",
    "agent.carriers.paczka_w_ruchu.account": "an account is opened",
    "agent.carriers.poczta_polska.account": "an account is opened",
    "agent.allegro.marketplace": "Allegro is connected",
    "agent.doctor": "somebody asks for it",
    "agent.settings.questions": "the settings are opened",
    "agent.vault.keyring_vault": "as cryptography",
    "alembic": "the ledger is of an older version",
    "cryptography": "never: comes with the key store, which is in a process of its own",
    "httpx": "an account is opened",
    "jeepney": "as cryptography",
    "keyring": "as cryptography",
    "lxml": "an account is opened",
    "mako": "the ledger is of an older version",
    "phonenumbers": "a receiver is checked",
    "pypdf": "labels are put together",
    "pypdfium2": "labels are put together",
    "reportlab": "a protocol is drawn",
    "rich": "a table is shown",
    "secretstorage": "as cryptography",
    "sqlalchemy.dialects.postgresql": "the ledger is on a server",
    "sqlalchemy.orm": "never",
    "zeep": "an account is opened",
}
"""By module: when it is needed."""


def test_the_core_is_loaded_without_what_it_needs_only_later() -> None:
    program = (
        "import sys, agent.cli.root; from agent.cli import lean, run; lean.leave_out_what_nobody_uses();"
        "import agent.vault.process, agent.app; print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "agent.carriers.registry" in loaded
    assert set(loaded) & NOT_WHILE_IDLE.keys() == set()


FIRST_USES = """
import importlib, pkgutil, sys, threading
import agent.app, shared_schema
from pydantic import BaseModel, ValidationError

sys.setswitchinterval(1e-6)
for module in pkgutil.iter_modules(shared_schema.__path__, "shared_schema."):
    importlib.import_module(module.name)


def below(model):
    return {model}.union(*map(below, model.__subclasses__()))


models = [each for each in below(BaseModel) if each.__module__.startswith(("agent", "shared_schema"))]
together, wrong = threading.Barrier(4), []


def use():
    together.wait()
    for model in models:
        for _ in range(2):
            try:
                model.model_validate({})
            except ValidationError:
                pass
            except Exception as error:
                wrong.append((model.__name__, type(error).__name__))


threads = [threading.Thread(target=use) for _ in range(4)]
[each.start() for each in threads]
[each.join() for each in threads]
print(len(models), *wrong)
"""


def test_messages_and_settings_are_made_ready_by_their_first_use_from_whatever_thread() -> None:
    used = subprocess.run([sys.executable, "-c", FIRST_USES], check=True, capture_output=True, text=True).stdout.split()
    assert int(used[0]) > 100
    assert used[1:] == []


def test_a_new_ledger_is_made_without_the_migrations(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    program = """if True:
        import asyncio, sys
        from agent.cli.lean import leave_out_what_nobody_uses
        leave_out_what_nobody_uses()
        from agent.shipping.ledger.database import Database
        async def main():
            await (await Database.open(sys.argv[1])).close()
        asyncio.run(main())
        print(*sys.modules)
    """
    command = [sys.executable, "-c", program, file_url(path)]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert check(path) == CURRENT
    assert "aiosqlite" in loaded
    assert set(loaded) & NOT_WHILE_IDLE.keys() == set()
