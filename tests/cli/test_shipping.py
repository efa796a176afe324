"""plan, ship, labels, status: the product scripted, through the same socket as the extension's."""

import json
from pathlib import Path

import pytest

from agent.cli.exit_codes import CommandFailed, ExitCode
from agent.cli.order_ids import choices
from agent.demo.faults import Fault
from agent.shipping.pdf import page_count, split_by_number
from tests.cli.conftest import Shop, Terminal


async def test_three_orders_from_plan_to_label(shop: Shop, tmp_path: Path) -> None:
    wanted = shop.orders[:3]
    planned = await shop.terminal.run("plan", *wanted, "--json")
    assert planned.exit_code == ExitCode.OK, planned.output
    rows = json.loads(planned.stdout)["plan"]
    assert [(row["order_id"], row["status"]) for row in rows] == [(each, "ready") for each in wanted]

    shipped = await shop.terminal.run("ship", *wanted, "--yes", "--json")
    assert shipped.exit_code == ExitCode.OK, shipped.output
    items = json.loads(shipped.stdout)["items"]
    numbers = [item["tracking_number"] for item in items]
    assert [item["state"] for item in items] == ["created"] * 3
    assert [[each.waybill for each in shop.world.allegro.numbers(order)] for order in wanted] == [[each] for each in numbers]

    file = tmp_path / "labels.pdf"
    labels = await shop.terminal.run("labels", *wanted, "-o", str(file), "--json")
    assert labels.exit_code == ExitCode.OK, labels.output
    assert page_count(file.read_bytes()) == 3
    assert list(split_by_number(file.read_bytes(), numbers)) == numbers

    status = await shop.terminal.run("status", *wanted, "--json")
    assert [each["state"] for each in json.loads(status.stdout)["orders"]] == ["created"] * 3


async def test_one_bad_order_is_told_and_the_rest_goes_on(shop: Shop) -> None:
    cancelled = shop.orders[8]
    result = await shop.terminal.run("ship", shop.orders[0], cancelled, "--yes", "--json")
    assert result.exit_code == ExitCode.SOME_NEED_FIXING
    answer = json.loads(result.stdout)
    assert [item["state"] for item in answer["items"]] == ["created"]
    assert len(shop.world.shipx.shipments) == 1
    assert cancelled in json.dumps(answer["not_sent"])


async def test_a_method_nobody_knows_never_ships_in_bulk_and_a_suggested_one_only_after_a_look(shop: Shop) -> None:
    good, suggested, unknown = (shop.orders[each] for each in (0, 4, 14))
    bulk = json.loads((await shop.terminal.run("ship", unknown, suggested, good, "--yes", "--json")).stdout)
    assert [item["order_id"] for item in bulk["items"]] == [good]
    assert [(each["order_id"], each["reason"]) for each in bulk["not_sent"]] == [(unknown, "blocked"), (suggested, "attention")]
    looked = json.loads((await shop.terminal.run("ship", unknown, suggested, "--yes", "--accept", "--json")).stdout)
    assert [item["order_id"] for item in looked["items"]] == [suggested]
    assert [(each["order_id"], each["reason"]) for each in looked["not_sent"]] == [(unknown, "blocked")]
    assert len(shop.world.shipx.shipments) == 2


async def test_a_shipped_order_is_shipped_again_only_when_its_number_is_named(shop: Shop) -> None:
    order = shop.orders[0]
    await shop.terminal.run("ship", order, "--yes")
    again = await shop.terminal.run("ship", order, "--yes", "--json")
    assert again.exit_code == ExitCode.SOME_NEED_FIXING
    wrong = await shop.terminal.run("ship", order, "--yes", "--again", "123", "--json")
    assert wrong.exit_code != ExitCode.OK
    assert len(shop.world.shipx.shipments) == 1
    number = shop.world.allegro.numbers(order)[0].waybill
    named = await shop.terminal.run("ship", order, "--yes", "--again", number, "--json")
    assert named.exit_code == ExitCode.OK, named.output
    assert len(shop.world.shipx.shipments) == 2


async def test_without_yes_nothing_happens_until_the_question_is_answered(shop: Shop) -> None:
    shop.terminal.on_terminal = True
    refused = await shop.terminal.run("ship", shop.orders[0], text="\n")
    assert refused.exit_code == ExitCode.NOT_CONFIRMED
    assert shop.world.shipx.shipments == []


