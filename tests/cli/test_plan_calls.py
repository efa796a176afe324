"""What a plan of two hundred orders costs at Allegro."""

import json

from agent.app import running
from agent.cli.exit_codes import ExitCode
from agent.config.running import note_port
from agent.demo.allegro_orders import OrderKind, many_orders
from agent.demo.setup import demo_secrets, write_config
from agent.demo.stand_ins import start_stand_ins
from tests.cli.conftest import Terminal

FORMS = "/order/checkout-forms"
MIXED = (
    OrderKind.LOCKER,
    OrderKind.LOCKER_COD,
    OrderKind.COURIER,
    OrderKind.PLAIN_LOCKER,
    OrderKind.LETTER,
    OrderKind.CANCELLED,
    OrderKind.UNPAID,
    OrderKind.ALLEGRO_WAREHOUSE,
    OrderKind.UNKNOWN_METHOD,
    OrderKind.ALREADY_SENT,
)


async def test_two_hundred_recent_orders_cost_at_most_three_calls_for_lists(terminal: Terminal) -> None:
    orders = many_orders(200, MIXED)
    async with start_stand_ins(orders) as world:
        write_config(terminal.home, world)
        (terminal.home / "rules.toml").write_text('[[rules]]\nname = "B"\nwhen = { to = "point" }\nthen = { size = "medium" }\n')
        terminal.vault.secrets.update(demo_secrets(world))
        async with running(terminal.home, terminal.vault, port=0, patience=0.05) as server:
            note_port(terminal.home, server.port)
            result = await terminal.run("plan", *(each["id"] for each in orders), "--json")
            assert result.exit_code == ExitCode.SOME_NEED_FIXING, result.output
            rows = json.loads(result.stdout)["plan"]
            paths = [call.path for call in world.allegro.calls if call.path.startswith(FORMS)]
    assert len(rows) == 200
    assert paths.count(FORMS) <= 3
    # beside the lists, only the numbers of orders that have some: one in ten
    assert sorted(path for path in paths if path != FORMS) == sorted(f"{FORMS}/{each['id']}/shipments" for each in orders[9::10])
    statuses = {kind: {row["status"] for row in rows[index :: len(MIXED)]} for index, kind in enumerate(MIXED)}
    assert statuses == {
        OrderKind.LOCKER: {"ready"},
        OrderKind.LOCKER_COD: {"attention"},
        # at a door the label shows 21 letters of a name, and some of these buyers have longer ones
        OrderKind.COURIER: {"ready", "attention"},
        OrderKind.PLAIN_LOCKER: {"attention"},
        OrderKind.LETTER: {"ready", "attention"},
        OrderKind.CANCELLED: {"blocked"},
        OrderKind.UNPAID: {"blocked"},
        OrderKind.ALLEGRO_WAREHOUSE: {"blocked"},
        OrderKind.UNKNOWN_METHOD: {"blocked"},
        OrderKind.ALREADY_SENT: {"attention"},
    }
    errors = {
        kind: {row["error"]["code"] for row in rows[index :: len(MIXED)] if row["error"]} for index, kind in enumerate(MIXED)
    }
    assert {kind: codes for kind, codes in errors.items() if codes} == {
        OrderKind.CANCELLED: {"order_cancelled"},
        OrderKind.UNPAID: {"order_unpaid"},
        OrderKind.ALLEGRO_WAREHOUSE: {"order_of_allegro_warehouse"},
        OrderKind.UNKNOWN_METHOD: {"method_unknown"},
    }
    assert all(row["earlier"] and row["confirmation"] for row in rows[9::10])
