"""The rules of the house that can be a test: which room may import which."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

ALLOWED = {
    "shared_schema": {"shared_schema"},
    "agent/shipping/model": {"shared_schema", "agent.shipping.model"},
    "agent/shipping/ports.py": {"agent.shipping.model"},
    "agent/shipping/ledger": {"shared_schema", "agent.shipping.model", "agent.shipping.ledger"},
    "agent/shipping/pdf.py": set(),
    "agent/shipping/printer_language.py": set(),
    "agent/shipping/label_files.py": {"agent.shipping.model", "agent.shipping.pdf", "agent.shipping.printer_language"},
    "agent/shipping/address": {"agent.shipping.model", "agent.shipping.address"},
    "agent/shipping/rules": {"shared_schema", "agent.shipping.model", "agent.shipping.rules"},
    "agent/shipping/planning": {
        "shared_schema",
        "agent.shipping.model",
        "agent.shipping.ports",
        "agent.shipping.rules",
        "agent.shipping.ledger",
        "agent.shipping.planning",
    },
    "agent/shipping/reconcile": {
        "shared_schema",
        "agent.shipping.model",
        "agent.shipping.ledger",
        "agent.shipping.reconcile",
    },
    "agent/shipping/work": {"shared_schema", "agent.shipping"},
    "agent/carriers/inpost": {
        "shared_schema",
        "agent",
        "agent.shipping.model",
        "agent.shipping.ports",
        "agent.shipping.address",
        "agent.http",
        "agent.wall_clock",
        "agent.carriers.common",
        "agent.carriers.inpost",
    },
    "agent/carriers/poczta_polska": {
        "shared_schema",
        "agent",
        "agent.shipping.model",
        "agent.shipping.ports",
        "agent.shipping.address",
        "agent.http",
        "agent.wall_clock",
        "agent.carriers.common",
        "agent.carriers.poczta_polska",
    },
    "agent/carriers/paczka_w_ruchu": {
        "shared_schema",
        "agent",
        "agent.shipping.model",
        "agent.shipping.ports",
        "agent.shipping.label_files",
        "agent.shipping.address",
        "agent.http",
        "agent.wall_clock",
        "agent.carriers.common",
        "agent.carriers.paczka_w_ruchu",
    },
    "agent/carriers/common": {"shared_schema", "agent.shipping.model", "agent.shipping.address", "agent.carriers.common"},
    "agent/allegro": {
        "shared_schema",
        "agent",
        "agent.shipping.model",
        "agent.shipping.ports",
        "agent.http",
        "agent.wall_clock",
        "agent.allegro",
    },
    "agent/printing": {"shared_schema", "agent.shipping.model", "agent.shipping.pdf", "agent.printing"},
    "agent/server": {"shared_schema", "agent.server", "agent.vault"},
    "agent/api": {"shared_schema", "agent", "agent.vault", "agent.server", "agent.shipping", "agent.api"},
    "agent/vault": {"agent.vault"},
    "agent/demo": {"agent", "agent.demo"},
}
"""A room and what of ours it may import; `agent` alone is the version number, not what lies below it."""

THE_DEMO_ITSELF = {f"agent/demo/{name}.py" for name in ("setup", "shop", "clicks", "trial", "walkthrough")}
"""These play the seller with the whole product; the stand-ins beside them share nothing with it."""


SCREENLESS = {"agent.desktop.autostart", "agent.desktop.children"}
"""What of the desktop's room the settings use: it draws nothing."""


def modules(room: str) -> list[Path]:
    path = ROOT / room
    return [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    package = ".".join(path.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] if node.level > 1 else package
            module = f"{base}.{node.module}" if node.level and node.module else base if node.level else node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names)


def ours(name: str) -> bool:
    return name.split(".")[0] in ("agent", "shared_schema", "tests")


def permitted(name: str, allowed: set[str]) -> bool:
    if name == "agent.__version__":
        return "agent" in allowed
    return any(name == each or name.startswith(each + ".") for each in allowed - {"agent"})


@pytest.mark.parametrize("room", ALLOWED)
def test_no_import_runs_upwards(room: str) -> None:
    found = modules(room)
    assert found, f"{room} is gone: mend this test"
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in found
        if path.relative_to(ROOT).as_posix() not in THE_DEMO_ITSELF
        for name in imports(path)
        if ours(name) and not permitted(name, ALLOWED[room])
    ]
    assert wrong == []


def test_every_carrier_folder_is_held_to_the_rules() -> None:
    folders = {path.name for path in (ROOT / "agent/carriers").iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert {f"agent/carriers/{name}" for name in folders} <= set(ALLOWED)


def test_the_domain_knows_no_carrier_by_name() -> None:
    for path in modules("agent/shipping"):
        code = path.read_text(encoding="utf-8").lower()
        assert "shipx" not in code, path
        assert "carriers" not in {part for name in imports(path) for part in name.split(".")}, path


def test_the_core_imports_no_gui() -> None:
    for path in modules("agent"):
        if path.is_relative_to(ROOT / "agent/desktop"):
            continue
        assert not {name.split(".")[0] for name in imports(path)} & {"webview", "pystray", "PySide6", "gi"}, path
        command = path.is_relative_to(ROOT / "agent/cli")
        assert command or all(permitted(name, SCREENLESS) for name in imports(path) if name.startswith("agent.desktop")), path


def test_the_key_stores_library_is_imported_in_one_place() -> None:
    asking = {
        path.relative_to(ROOT).as_posix() for path in modules("agent") for name in imports(path) if name.startswith("keyring")
    }
    assert asking == {"agent/vault/keyring_vault.py"}


def test_no_two_files_import_each_other() -> None:
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in modules("agent")}
    graph = {
        module: {target for name in imports(path) for target in names if name == target or name.startswith(target + ".")}
        for module, path in names.items()
    }
    assert [(a, b) for a in graph for b in graph[a] if a < b and a in graph[b]] == []


def test_the_table_of_rooms_names_all_of_them() -> None:
    table = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    inside = [path for room in ("agent", "agent/shipping") for path in (ROOT / room).iterdir() if not path.name.startswith("_")]
    rooms = {path.relative_to(ROOT).as_posix() for path in inside if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert {room for room in rooms if f"`{room}`" not in table} <= {
        "agent/shipping",
        "agent/carriers",
    }  # they are in it by their parts
