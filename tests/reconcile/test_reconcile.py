"""`nadajnik reconcile` from end to end: discrepancies planted at the services, told, mended where it is safe, and gone."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.cli.exit_codes import ExitCode
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.faults import Fault
from tests.cli.conftest import Terminal
from tests.demo.worlds import wait_until
from tests.reconcile.conftest import Shop, open_shop

CREATE = r"/shipments$"
NUMBERS = r"/checkout-forms/[^/]+/shipments$"


async def test_a_shop_without_discrepancies_has_no_findings(shop: Shop) -> None:
    code, report = await shop.reconcile()
    assert (code, report["findings"]) == (ExitCode.OK, [])
    summary = report["summary"]
    assert (summary["attempts"], summary["parcels"], summary["orders"]) == (3, 3, 3)
    assert summary["unread"] == []


async def test_a_number_gone_from_allegro_is_told_and_mended(shop: Shop) -> None:
    order = shop.orders[1]
    number = shop.number_of(order)
    shop.world.allegro.remove_number(order, number)
    code, report = await shop.reconcile()
    [finding] = report["findings"]
    assert (code, finding["code"], finding["mending"]) == (ExitCode.SOME_NEED_FIXING, "number_missing", "possible")
    assert (finding["order_id"], finding["tracking_number"]) == (order, number)
    assert shop.world.allegro.numbers(order) == []

    code, report = await shop.reconcile("--mend")
    assert [each["mending"] for each in report["findings"]] == ["done"]
    assert (code, report["summary"]["to_look_at"]) == (ExitCode.OK, 0)
    assert [each.waybill for each in shop.world.allegro.numbers(order)] == [number]
    assert await shop.found() == []


async def test_an_order_bought_long_before_it_was_shipped_is_compared_too(shop: Shop) -> None:
    old = build_order(OrderKind.LOCKER, 7, now=datetime.now(UTC) - timedelta(days=9))
    shop.world.allegro.add_order(old)
    order = str(old["id"])
    await shop.ship(order)
    assert await shop.found() == []
    shop.world.allegro.remove_number(order, shop.number_of(order))
    assert await shop.found() == [("number_missing", order)]


async def test_an_order_that_vanished_from_allegro_is_no_finding(shop: Shop) -> None:
    shop.world.allegro.remove_order(shop.orders[0])
    assert await shop.found() == []


async def test_mending_reads_the_orders_numbers_before_it_adds_one(shop: Shop) -> None:
    order = shop.orders[0]
    number = shop.number_of(order)
    shop.world.allegro.remove_number(order, number)
    posts = shop.world.allegro.count("POST", NUMBERS)
    shop.world.allegro.faults.arm(Fault.LOST_ANSWER, method="POST", path=NUMBERS)
    await shop.reconcile("--mend")
    await wait_until(lambda: shop.world.allegro.numbers(order) != [])
    await shop.reconcile("--mend")
    assert [each.waybill for each in shop.world.allegro.numbers(order)] == [number]
    assert shop.world.allegro.count("POST", NUMBERS) == posts + 1


async def test_a_number_allegro_refuses_again_is_told_as_not_mended(shop: Shop) -> None:
    order = shop.orders[0]
    number = shop.number_of(order)
    shop.world.allegro.remove_number(order, number)
    for each in range(shop.world.allegro.options.number_limit_per_order):
        shop.world.allegro.add_number_by_carrier(order, "INPOST", f"7{each:023d}")
    code, report = await shop.reconcile("--mend")
    mended = {each["code"]: each["mending"] for each in report["findings"]}
    assert (code, mended["number_missing"]) == (ExitCode.SOME_NEED_FIXING, "failed")


async def test_a_lost_parcel_that_the_carrier_lists_after_all_is_adopted(terminal: Terminal, no_grace: None) -> None:
    async with open_shop(terminal, count=2, list_lag_s=3600.0) as it:
        it.world.shipx.faults.arm(Fault.LOST_ANSWER, method="POST", path=CREATE)
        await it.ship(it.orders[0])
        [parcel] = it.world.shipx.shipments
        assert await it.found() == []
        parcel.listed_at = 0.0
        assert await it.found() == [("parcel_found", it.orders[0])]

        code, report = await it.reconcile("--mend")
        assert (code, [each["mending"] for each in report["findings"]]) == (ExitCode.OK, ["done"])
        assert it.world.shipx.count("POST", CREATE) == 1
        await wait_until(lambda: [n.waybill for n in it.world.allegro.numbers(it.orders[0])] == [parcel.tracking_number])
        assert await it.found() == []


async def test_numbers_of_others_are_told_and_nothing_is_to_be_done(shop: Shop) -> None:
    shop.world.allegro.add_number_by_carrier(shop.orders[0], "DPD", "0000123456789U")
    code, report = await shop.reconcile()
    [finding] = report["findings"]
    assert (finding["code"], finding["weight"], finding["order_id"]) == ("number_of_others", "information", shop.orders[0])
    assert (code, report["summary"]["to_look_at"]) == (ExitCode.OK, 0)


async def test_a_number_twice_on_one_order_and_on_two_orders(shop: Shop) -> None:
    first, second, third = shop.orders
    shop.world.allegro.add_number_by_carrier(first, "OTHER", shop.number_of(first))
    shop.world.allegro.add_number_by_carrier(third, "INPOST", shop.number_of(second))
    code, report = await shop.reconcile()
    assert code == ExitCode.SOME_NEED_FIXING
    assert [(each["code"], each["order_id"]) for each in report["findings"]] == [
        ("number_doubled", first),
        ("number_doubled", second),
    ]
    assert report["findings"][1]["data"]["other_orders"] == third


async def test_parcels_the_ledger_does_not_know(shop: Shop) -> None:
    await shop.make_parcel("0badcafe-0123456789ab")
    await shop.make_parcel(None)
    code, report = await shop.reconcile()
    unknown, foreign = report["findings"]
    assert (unknown["code"], unknown["weight"], unknown["data"]["order_prefix"]) == ("parcel_unknown", "look", "0badcafe")
    assert (foreign["code"], foreign["weight"]) == ("parcel_of_others", "information")
    assert code == ExitCode.SOME_NEED_FIXING


async def test_a_parcel_the_carrier_made_while_saying_no_is_told_first(terminal: Terminal, no_grace: None) -> None:
    async with open_shop(terminal) as it:
        it.world.shipx.faults.arm(Fault.ERROR_AFTER, method="POST", path=CREATE, status=422)
        await it.ship(it.orders[0])
        await it.make_parcel("0badcafe-0123456789ab")
        [made, _] = it.world.shipx.shipments
        code, report = await it.reconcile("--mend")
        finding = report["findings"][0]
        assert (finding["code"], finding["weight"], finding["order_id"]) == ("parcel_not_ordered", "costs_money", it.orders[0])
        assert (finding["shipment_id"], finding["mending"]) == (str(made.id), "no")
        assert code == ExitCode.SOME_NEED_FIXING
        assert len(it.world.shipx.shipments) == 2


async def test_a_second_parcel_for_one_attempt(shop: Shop) -> None:
    await shop.make_parcel(shop.reference_of(shop.orders[0]))
    _, report = await shop.reconcile()
    [finding] = report["findings"]
    assert (finding["code"], finding["weight"], finding["order_id"]) == ("parcel_doubled", "costs_money", shop.orders[0])


async def test_a_parcel_cancelled_at_the_carrier(shop: Shop) -> None:
    shop.world.shipx.set_status(shop.world.shipx.shipments[0].id, "canceled")
    [(code, order)] = await shop.found()
    assert code == "parcel_gone"
    posts = shop.world.allegro.count("POST", NUMBERS)
    shop.world.allegro.remove_number(str(order), shop.number_of(str(order)))
    assert await shop.found("--mend") == [("parcel_gone", order)]
    assert shop.world.allegro.count("POST", NUMBERS) == posts


async def test_an_order_marked_as_sent_without_anything(terminal: Terminal, no_grace: None) -> None:
    async with open_shop(terminal) as it:
        it.world.allegro.orders[it.orders[2]]["fulfillment"]["status"] = "SENT"
        assert await it.found() == [("sent_without_parcel", it.orders[2])]


@pytest.mark.parametrize("mend", [[], ["--mend"]])
async def test_fresh_work_is_no_finding(terminal: Terminal, mend: list[str]) -> None:
    async with open_shop(terminal) as it:
        await it.ship(*it.orders)
        it.world.allegro.remove_number(it.orders[0], it.number_of(it.orders[0]))
        await it.make_parcel("0badcafe-0123456789ab")
        assert await it.found(*mend) == []


async def test_a_carrier_that_gives_half_a_list_is_left_out_and_named(shop: Shop) -> None:
    shop.world.allegro.remove_number(shop.orders[0], shop.number_of(shop.orders[0]))
    shop.world.shipx.faults.arm(Fault.HTML_OK, method="GET", path=CREATE)
    code, report = await shop.reconcile()
    [side] = report["summary"]["unread"]
    assert (side["account"], side["error"]["code"]) == ("inpost", "carrier_answer_unreadable")
    assert [each["code"] for each in report["findings"]] == ["number_missing"]
    assert code == ExitCode.SOME_NEED_FIXING


async def test_allegro_that_goes_away_in_the_middle_is_left_out_and_named(shop: Shop) -> None:
    shop.world.allegro.remove_number(shop.orders[0], shop.number_of(shop.orders[0]))
    order = shop.orders[0]
    shop.world.allegro.faults.arm(Fault.ERROR_BEFORE, method="GET", path=f"{order}/shipments$", times=None, status=503)
    code, report = await shop.reconcile()
    assert [(each["account"], each["error"]["code"]) for each in report["summary"]["unread"]] == [(None, "allegro_unavailable")]
    assert (code, report["findings"]) == (ExitCode.UNAVAILABLE, [])


async def test_without_allegro_the_carrier_is_still_compared(shop: Shop) -> None:
    await shop.make_parcel("0badcafe-0123456789ab")
    await shop.world.allegro.stop()
    _, report = await shop.reconcile()
    assert [(each["account"], each["error"]["code"]) for each in report["summary"]["unread"]] == [(None, "allegro_unavailable")]
    assert [each["code"] for each in report["findings"]] == ["parcel_unknown"]
    await shop.world.allegro.start()


async def test_the_report_in_words_says_what_to_do(shop: Shop) -> None:
    shop.terminal.language = "pl"
    order = shop.orders[0]
    shop.world.allegro.remove_number(order, shop.number_of(order))
    await shop.make_parcel("0badcafe-0123456789ab")
    told = await shop.terminal.run("reconcile", "--days", "3")
    assert told.exit_code == ExitCode.SOME_NEED_FIXING
    for words in ("Do sprawdzenia (2)", order, "0badcafe-…", "nadajnik reconcile --mend", "Co zrobić"):
        assert words in told.output


def test_without_a_running_agent_it_says_so(terminal: Terminal) -> None:
    terminal.home.mkdir()
    assert terminal.call("reconcile").exit_code == ExitCode.AGENT_NOT_RUNNING