async def test_orders_come_from_standard_input_too(shop: Shop) -> None:
    planned = await shop.terminal.run("plan", "-", "--json", text="\n".join(shop.orders[:2]))
    assert [row["order_id"] for row in json.loads(planned.stdout)["plan"]] == shop.orders[:2]


async def test_several_parcels_are_chosen_for_one_order(shop: Shop, tmp_path: Path) -> None:
    one, several = shop.orders[:2]
    planned = await shop.terminal.run("plan", one, several, "--parcels", f"{several}=3", "--json")
    assert [row["parcels"] for row in json.loads(planned.stdout)["plan"]] == [1, 3]
    shipped = await shop.terminal.run("ship", one, several, "--yes", "--parcels", f"{several}=3", "--json")
    assert shipped.exit_code == ExitCode.OK, shipped.output
    items = json.loads(shipped.stdout)["items"]
    assert [(each["order_id"], each["parcel"], each["parcels"]) for each in items] == [
        (one, 1, 1),
        (several, 1, 3),
        (several, 2, 3),
        (several, 3, 3),
    ]
    assert len(shop.world.allegro.numbers(several)) == 3
    file = tmp_path / "labels.pdf"
    await shop.terminal.run("labels", several, one, "-o", str(file))
    numbers = [each["tracking_number"] for each in items]
    assert list(split_by_number(file.read_bytes(), numbers)) == [*numbers[1:], numbers[0]]
    table = await shop.terminal.run("ship", one, "--yes", "--again", numbers[0], "--parcels", "2")
    assert table.exit_code == ExitCode.OK, table.output
    assert "(2 of" in table.stdout


@pytest.mark.parametrize("number", ["0", "21", "-1", "two", "9=2"])
async def test_a_wrong_number_of_parcels_is_a_usage_error(shop: Shop, number: str) -> None:
    result = await shop.terminal.run("ship", shop.orders[0], "--yes", "--parcels", number)
    assert result.exit_code == ExitCode.USAGE
    assert shop.world.shipx.shipments == []


async def test_one_parcel_is_stopped_or_decided_about_only_by_its_number(shop: Shop) -> None:
    order, job = shop.orders[0], "11111111-7f6a-41e8-ac45-09db60ede9d6"
    assert (await shop.terminal.run("cancel", job, "--parcel", "1")).exit_code == ExitCode.USAGE
    shop.world.shipx.faults.arm(Fault.RESET_BEFORE, method="POST", path=r"/shipments$", times=2)
    await shop.terminal.run("ship", order, "--yes", "--parcels", "2")
    unclear = await shop.terminal.run("decide", order, "--not-created", "--yes")
    assert unclear.exit_code != ExitCode.OK
    assert "1, 2" in unclear.output
    assert (await shop.terminal.run("decide", order, "--not-created", "--yes", "--parcel", "2")).exit_code == ExitCode.OK
    assert (await shop.terminal.run("decide", order, "--not-created", "--yes")).exit_code == ExitCode.OK


async def test_a_size_is_chosen(shop: Shop) -> None:
    await shop.terminal.run("ship", shop.orders[0], "--size", "medium", "--yes")
    assert shop.world.shipx.shipments[0].body["parcels"]["template"] == "medium"


async def test_tables_for_people_name_problems_in_words(shop: Shop) -> None:
    shop.terminal.language = "pl"
    planned = await shop.terminal.run("plan", shop.orders[0], shop.orders[8])
    assert planned.exit_code == ExitCode.SOME_NEED_FIXING
    assert "anulowane" in planned.output.lower()


def test_without_an_agent_it_says_so(terminal: Terminal) -> None:
    terminal.home.mkdir()
    result = terminal.call("plan", "29738e61-8a1f-11f1-ac45-09db60ede9d6")
    assert result.exit_code == ExitCode.AGENT_NOT_RUNNING


def test_what_is_no_order_is_a_usage_error(terminal: Terminal) -> None:
    assert terminal.call("plan", "zamowienie").exit_code == ExitCode.USAGE


def test_another_point_is_chosen_for_one_order() -> None:
    one, other = "29738e61-8a1f-11f1-ac45-09db60ede9d6", "29738e62-8a1f-11f1-ac45-09db60ede9d6"
    chosen = choices([one, other], size=(), service=(), account=(), insurance=(), point=(f"{one}=kra010",))
    assert (chosen[one].point, chosen[other].point) == ("KRA010", None)
    with pytest.raises(CommandFailed):
        choices([one], size=(), service=(), account=(), insurance=(), point=("ul. Polna",))
