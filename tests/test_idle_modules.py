"""What a program that waits all day must not have loaded: memory that nobody uses."""

import subprocess
import sys

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
    "phonenumbers": "a receiver is checked",
    "pypdf": "labels are put together",
    "pypdfium2": "labels are put together",
    "reportlab": "a protocol is drawn",
    "rich": "a table is shown",
    "secretstorage": "as cryptography",
    "sqlalchemy.dialects.postgresql": "the ledger is on a server",
    "zeep": "an account is opened",
}
"""By module: when it is needed."""


def test_the_core_is_loaded_without_what_it_needs_only_later() -> None:
    program = "import sys, agent.cli.root, agent.cli.run, agent.vault.process, agent.app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "agent.carriers.registry" in loaded
    assert set(loaded) & NOT_WHILE_IDLE.keys() == set()
